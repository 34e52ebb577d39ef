import type { ENTRY_TYPES } from '../../../tar/entry.ts';
import type { Reason } from '../../../union/reasons.ts';

/** A path and its bytes where the text is not what they spell, as documents have it. */
export interface NamedPath {
  readonly path: string;
  readonly pathBytes?: string | undefined;
}

/** A line of the diff of two images. What is C without a reason is the parent of another one, and no difference. */
export interface FileDifference extends NamedPath {
  readonly change: 'A' | 'C' | 'D' | 'R';
  /** After the change; before it where the path is deleted. Likewise the mode. */
  readonly type: (typeof ENTRY_TYPES)[number];
  readonly mode: number;
  readonly sizeBefore: number | null;
  readonly sizeAfter: number | null;
  readonly reasons: readonly Reason[];
}

/** What tells one path from all others: texts of paths that are not UTF-8 may be the same. */
export function keyOf({ path, pathBytes }: NamedPath): string {
  return pathBytes ?? path;
}
