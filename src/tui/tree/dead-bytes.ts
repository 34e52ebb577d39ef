import type { DeadCopy } from '../../analysis/waste.ts';
import type { AnalyzeDocument } from '../../report/documents/analyze.ts';
import type { PathTable } from '../../union/path-table.ts';

export type DeadPair = NonNullable<AnalyzeDocument['dead']>['pairs'][number];

/** What of an image nobody sees, ready to be summed for any directory. */
export interface DeadBytes {
  readonly copies: readonly DeadCopy[];
  /** Dead bytes at and below a row are `sums[ends[row]] - sums[row]`. */
  readonly sums: Float64Array;
  /** By layer. */
  readonly ofLayer: Float64Array;
  /** By who wrote and who hid them, largest first. */
  readonly pairs: readonly DeadPair[];
}

/** The sums of dead copies, which come in path order. */
export function deadBytes(paths: PathTable, copies: readonly DeadCopy[], pairs: readonly DeadPair[]): DeadBytes {
  const ofLayer = new Float64Array(paths.layers.length);
  for (const { layer, bytes } of copies) ofLayer[layer]! += bytes;
  return { copies, sums: deadSums(paths, copies), ofLayer, pairs };
}

/** Sums over rows of some of the copies. */
export function deadSums(paths: PathTable, copies: Iterable<DeadCopy>): Float64Array {
  const sums = new Float64Array(paths.rows + 1);
  for (const { row, bytes } of copies) sums[row + 1]! += bytes;
  for (let row = 0; row < paths.rows; row += 1) sums[row + 1]! += sums[row]!;
  return sums;
}
