import { Unreadable } from './claim.ts';

const HASH_MAGIC = 0x061561;
const META_BYTES = 72;
const PAGE_HEADER_BYTES = 26;
const HASH = 13;
const HASH_UNSORTED = 2;
const OVERFLOW = 7;
/** Kinds of items: in the page, or in a chain of pages. */
const KEY_DATA = 1;
const OFF_PAGE = 3;

/** The values of a hash file of Berkeley DB, page by page. @throws Unreadable */
export function* berkeleyValues(file: Buffer): Generator<Buffer> {
  if (file.length < META_BYTES) throw new Unreadable('it is no Berkeley DB hash file');
  const isLittle = file.readUInt32LE(12) === HASH_MAGIC;
  if (!isLittle && file.readUInt32BE(12) !== HASH_MAGIC) throw new Unreadable('it is no Berkeley DB hash file');
  const pages = new Pages(file, isLittle);
  for (let page = 1; page < pages.count; page += 1) yield* pages.values(page);
}

class Pages {
  readonly count: number;
  readonly #file: Buffer;
  readonly #isLittle: boolean;
  readonly #pageBytes: number;
  /** A chain that comes back to itself, or shares pages with another, would be endless. */
  readonly #chained = new Set<number>();

  constructor(file: Buffer, isLittle: boolean) {
    this.#file = file;
    this.#isLittle = isLittle;
    this.#pageBytes = this.#number(file, 20, 4);
    if (this.#pageBytes < 512 || this.#pageBytes > 65_536) throw damaged();
    this.count = Math.floor(file.length / this.#pageBytes);
  }

  /** What stands behind the keys of a hash page: keys and values take turns. */
  *values(page: number): Generator<Buffer> {
    const bytes = this.#page(page);
    const kind = bytes[25];
    if (kind !== HASH && kind !== HASH_UNSORTED) return;
    const items = this.#number(bytes, 20, 2);
    if (PAGE_HEADER_BYTES + 2 * items > bytes.length) throw damaged();
    const placeOf = (item: number): number => this.#number(bytes, PAGE_HEADER_BYTES + 2 * item, 2);
    for (let item = 1; item < items; item += 2) {
      const at = placeOf(item);
      if (at + 12 > bytes.length && bytes[at] === OFF_PAGE) throw damaged();
      if (bytes[at] === OFF_PAGE) yield this.#chain(this.#number(bytes, at + 4, 4), this.#number(bytes, at + 8, 4));
      else if (bytes[at] === KEY_DATA) yield bytes.subarray(at + 1, Math.max(at + 1, placeOf(item - 1)));
    }
  }

  #chain(first: number, length: number): Buffer {
    const pieces: Buffer[] = [];
    let left = length;
    for (let page = first; left > 0;) {
      if (this.#chained.has(page)) throw damaged();
      this.#chained.add(page);
      const bytes = this.#page(page);
      const used = this.#number(bytes, 22, 2);
      if (bytes[25] !== OVERFLOW || used === 0) throw damaged();
      const piece = bytes.subarray(PAGE_HEADER_BYTES, PAGE_HEADER_BYTES + Math.min(used, left));
      pieces.push(piece);
      left -= piece.length;
      page = this.#number(bytes, 16, 4);
    }
    return Buffer.concat(pieces);
  }

  #page(page: number): Buffer {
    if (page < 1 || page >= this.count) throw damaged();
    return this.#file.subarray(page * this.#pageBytes, (page + 1) * this.#pageBytes);
  }

  #number(bytes: Buffer, at: number, length: 2 | 4): number {
    return this.#isLittle ? bytes.readUIntLE(at, length) : bytes.readUIntBE(at, length);
  }
}

function damaged(): Unreadable {
  return new Unreadable('the Berkeley DB file is damaged');
}
