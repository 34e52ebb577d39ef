import type { Sparse, Xattr } from '../tar/entry.ts';

export const HASH_BYTES = 32;

/** Numbers of a character or block device. */
export interface Device {
  readonly major: number;
  readonly minor: number;
}

/**
 * All that is kept of one layer, as plain values: what a file can hold and what threads can hand to each other. A row is
 * an entry. Sizes and offsets are bytes, times are seconds since 1970 (rounded down) and nanoseconds after them.
 */
export interface LayerColumns {
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
  /** The name of row 0, its link, the name of row 1… */
  readonly heap: Uint8Array;
  /** Where names begin in the heap; one more than rows, the last is the end of the heap. */
  readonly nameStarts: Uint32Array;
  /** Where links begin, which is where names end. */
  readonly linkStarts: Uint32Array;
  /** Places in {@link sets}. */
  readonly xattrSets: Uint32Array;
  /** Each set of xattrs that some row has, sorted by name; the first is empty. */
  readonly sets: readonly (readonly Xattr[])[];
  /** By row, where not 0/0. */
  readonly devices: ReadonlyMap<number, Device>;
  /** By row, where the file is sparse. */
  readonly sparse: ReadonlyMap<number, Sparse>;
  /** 1 for each row that has a hash; empty where none has. */
  readonly hashed: Uint8Array;
  /** {@link HASH_BYTES} for each row; empty where none has a hash. */
  readonly hashes: Uint8Array;
}
