import type { Sparse, Xattr } from '../tar/entry.ts';

export const HASH_BYTES = 32;

/** Numbers of a character or block device. */
export interface Device {
  readonly major: number;
  readonly minor: number;
}

/**
 * One layer's tar as columns, a row an entry, in the order of the tar. Rows are the only handle others keep.
 * Sizes and offsets are bytes, times are seconds since 1970 (rounded down) and nanoseconds after them.
 */
export interface LayerIndex {
  readonly rows: number;
  /** Codes of `EntryType`. */
  readonly types: Uint8Array;
  readonly modes: Uint16Array;
  readonly uids: Float64Array;
  readonly gids: Float64Array;
  /** What a reader of the file sees: for a sparse file more than {@link stored}. */
  readonly sizes: Float64Array;
  /** What the tar holds for the body. */
  readonly stored: Float64Array;
  readonly mtimes: Float64Array;
  readonly mtimeNanos: Uint32Array;
  readonly headerOffsets: Float64Array;
  readonly bodyOffsets: Float64Array;
  /** The name as the tar spells it. A view, not a copy; likewise {@link link}. */
  name(row: number): Uint8Array;
  link(row: number): Uint8Array;
  xattrs(row: number): readonly Xattr[];
  device(row: number): Device;
  sparse(row: number): Sparse | null;
  /** sha256 of the logical content of a regular file, if the bytes were seen while indexing. */
  hash(row: number): Uint8Array | undefined;
}
