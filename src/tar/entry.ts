/** What an entry is. The order of the codes is the order of {@link ENTRY_TYPES}; `LayerIndex.types` holds the codes. */
export const EntryType = { file: 0, dir: 1, symlink: 2, hardlink: 3, char: 4, block: 5, fifo: 6 } as const;
export type EntryType = (typeof EntryType)[keyof typeof EntryType];

export const ENTRY_TYPES = ['file', 'dir', 'symlink', 'hardlink', 'char', 'block', 'fifo'] as const;

/** An extended attribute. Names and values are bytes: `security.capability` is binary. */
export interface Xattr {
  readonly name: string;
  readonly value: Uint8Array;
}

/** A stretch of a sparse file that the archive stores; all else is zeros. */
export interface SparseChunk {
  readonly offset: number;
  readonly length: number;
}

/** How a sparse file's logical bytes come from its stored ones. */
export interface Sparse {
  /** The stretches in order, or `null` when the map stands at the head of the stored body (GNU format 1.0). */
  readonly chunks: readonly SparseChunk[] | null;
}

/**
 * One tar entry, all overrides applied. Sizes and offsets are bytes, offsets count from the start of the archive.
 * The decoder reuses one object: copy what must outlive the call.
 */
export interface TarEntry {
  name: Uint8Array;
  type: EntryType;
  /** The 12 permission bits. */
  mode: number;
  uid: number;
  gid: number;
  /** Whole seconds since 1970, rounded down; may be negative. */
  mtimeSec: number;
  /** Nanoseconds after `mtimeSec`. */
  mtimeNanos: number;
  link: Uint8Array;
  /** What a reader of the file sees. */
  sizeBytes: number;
  /** What the archive holds for it: less than `sizeBytes` for a sparse file. */
  storedBytes: number;
  /** Where the first header block of the entry starts, its extensions included. */
  headerOffset: number;
  bodyOffset: number;
  deviceMajor: number;
  deviceMinor: number;
  xattrs: readonly Xattr[];
  sparse: Sparse | null;
}

/** Takes what a tar reader finds, in the order of the archive. */
export interface TarSink {
  /** May throw to stop the reading, e.g. at a limit. */
  entry(entry: TarEntry): void;
  /** Stored bytes of the entry given last. Only streams call it: a hopping reader never sees bodies. */
  body?(chunk: Uint8Array): void;
  /** Something odd at that byte that was read all the same. `message` is printable. */
  oddity(code: string, message: string, byte: number): void;
}
