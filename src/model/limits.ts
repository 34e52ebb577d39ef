/** What varve takes from outside before it stops with `LIMIT`. Every limit has an option of the same name. */
export interface Limits {
  /** Uncompressed bytes of one archive or layer. */
  readonly maxBytes: number;
  /** Entries of all layers of an image, and paths they stand for. */
  readonly maxEntries: number;
  /** Uncompressed bytes per compressed byte, counted once {@link RATIO_FREE_BYTES} came out. */
  readonly maxRatio: number;
  /** Bytes of one JSON document. */
  readonly maxJson: number;
  /** Blobs that do not match their digest, or are not there, are let in: for `verify`, which tells of them itself. */
  readonly lenient?: boolean;
}

export const DEFAULT_LIMITS: Limits = {
  maxBytes: 2 ** 40,
  maxEntries: 10_000_000,
  maxRatio: 2_000,
  maxJson: 64 * 2 ** 20,
};

/** A small stream may inflate as much as it likes: only what is large in the end can hurt. */
export const RATIO_FREE_BYTES = 2 ** 30;
