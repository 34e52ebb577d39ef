/** A program of its own: reads the layers of the image that its argument names, stacks them, and prints what that cost. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { BARE_MACHINE } from '../../fixtures/remote.ts';
import { locateImage } from '../../src/image/open-image.ts';
import { indexLayer } from '../../src/layer/index-layer.ts';
import type { LayerIndex } from '../../src/layer/layer-index.ts';
import { Diagnostics } from '../../src/model/diagnostic.ts';
import { DEFAULT_LIMITS as limits } from '../../src/model/limits.ts';
import type { PathTable } from '../../src/union/path-table.ts';
import { TableBuilder } from '../../src/union/table-builder.ts';
import { viewAt } from '../../src/union/view.ts';

/** What it prints, as JSON. */
export interface TableCost {
  readonly paths: number;
  /** The first table that the process makes. */
  readonly tableMs: number;
  /** The median of some top views. */
  readonly viewMs: number;
  /** What the layers' indexes hold, and what they and the table hold together. */
  readonly indexBytes: number;
  readonly heldBytes: number;
}

const VIEWS = 9;

const beforeBytes = await heldBytes();
const indexes = await readIndexes(process.argv[2]!);
const indexBytes = (await heldBytes()) - beforeBytes;
const [tableMs, table] = timed(() => stacked(indexes));
const bothBytes = (await heldBytes()) - beforeBytes;
const viewsMs = Array.from({ length: VIEWS }, () => timed(() => viewAt(table, indexes.length - 1))[0]);
const viewMs = viewsMs.sort((a, b) => a - b)[VIEWS >> 1]!;
const cost: TableCost = { paths: table.rows - 1, tableMs, viewMs, indexBytes, heldBytes: bothBytes };
console.log(JSON.stringify(cost));

async function readIndexes(reference: string): Promise<LayerIndex[]> {
  const request = { verify: false, jobs: 1, rereadable: false, hostArchitecture: 'x64' } as const;
  const { manifest, close } = await locateImage({
    reference,
    limits,
    ...request,
    stdin: () => process.stdin,
    exists: () => 'file',
    remote: BARE_MACHINE,
    note: () => {},
  });
  const read: LayerIndex[] = [];
  for (const layer of manifest.layers) {
    const { index } = await indexLayer(layer.blob!, layer, { limits, budget: { entries: 0 }, hashAll: false });
    read.push(index);
  }
  await close();
  return read;
}

function stacked(layers: readonly LayerIndex[]): PathTable {
  const builder = new TableBuilder(new Diagnostics(), limits.maxEntries);
  for (const index of layers) atOnce(builder.add(index));
  return atOnce(builder.build());
}

/** Runs a generator to its end without a pause. */
function atOnce<T>(steps: Generator<void, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

function timed<T>(work: () => T): [ms: number, result: T] {
  const started = performance.now();
  const result = work();
  return [performance.now() - started, result];
}

/** Bytes in use once all garbage is gone; array buffers are let go of only after a second look. */
async function heldBytes(): Promise<number> {
  for (let i = 0; i < 3; i += 1) {
    globalThis.gc!();
    await nextTurn();
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
