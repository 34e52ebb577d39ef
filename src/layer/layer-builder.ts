import { type Column, roomFor } from '../base/columns.ts';
import { VarveError } from '../model/error.ts';
import { EntryType, type Sparse, type TarEntry, type Xattr } from '../tar/entry.ts';
import { type Device, HASH_BYTES } from './layer-columns.ts';
import { type LayerIndex, layerIndexOf } from './layer-index.ts';

const NO_XATTRS: readonly Xattr[] = [];
/** Names and links lie in one heap that 32-bit offsets reach. */
const MAX_HEAP_BYTES = 2 ** 32 - 1;

/** Fills the columns of a {@link LayerIndex} entry by entry. */
export class LayerBuilder {
  #rows = 0;
  #types = new Uint8Array();
  #modes = new Uint16Array();
  #uids = new Float64Array();
  #gids = new Float64Array();
  #sizes = new Float64Array();
  #stored = new Float64Array();
  #mtimes = new Float64Array();
  #mtimeNanos = new Uint32Array();
  #headerOffsets = new Float64Array();
  #bodyOffsets = new Float64Array();
  #heap = new Uint8Array();
  #heapBytes = 0;
  #nameStarts = new Uint32Array(1);
  #linkStarts = new Uint32Array();
  #xattrSets = new Uint32Array();
  readonly #sets: (readonly Xattr[])[] = [NO_XATTRS];
  readonly #setIds = new Map<string, number>();
  readonly #devices = new Map<number, Device>();
  readonly #sparse = new Map<number, Sparse>();
  #hashes: Uint8Array | undefined;
  #hashed = new Uint8Array();

  get rows(): number {
    return this.#rows;
  }

  /** Copies `entry` into the next row. @throws VarveError `LIMIT` when the names outgrow their heap */
  add(entry: TarEntry): void {
    const row = this.#rows;
    this.#reserve(row + 1);
    this.#types[row] = entry.type;
    this.#modes[row] = entry.mode;
    this.#uids[row] = entry.uid;
    this.#gids[row] = entry.gid;
    this.#sizes[row] = entry.sizeBytes;
    this.#stored[row] = entry.storedBytes;
    this.#mtimes[row] = entry.mtimeSec;
    this.#mtimeNanos[row] = entry.mtimeNanos;
    this.#headerOffsets[row] = entry.headerOffset;
    this.#bodyOffsets[row] = entry.bodyOffset;
    this.#append(entry.name);
    this.#linkStarts[row] = this.#heapBytes;
    const isLink = entry.type === EntryType.symlink || entry.type === EntryType.hardlink;
    if (isLink) this.#append(entry.link);
    this.#nameStarts[row + 1] = this.#heapBytes;
    if (entry.xattrs.length > 0) this.#xattrSets[row] = this.#setId(entry.xattrs);
    if (entry.deviceMajor !== 0 || entry.deviceMinor !== 0) {
      this.#devices.set(row, { major: entry.deviceMajor, minor: entry.deviceMinor });
    }
    if (entry.sparse) this.#sparse.set(row, entry.sparse);
    this.#rows += 1;
  }

  /** Keeps the sha256 of the content of `row`. */
  setHash(row: number, hash: Uint8Array): void {
    this.#hashes = roomFor(this.#hashes ?? new Uint8Array(), this.#types.length * HASH_BYTES);
    this.#hashed = roomFor(this.#hashed, this.#types.length);
    this.#hashes.set(hash, row * HASH_BYTES);
    this.#hashed[row] = 1;
  }

  /** The finished index, its columns cut to size. The builder must not be used again. */
  finish(): LayerIndex {
    const rows = this.#rows;
    const cut = <T extends Column>(column: T, length = rows): T => column.slice(0, length) as T;
    const hashes = this.#hashes && roomFor(this.#hashes, rows * HASH_BYTES);
    return layerIndexOf({
      rows,
      types: cut(this.#types),
      modes: cut(this.#modes),
      uids: cut(this.#uids),
      gids: cut(this.#gids),
      sizes: cut(this.#sizes),
      stored: cut(this.#stored),
      mtimes: cut(this.#mtimes),
      mtimeNanos: cut(this.#mtimeNanos),
      headerOffsets: cut(this.#headerOffsets),
      bodyOffsets: cut(this.#bodyOffsets),
      heap: cut(this.#heap, this.#heapBytes),
      nameStarts: cut(this.#nameStarts, rows + 1),
      linkStarts: cut(this.#linkStarts),
      xattrSets: cut(this.#xattrSets),
      sets: this.#sets,
      devices: this.#devices,
      sparse: this.#sparse,
      hashed: hashes ? cut(roomFor(this.#hashed, rows)) : new Uint8Array(),
      hashes: hashes ? cut(hashes, rows * HASH_BYTES) : new Uint8Array(),
    });
  }

  #reserve(rows: number): void {
    if (rows <= this.#types.length) return;
    this.#types = roomFor(this.#types, rows);
    this.#modes = roomFor(this.#modes, rows);
    this.#uids = roomFor(this.#uids, rows);
    this.#gids = roomFor(this.#gids, rows);
    this.#sizes = roomFor(this.#sizes, rows);
    this.#stored = roomFor(this.#stored, rows);
    this.#mtimes = roomFor(this.#mtimes, rows);
    this.#mtimeNanos = roomFor(this.#mtimeNanos, rows);
    this.#headerOffsets = roomFor(this.#headerOffsets, rows);
    this.#bodyOffsets = roomFor(this.#bodyOffsets, rows);
    this.#nameStarts = roomFor(this.#nameStarts, this.#types.length + 1);
    this.#linkStarts = roomFor(this.#linkStarts, rows);
    this.#xattrSets = roomFor(this.#xattrSets, rows);
  }

  #append(bytes: Uint8Array): void {
    const end = this.#heapBytes + bytes.length;
    if (end > MAX_HEAP_BYTES) throw new VarveError('LIMIT', 'the names of one layer take more than 4 GiB');
    this.#heap = roomFor(this.#heap, end);
    this.#heap.set(bytes, this.#heapBytes);
    this.#heapBytes = end;
  }

  /** Most files of an image that has xattrs at all have the same ones (SELinux labels): each set is kept once. */
  #setId(xattrs: readonly Xattr[]): number {
    const sorted = xattrs.toSorted((a, b) => (a.name < b.name ? -1 : 1));
    const key = sorted.map(({ name, value }) => `${name}=${Buffer.from(value).toString('base64')}`).join('\n');
    let id = this.#setIds.get(key);
    if (id === undefined) {
      id = this.#sets.push(sorted) - 1;
      this.#setIds.set(key, id);
    }
    return id;
  }
}
