import type { LayerIndex } from '../layer/layer-index.ts';
import { Diagnostics } from '../model/diagnostic.ts';
import type { PathTable } from './path-table.ts';
import { PathTree } from './path-tree.ts';
import type { Placement } from './placement.ts';
import { Placer } from './placing.ts';
import { settle } from './settle.ts';
import { layOut, type TreeLayout } from './tree-layout.ts';

/** Stacks layers into a {@link PathTable}. A table of the layers added so far can be built at any time. */
export class TableBuilder {
  #tree: PathTree;
  #placer: Placer;
  /** A builder whose lowest layers are all that were added here: where they lie is taken over from it. */
  #twin: TableBuilder | undefined;
  readonly #layers: LayerIndex[] = [];
  readonly #placements: Placement[] = [];
  /** How many nodes there were when each layer was placed; 0 where what is odd in it must be told again. */
  readonly #nodesAt: number[] = [];
  readonly #diagnostics: Diagnostics;
  readonly #maxPaths: number;
  #toldLayers = 0;

  /** @param twin a builder of another image, which may begin with the same layers */
  constructor(diagnostics: Diagnostics, maxPaths: number, twin?: TableBuilder) {
    this.#tree = twin ? twin.#tree : new PathTree(maxPaths);
    this.#placer = new Placer(this.#tree);
    this.#twin = twin;
    this.#diagnostics = diagnostics;
    this.#maxPaths = maxPaths;
  }

  /** Adds the next layer, the base first. Yields now and then. @throws VarveError `LIMIT` */
  *add(index: LayerIndex): Generator<void, void> {
    if (this.#takeOver(index)) return;
    this.#part();
    const noted = this.#diagnostics.count;
    this.#placements.push(yield* this.#placer.place(index, this.#layers.length, this.#diagnostics));
    this.#nodesAt.push(this.#diagnostics.count === noted ? this.#tree.nodes : 0);
    this.#layers.push(index);
  }

  /** The table of all layers added. Yields now and then. */
  *build(): Generator<void, PathTable> {
    this.#part();
    const layout = yield* layOut(this.#tree);
    yield;
    const timelines = sortEvents(layout, this.#placements);
    yield;
    const [layers, placements] = [this.#layers.slice(), this.#placements.slice()];
    const bare = { ...layout, ...timelines, layers, placements, tree: this.#tree };
    // What an earlier table told of its layers is not told again.
    const told = new Diagnostics();
    const diagnosticsOf = (layer: number): Diagnostics => (layer < this.#toldLayers ? told : this.#diagnostics);
    const settled = yield* settle({ ...bare, implied: new Map(), foreignInodes: new Map() }, diagnosticsOf);
    this.#toldLayers = Math.max(this.#toldLayers, layers.length);
    return { ...bare, ...settled };
  }

  /** Whether `index` is the lowest layer. */
  isOn(index: LayerIndex): boolean {
    return this.#layers[0] === index;
  }

  /** Where a layer's entries lie depends on nothing but the layer and the nodes there were before. */
  #takeOver(index: LayerIndex): boolean {
    const layer = this.#layers.length;
    const twin = this.#twin;
    if (!twin || twin.#layers[layer] !== index) return false;
    const nodes = twin.#nodesAt[layer]!;
    if (nodes === 0 || nodes > this.#maxPaths) return false;
    this.#placements.push(twin.#placements[layer]!);
    this.#nodesAt.push(nodes);
    this.#layers.push(index);
    return true;
  }

  /** From here on the layers are others. */
  #part(): void {
    if (!this.#twin) return;
    this.#tree = this.#twin.#tree.lowest(this.#nodesAt.at(-1) ?? 1, this.#maxPaths);
    this.#placer = new Placer(this.#tree);
    this.#twin = undefined;
  }
}

type Timelines = Pick<
  PathTable,
  'events' | 'eventStarts' | 'eventRows' | 'eventLayers' | 'eventFlags' | 'eventEntries' | 'eventsOf'
>;

/** Counting sort of all events by row; within a row they stay in layer order because layers are filled in order. */
function sortEvents(layout: TreeLayout, placements: readonly Placement[]): Timelines {
  const events = placements.reduce((sum, { nodes }) => sum + nodes.length, 0);
  const starts = new Int32Array(layout.rows + 1);
  for (const { nodes } of placements) for (const node of nodes) starts[layout.rowOfNode[node]! + 1]! += 1;
  for (let row = 0; row < layout.rows; row += 1) starts[row + 1]! += starts[row]!;
  const next = starts.slice();
  const [rows, layers, entries] = [new Int32Array(events), new Int32Array(events), new Int32Array(events)];
  const flags = new Uint8Array(events);
  for (const [layer, placement] of placements.entries()) {
    for (let i = 0; i < placement.nodes.length; i += 1) {
      const row = layout.rowOfNode[placement.nodes[i]!]!;
      const event = next[row]!;
      next[row] = event + 1;
      rows[event] = row;
      layers[event] = layer;
      flags[event] = placement.flags[i]!;
      entries[event] = placement.entries[i]!;
    }
  }
  const byLayer = eventsByLayer(layers, placements);
  return {
    events,
    eventStarts: starts,
    eventRows: rows,
    eventLayers: layers,
    eventFlags: flags,
    eventEntries: entries,
    eventsOf: (layer) => byLayer[layer]!,
  };
}

function eventsByLayer(layers: Int32Array, placements: readonly Placement[]): Int32Array[] {
  const lists = placements.map(({ nodes }) => new Int32Array(nodes.length));
  const filled = new Int32Array(placements.length);
  for (let event = 0; event < layers.length; event += 1) {
    const layer = layers[event]!;
    lists[layer]![filled[layer]!] = event;
    filled[layer]! += 1;
  }
  return lists;
}
