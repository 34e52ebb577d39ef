/** A run of readable bytes: a file, a part of a file, or something held in memory. */
export interface Blob {
  /** How messages name it: `app.tar: blobs/sha256/7c1e09…`. Printable. */
  readonly name: string;
  readonly sizeBytes: number;
  /** All bytes from the start, in chunks of any size. May be called again for a fresh pass. */
  open(): AsyncIterable<Uint8Array>;
  /**
   * Positional read of a blob that lies plain on disk or in memory: fills `target` from `offset` on and gives the
   * number of bytes read, less than asked only at the end. Synchronous, because hopping from header to header makes
   * tens of thousands of small reads, and an awaited read costs ten times one that is not.
   */
  readonly readInto?: (target: Uint8Array, offset: number) => number;
  /** Which bytes of which file these are: blobs of one place and one size are the same bytes. */
  readonly place?: string | undefined;
  /**
   * The `length` bytes from `offset` on of a blob that lies elsewhere and can be asked for a part of it (a registry, by
   * Range); fewer only at the end. Nothing is checked against a digest.
   * Throws `UNSUPPORTED` when no parts are given there.
   */
  readonly fetchRange?: (offset: number, length: number) => Promise<Uint8Array>;
}
