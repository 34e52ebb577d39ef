import { printableBytes } from '../base/text.ts';
import { VarveError } from '../model/error.ts';
import { EntryType, type SparseChunk, type TarEntry } from './entry.ts';
import {
  BLOCK_BYTES,
  checksum,
  checksumMatches,
  dialectOf,
  isZeroBlock,
  linkNameOf,
  nameOf,
  textField,
  typeFlagOf,
} from './header.ts';
import { fieldNumber } from './number.ts';
import { Overrides } from './overrides.ts';
import { PaxError } from './pax.ts';
import { isSoundMap, readSparsePairs, SPARSE_IN_EXTENSION, SPARSE_IN_HEADER, SPARSE_REAL_SIZE } from './sparse.ts';

/**
 * What the reader must do next. `meta`: read `bytes` of an extended header and give them to {@link TarDecoder.meta}.
 * `more`: the next block belongs to this header, too. `entry`: {@link TarDecoder.entry} is complete, its stored bytes
 * follow. `skip`: pass over `bytes` that make no entry. `end`: the archive ends here.
 */
export type Step =
  | { readonly kind: 'meta' | 'skip'; readonly bytes: number }
  | { readonly kind: 'more' | 'entry' | 'end' };

const NO_LINK = new Uint8Array();
const NO_XATTRS: TarEntry['xattrs'] = [];

const MORE: Step = { kind: 'more' };
const ENTRY: Step = { kind: 'entry' };
const END: Step = { kind: 'end' };

/** As Go's archive/tar, which the engines use: a larger extended header is an attack, not a name. */
const MAX_META_BYTES = 2 ** 20;
const MAX_SPARSE_CHUNKS = 2 ** 20;

const TYPES: Readonly<Record<string, EntryType>> = {
  '0': EntryType.file,
  '\0': EntryType.file,
  '1': EntryType.hardlink,
  '2': EntryType.symlink,
  '3': EntryType.char,
  '4': EntryType.block,
  '5': EntryType.dir,
  '6': EntryType.fifo,
  '7': EntryType.file,
  S: EntryType.file,
  D: EntryType.dir,
};

/** Turns header blocks into entries. Knows no stream and no file: whoever reads feeds it blocks and obeys its steps. */
export class TarDecoder {
  /** The entry of the last `entry` step. Reused: copy what must outlive the next block. */
  readonly entry: TarEntry = {
    name: new Uint8Array(),
    type: EntryType.file,
    mode: 0,
    uid: 0,
    gid: 0,
    mtimeSec: 0,
    mtimeNanos: 0,
    link: NO_LINK,
    sizeBytes: 0,
    storedBytes: 0,
    headerOffset: 0,
    bodyOffset: 0,
    deviceMajor: 0,
    deviceMinor: 0,
    xattrs: NO_XATTRS,
    sparse: null,
  };

  readonly #oddity: (code: string, message: string, byte: number) => void;
  readonly #overrides = new Overrides();
  /** Where the first of the blocks lies that the coming entry is made of. */
  #startsAt = -1;
  #metaFlag = '';
  #sparse: SparseChunk[] | null = null;

  constructor(oddity: (code: string, message: string, byte: number) => void) {
    this.#oddity = oddity;
  }

  /** Whether extended headers wait for an entry: an archive should not end then. */
  get isWaiting(): boolean {
    return this.#startsAt >= 0;
  }

  /**
   * Reads the block that lies at `offset`.
   * @throws VarveError `TAR_DAMAGED` for a wrong checksum, a size that is none, a broken extension
   */
  block(block: Uint8Array, offset: number): Step {
    if (this.#sparse) return this.#sparseExtension(block, offset);
    if (!checksumMatches(block)) {
      if (isZeroBlock(block)) return END;
      throw damaged(
        offset,
        `the header has checksum ${storedChecksum(block)}, but its bytes add up to ${checksum(block)}`,
      );
    }
    if (this.#startsAt < 0) this.#startsAt = offset;
    const flag = typeFlagOf(block);
    const bytes = sizeOf(block, offset);
    switch (flag) {
      case 'x':
      case 'X':
      case 'g':
      case 'L':
      case 'K':
        return this.#startMeta(flag, bytes, offset);
      case 'V':
      case 'M':
      case 'N':
      case 'A':
        this.#oddity('skipped-entry', `an entry of type '${flag}' (no file) was passed over`, offset);
        this.#overrides.forget();
        this.#startsAt = -1;
        return { kind: 'skip', bytes };
      default:
        return this.#startEntry(block, flag, bytes, offset);
    }
  }

  /** Takes the bytes that a `meta` step asked for; `offset` is where they start. */
  meta(bytes: Uint8Array, offset: number): void {
    try {
      this.#overrides.take(this.#metaFlag, bytes);
    } catch (error) {
      if (!(error instanceof PaxError)) throw error;
      throw damaged(offset, `in an extended header ${error.message}`);
    }
  }

  #startMeta(flag: string, bytes: number, offset: number): Step {
    if (bytes > MAX_META_BYTES) {
      throw damaged(offset, `an extended header claims ${bytes} bytes; more than ${MAX_META_BYTES} are not believed`);
    }
    this.#metaFlag = flag;
    return { kind: 'meta', bytes };
  }

  #startEntry(block: Uint8Array, flag: string, bytes: number, offset: number): Step {
    const { entry } = this;
    const dialect = dialectOf(block);
    const number = (at: number, length: number, field: string): number => {
      const value = fieldNumber(block, at, length);
      if (value === undefined) this.#oddity('odd-number', `the ${field} of an entry is no number; 0 is taken`, offset);
      return value ?? 0;
    };
    entry.name = nameOf(block, dialect);
    entry.type = this.#typeOf(flag, offset);
    const isLink = entry.type === EntryType.symlink || entry.type === EntryType.hardlink;
    entry.link = isLink ? linkNameOf(block) : NO_LINK;
    entry.mode = number(100, 8, 'mode') & 0o7777;
    entry.uid = number(108, 8, 'uid');
    entry.gid = number(116, 8, 'gid');
    entry.mtimeSec = number(136, 12, 'mtime');
    entry.mtimeNanos = 0;
    entry.deviceMajor = 0;
    entry.deviceMinor = 0;
    if (entry.type === EntryType.char || entry.type === EntryType.block) {
      entry.deviceMajor = dialect === 'v7' ? 0 : number(329, 8, 'device number');
      entry.deviceMinor = dialect === 'v7' ? 0 : number(337, 8, 'device number');
    }
    entry.storedBytes = bytes;
    entry.sizeBytes = bytes;
    entry.xattrs = NO_XATTRS;
    entry.sparse = null;
    entry.headerOffset = this.#startsAt;
    entry.bodyOffset = offset + BLOCK_BYTES;
    if (flag === 'S' && dialect === 'gnu') return this.#startSparse(block, offset);
    return this.#finish(flag, offset);
  }

