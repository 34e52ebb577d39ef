import { list, number, object, optional, record, ShapeError, string, type Shape } from '../base/shape.ts';
import { EntryType, type Xattr } from '../tar/entry.ts';

/** A run of a file's bytes, packed on its own. */
export interface TocChunk {
  /** Where the gzip member or zstd frame begins that holds it. */
  readonly offset: number;
  /** Packed bytes that hold it; in eStargz the tar headers that follow are among them. */
  readonly compressedLength: number;
  /** Unpacked bytes from the start of that member to the first of the chunk. */
  readonly innerOffset: number;
  /** Where the chunk begins in the file, and how long it is. */
  readonly chunkOffset: number;
  readonly chunkSize: number;
  /** A hole: its zeros are not read. */
  readonly isHole: boolean;
  readonly digest: string | null;
}

/** One entry of a layer as its table of contents tells of it. */
export interface TocFile {
  /** As it stands there: `usr/bin/`, `./etc/passwd`. */
  readonly name: string;
  readonly type: EntryType;
  readonly sizeBytes: number;
  readonly link: string;
  /** `null` where it is not said: Go leaves out what is 0. */
  readonly mode: number | null;
  readonly uid: number | null;
  readonly gid: number | null;
  readonly xattrs: readonly Xattr[];
  readonly deviceMajor: number;
  readonly deviceMinor: number;
  /** Of the whole content. */
  readonly digest: string | null;
  readonly chunks: readonly TocChunk[];
}

const TYPES: Readonly<Record<string, EntryType>> = {
  reg: EntryType.file,
  dir: EntryType.dir,
  symlink: EntryType.symlink,
  hardlink: EntryType.hardlink,
  char: EntryType.char,
  block: EntryType.block,
  fifo: EntryType.fifo,
};

const count: Shape<number> = (value, at) => {
  const found = number(value, at);
  if (Number.isSafeInteger(found) && found >= 0) return found;
  throw new ShapeError(`${at} should be a whole number but is ${found}`);
};

const rawEntry = object({
  name: string,
  type: string,
  size: optional(count),
  linkName: optional(string),
  mode: optional(count),
  uid: optional(count),
  gid: optional(count),
  xattrs: optional(record(string)),
  devMajor: optional(count),
  devMinor: optional(count),
  digest: optional(string),
  offset: optional(count),
  endOffset: optional(count),
  innerOffset: optional(count),
  chunkOffset: optional(count),
  chunkSize: optional(count),
  chunkDigest: optional(string),
  chunkType: optional(string),
});

type RawEntry = ReturnType<typeof rawEntry>;

const rawToc = object({ entries: list(rawEntry) });

/**
 * The files of a table of contents of either form, in its order; entries of type `chunk` belong to the file before them.
 * `endOffset` is where the last packed chunk of the layer ends at the latest.
 */
export function tocFiles(endOffset: number): Shape<readonly TocFile[]> {
  return (value, at) => {
    const { entries } = rawToc(value, at);
    const ends = nextOffsets(entries, endOffset);
    const files: TocFile[] = [];
    for (let i = 0; i < entries.length;) {
      const first = entries[i]!;
      let end = i + 1;
      while (entries[end]?.type === 'chunk') end += 1;
      files.push(fileOf(first, entries.slice(i, end), ends, `${at}.entries[${i}]`));
      i = end;
    }
    return files;
  };
}

function fileOf(first: RawEntry, parts: readonly RawEntry[], ends: ReadonlyMap<number, number>, at: string): TocFile {
  const type = TYPES[first.type];
  if (type === undefined) throw new ShapeError(`${at}.type is none that is known`);
  if (parts.some(({ name }) => name !== first.name))
    throw new ShapeError(`${at} is followed by a chunk of another file`);
  const sizeBytes = type === EntryType.file ? (first.size ?? 0) : 0;
  return {
    name: first.name,
    type,
    sizeBytes,
    link: first.linkName ?? '',
    mode: first.mode ?? null,
    uid: first.uid ?? null,
    gid: first.gid ?? null,
    xattrs: Object.entries(first.xattrs ?? {}).map(([key, value]) => ({ name: key, value: bytesOf(value) })),
    deviceMajor: first.devMajor ?? 0,
    deviceMinor: first.devMinor ?? 0,
    digest: first.digest || null,
    chunks: sizeBytes > 0 && first.offset !== undefined ? chunksOf(parts, sizeBytes, ends) : [],
  };
}

/** Go writes bytes as base64. */
function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(Buffer.from(base64, 'base64'));
}

/** A chunk ends where the next one of its file begins; the last one where its file or the next member does. */
function chunksOf(parts: readonly RawEntry[], sizeBytes: number, ends: ReadonlyMap<number, number>): TocChunk[] {
  return parts.map(({ offset = 0, innerOffset, chunkOffset = 0, ...part }, i) => {
    const next = parts[i + 1];
    const endOffset = (next ? undefined : parts[0]!.endOffset) ?? ends.get(offset)!;
    return {
      offset,
      compressedLength: endOffset - offset,
      innerOffset: innerOffset ?? 0,
      chunkOffset,
      chunkSize: part.chunkSize || (next?.chunkOffset ?? sizeBytes) - chunkOffset,
      isHole: part.chunkType === 'zeros',
      digest: part.chunkDigest || (parts.length === 1 ? part.digest : undefined) || null,
    };
  });
}

/** For each offset the next higher one. Small files may share a gzip member, so the next entry's is not always higher. */
function nextOffsets(entries: readonly RawEntry[], endOffset: number): ReadonlyMap<number, number> {
  const offsets = new Set(entries.map(({ offset }) => offset ?? 0));
  const sorted = [...offsets].sort((a, b) => a - b);
  return new Map(sorted.map((offset, i) => [offset, sorted[i + 1] ?? endOffset]));
}
