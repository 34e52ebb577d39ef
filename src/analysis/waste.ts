import { inSlices } from '../base/slices.ts';
import type { Image } from '../image/image.ts';
import type { SameContent } from '../union/reasons.ts';
import { contentOf, Content, hidesBelow, HIDES_SELF, WHITEOUT } from '../union/event.ts';
import { inodeOf, isFile } from '../union/node.ts';
import { type Inode, type PathTable, rowAt } from '../union/path-table.ts';
import { advance, emptyView } from '../union/view.ts';

/** Why a body cannot be seen any more, as CONTRACT.md words it. */
export type Cause = 'overwritten' | 'rewritten' | 'deleted' | 'hidden' | 'duplicateEntry';
export const CAUSES: readonly Cause[] = ['overwritten', 'rewritten', 'deleted', 'hidden', 'duplicateEntry'];

/** A body that some layer stores and the image does not show. */
export interface DeadCopy {
  /** Row of the path it was stored for: of its first name. */
  readonly row: number;
  readonly layer: number;
  readonly hiddenBy: number;
  readonly bytes: number;
  readonly cause: Cause;
}

/** A body that went with the last of its names: `by` is the event that took that name away. */
interface Death {
  readonly inode: Inode;
  readonly row: number;
  readonly by: number;
  readonly takenRow: number;
}

/** Everything dead, found once; whether a new copy says the same as the old one is not known yet. */
export interface Deaths {
  readonly deaths: readonly Death[];
  /** Bodies that lost their name in the layer that stores them. */
  readonly stillborn: readonly DeadCopy[];
  /** Old and new body of the same size at the same path: to be compared. */
  readonly pairs: readonly (readonly [Inode, Inode])[];
}

/**
 * Replays the layers and notes each body that loses its last name. A body with several names lives while one shows it.
 * Others have a turn now and then.
 */
export function findDeaths(image: Image): Promise<Deaths> {
  return inSlices(deathsOf(image));
}

function* deathsOf({ paths, layers }: Image): Generator<void, Deaths> {
  const names = new NameCount(paths);
  const view = emptyView(paths);
  const deaths: Death[] = [];
  for (let layer = 0; layer < layers.length; layer += 1) {
    yield;
    const taken: Death[] = [];
    advance(paths, view, layer, (row, event, by) => {
      const inode = inodeOf(paths, event);
      if (isFile(paths, inode) && names.take(inode) === 0)
        taken.push({ inode, row: names.firstRow(inode), by, takenRow: row });
    });
    for (const [count, event] of paths.eventsOf(layer).entries()) {
      names.give(event);
      if (count % EVENTS_PER_STEP === 0) yield;
    }
    // A hard link of this very layer may have given the body a new name.
    for (const death of taken)
      if (names.count(death.inode) === 0 && bytesOf(paths, death.inode) > 0) deaths.push(death);
  }
  const pairs: (readonly [Inode, Inode])[] = [];
  for (const [count, death] of deaths.entries()) {
    const pair = successorOf(paths, death);
    if (pair) pairs.push(...pair);
    if (count % EVENTS_PER_STEP === 0) yield;
  }
  return { deaths, stillborn: stillborn(paths), pairs };
}

const EVENTS_PER_STEP = 8192;

/** The dead copies in path order, then by layer. `same` answers for the pairs of {@link findDeaths}. */
export function deadCopies(image: Image, { deaths, stillborn: unnamed }: Deaths, same: SameContent): DeadCopy[] {
  const { paths } = image;
  const copies = deaths.map((death): DeadCopy => {
    const { inode, row, by } = death;
    const successor = successorOf(paths, death);
    const isRewritten = successor?.some(([old, now]) => same(old, now)) ?? false;
    const cause = isRewritten ? 'rewritten' : causeOf(paths, death);
    return { row, layer: inode.layer, hiddenBy: paths.eventLayers[by]!, bytes: bytesOf(paths, inode), cause };
  });
  return [...copies, ...unnamed].sort((a, b) => a.row - b.row || a.layer - b.layer || a.hiddenBy - b.hiddenBy);
}

/** The body that stands now where the dead one stood, if it has the same size. */
function successorOf(paths: PathTable, { inode, by, takenRow }: Death): [readonly [Inode, Inode]] | undefined {
  const layer = paths.eventLayers[by]!;
  const event = paths.eventRows[by] === takenRow ? by : eventAt(paths, takenRow, layer);
  const now = event === undefined ? null : inodeOf(paths, event);
  if (!isFile(paths, now) || sizeOf(paths, now) !== sizeOf(paths, inode)) return undefined;
  return [[inode, now]];
}

function causeOf(paths: PathTable, { by, takenRow }: Death): Cause {
  const flags = paths.eventFlags[by]!;
  const isAtPath = paths.eventRows[by] === takenRow;
  const layer = paths.eventLayers[by]!;
  const successor = isAtPath ? by : eventAt(paths, takenRow, layer);
  const own = successor === undefined ? 0 : paths.eventFlags[successor]!;
  if (contentOf(own) !== Content.none) return 'overwritten';
  // Its own whiteout says more than an opaque marker above it.
  if ((flags | own) & WHITEOUT) return 'deleted';
  return hidesBelow(flags) || flags & HIDES_SELF ? 'hidden' : 'overwritten';
}

/** The event of `layer` at `row`, if there is one. */
function eventAt(paths: PathTable, row: number, layer: number): number | undefined {
  for (let event = paths.eventStarts[row]!; event < paths.eventStarts[row + 1]!; event += 1) {
    if (paths.eventLayers[event] === layer) return event;
  }
  return undefined;
}

function stillborn(paths: PathTable): DeadCopy[] {
  return paths.placements.flatMap(({ unnamed }, layer) =>
    unnamed.map(({ row, node }): DeadCopy => {
      const bytes = paths.layers[layer]!.stored[row]!;
      return { row: rowAt(paths, node), layer, hiddenBy: layer, bytes, cause: 'duplicateEntry' };
    }),
  );
}

function bytesOf(paths: PathTable, { layer, row }: Inode): number {
  return paths.layers[layer]!.stored[row]!;
}

function sizeOf(paths: PathTable, { layer, row }: Inode): number {
  return paths.layers[layer]!.sizes[row]!;
}

/** How many visible names each body has, and which path had it first. */
class NameCount {
  readonly #paths: PathTable;
  readonly #counts: readonly Int32Array[];
  readonly #firstEvents: readonly Int32Array[];

  constructor(paths: PathTable) {
    this.#paths = paths;
    this.#counts = paths.layers.map(({ rows }) => new Int32Array(rows));
    this.#firstEvents = paths.layers.map(({ rows }) => new Int32Array(rows).fill(-1));
  }

  give(event: number): void {
    const inode = inodeOf(this.#paths, event);
    if (!isFile(this.#paths, inode)) return;
    this.#counts[inode.layer]![inode.row]! += 1;
    const first = this.#firstEvents[inode.layer]!;
    const known = first[inode.row]!;
    const entries = this.#paths.eventEntries;
    if (
      known < 0 ||
      (this.#paths.eventLayers[known] === this.#paths.eventLayers[event] && entries[event]! < entries[known]!)
    ) {
      first[inode.row] = event;
    }
  }

  /** Takes a name away; gives how many are left. */
  take({ layer, row }: Inode): number {
    this.#counts[layer]![row]! -= 1;
    return this.#counts[layer]![row]!;
  }

  count({ layer, row }: Inode): number {
    return this.#counts[layer]![row]!;
  }

  firstRow({ layer, row }: Inode): number {
    return this.#paths.eventRows[this.#firstEvents[layer]![row]!]!;
  }
}