  #typeOf(flag: string, offset: number): EntryType {
    const type = TYPES[flag];
    if (type !== undefined) return type;
    // POSIX: an unknown type is to be read as a regular file.
    this.#oddity(
      'unknown-type',
      `an entry of unknown type '${printableBytes(Uint8Array.of(flag.charCodeAt(0)))}' is read as a file`,
      offset,
    );
    return EntryType.file;
  }

  #startSparse(block: Uint8Array, offset: number): Step {
    const size = fieldNumber(block, SPARSE_REAL_SIZE.at, SPARSE_REAL_SIZE.length);
    const chunks: SparseChunk[] = [];
    const more = readSparsePairs(block, SPARSE_IN_HEADER, chunks);
    if (size === undefined || more === undefined) throw damaged(offset, 'the map of a sparse file is broken');
    this.entry.sizeBytes = size;
    this.entry.sparse = { chunks };
    if (!more) return this.#finish('S', offset);
    this.#sparse = chunks;
    // The names lie in a block that is gone when the next one is read.
    this.entry.name = this.entry.name.slice();
    this.entry.link = this.entry.link.slice();
    return MORE;
  }

  #sparseExtension(block: Uint8Array, offset: number): Step {
    const chunks = this.#sparse!;
    const more = readSparsePairs(block, SPARSE_IN_EXTENSION, chunks);
    if (more === undefined || chunks.length > MAX_SPARSE_CHUNKS) {
      throw damaged(offset, 'the map of a sparse file is broken');
    }
    this.entry.bodyOffset = offset + BLOCK_BYTES;
    if (more) return MORE;
    this.#sparse = null;
    return this.#finish('S', offset);
  }

  /** Applies what the extended headers said, and checks what came out. */
  #finish(flag: string, offset: number): Step {
    const { entry } = this;
    try {
      this.#overrides.apply(entry);
    } catch (error) {
      if (!(error instanceof PaxError)) throw error;
      throw damaged(entry.headerOffset, `in an extended header ${error.message}`);
    }
    this.#startsAt = -1;
    // Only a NUL type (v7) is made a directory by its slash: engines unpack a '0' named `d/` as the file `d`.
    if (flag === '\0' && entry.name.at(-1) === 0x2f) entry.type = EntryType.dir;
    if (!holdsBody(entry.type, flag)) entry.storedBytes = 0;
    if (entry.type !== EntryType.file) entry.sizeBytes = 0;
    if (entry.sparse?.chunks && !isSoundMap(entry.sparse.chunks, entry.sizeBytes, entry.storedBytes)) {
      throw damaged(offset, 'the map of a sparse file does not fit the file');
    }
    return ENTRY;
  }
}

/** Directories, links, devices and pipes have no body, whatever their size field says (as in Go); a dump directory has. */
function holdsBody(type: EntryType, flag: string): boolean {
  return type === EntryType.file || flag === 'D';
}

function sizeOf(block: Uint8Array, offset: number): number {
  const bytes = fieldNumber(block, 124, 12);
  if (bytes === undefined || bytes < 0) {
    const found = bytes ?? JSON.stringify(printableBytes(textField(block, 124, 12)));
    throw damaged(offset, `the size of an entry is ${found}`);
  }
  return bytes;
}

function storedChecksum(block: Uint8Array): number | string {
  return fieldNumber(block, 148, 8) ?? JSON.stringify(printableBytes(textField(block, 148, 8)));
}

function damaged(offset: number, what: string): VarveError {
  return new VarveError('TAR_DAMAGED', `the tar is damaged at byte ${offset}: ${what}`);
}
