import type { PathTable } from '../union/path-table.ts';
import { inodeOf, isFile } from '../union/node.ts';
import type { View } from '../union/view.ts';

const EVENTS_PER_STEP = 20_000;

/** Stored bytes of what each event shows, made once, so that the sums of any view are one pass over its rows. */
export interface EventBytes {
  readonly bytes: Float64Array;
  /** The body behind an event, by a number of its own, where several names have one: it counts once in a view. */
  readonly shared: ReadonlyMap<number, string>;
}

/** The bytes of all events of a table. Yields now and then. */
export function* eventBytes(paths: PathTable): Generator<void, EventBytes> {
  const bytes = new Float64Array(paths.events);
  const shared = new Map<number, string>();
  const linked = new Set([...paths.foreignInodes.values()].map((inode) => inode && `${inode.layer}:${inode.row}`));
  for (let event = 0; event < paths.events; event += 1) {
    if (event % EVENTS_PER_STEP === EVENTS_PER_STEP - 1) yield;
    const inode = inodeOf(paths, event);
    if (!isFile(paths, inode)) continue;
    bytes[event] = paths.layers[inode.layer]!.stored[inode.row]!;
    if (!paths.placements[inode.layer]!.lastNames.has(inode.row) && linked.size === 0) continue;
    shared.set(event, `${inode.layer}:${inode.row}`);
  }
  return { bytes, shared };
}

/** Bytes at and below each row of a view: those of `row` are `sums[ends[row]] - sums[row]`. */
export function viewSums(paths: PathTable, { bytes, shared }: EventBytes, view: View): Float64Array {
  const sums = new Float64Array(paths.rows + 1);
  const seen = new Set<string>();
  let sum = 0;
  for (let row = 0; row < paths.rows; row += 1) {
    const event = view[row]!;
    if (event >= 0) sum += shared.size > 0 && isSeen(seen, shared.get(event)) ? 0 : bytes[event]!;
    sums[row + 1] = sum;
  }
  return sums;
}

function isSeen(seen: Set<string>, body: string | undefined): boolean {
  if (body === undefined) return false;
  if (seen.has(body)) return true;
  seen.add(body);
  return false;
}
