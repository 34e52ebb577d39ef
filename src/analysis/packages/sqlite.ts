import { Unreadable } from './claim.ts';

const MAGIC = 'SQLite format 3\0';
const FILE_HEADER_BYTES = 100;
const INNER = 5;
const LEAF = 13;
/** Pages nest as deep as a tree of billions of rows does; more is a circle. */
const MAX_DEPTH = 20;

type Value = number | Buffer | null;

/**
 * The rows of one table of an SQLite file, in the order of their numbers; only as far as rpm needs it: whole file, no
 * journal, no `WITHOUT ROWID`. @throws Unreadable
 */
export function* sqliteRows(file: Buffer, table: string): Generator<readonly Value[]> {
  if (file.toString('latin1', 0, MAGIC.length) !== MAGIC || file.length < 512)
    throw new Unreadable('it is no SQLite file');
  const tree = new Tree(file);
  for (const [type, name, , root] of tree.rows(1)) {
    if (textOf(type) !== 'table' || textOf(name) !== table || typeof root !== 'number') continue;
    return yield* tree.rows(root);
  }
  throw new Unreadable(`it has no table ${table}`);
}

function textOf(value: Value | undefined): string {
  return Buffer.isBuffer(value) ? value.toString('utf8') : '';
}

class Tree {
  readonly #file: Buffer;
  readonly #pageBytes: number;
  readonly #usableBytes: number;
  /** Each page belongs to one place: a page met twice is damage, and would let a small file be endless. */
  readonly #seen = new Set<number>();

  constructor(file: Buffer) {
    const size = file.readUInt16BE(16);
    this.#file = file;
    this.#pageBytes = size === 1 ? 65_536 : size;
    this.#usableBytes = this.#pageBytes - file[20]!;
    if (this.#pageBytes < 512 || this.#usableBytes < 480) throw damaged();
  }

  *rows(page: number, depth = 0): Generator<readonly Value[]> {
    const bytes = this.#page(page);
    const start = page === 1 ? FILE_HEADER_BYTES : 0;
    const kind = bytes[start];
    if ((kind !== INNER && kind !== LEAF) || depth > MAX_DEPTH) throw damaged();
    const count = bytes.readUInt16BE(start + 3);
    const pointers = start + (kind === INNER ? 12 : 8);
    if (pointers + 2 * count > bytes.length) throw damaged();
    for (let i = 0; i < count; i += 1) {
      const cell = bytes.readUInt16BE(pointers + 2 * i);
      if (cell + 4 > bytes.length) throw damaged();
      if (kind === INNER) yield* this.rows(bytes.readUInt32BE(cell), depth + 1);
      else yield valuesOf(this.#payload(bytes, cell));
    }
    if (kind === INNER) yield* this.rows(bytes.readUInt32BE(start + 8), depth + 1);
  }

  #page(number: number): Buffer {
    const start = (number - 1) * this.#pageBytes;
    if (number < 1 || start + this.#pageBytes > this.#file.length || this.#seen.has(number)) throw damaged();
    this.#seen.add(number);
    return this.#file.subarray(start, start + this.#pageBytes);
  }

  /** What a cell holds: its start in the page, the rest in a chain of pages of its own. */
  #payload(page: Buffer, cell: number): Buffer {
    const size = varint(page, cell);
    const start = varint(page, size.end).end;
    const most = this.#usableBytes - 35;
    if (size.value > this.#file.length) throw damaged();
    if (size.value <= most) return part(page, start, start + size.value);
    const least = Math.floor(((this.#usableBytes - 12) * 32) / 255) - 23;
    const fitting = least + ((size.value - least) % (this.#usableBytes - 4));
    const here = fitting <= most ? fitting : least;
    const pieces = [part(page, start, start + here)];
    let next = part(page, start + here, start + here + 4).readUInt32BE(0);
    for (let left = size.value - here; left > 0;) {
      const bytes = this.#page(next);
      const piece = bytes.subarray(4, Math.min(this.#usableBytes, 4 + left));
      pieces.push(piece);
      left -= piece.length;
      next = bytes.readUInt32BE(0);
    }
    return Buffer.concat(pieces);
  }
}

/** A record: the kinds of its values, then the values. */
function valuesOf(record: Buffer): Value[] {
  const header = varint(record, 0);
  const values: Value[] = [];
  let at = header.value;
  for (let place = header.end; place < header.value;) {
    const kind = varint(record, place);
    place = kind.end;
    const length = lengthOf(kind.value);
    values.push(valueOf(kind.value, part(record, at, at + length)));
    at += length;
  }
  return values;
}

function lengthOf(kind: number): number {
  return kind >= 12 ? Math.floor((kind - 12) / 2) : [0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0][kind]!;
}

/** Numbers up to 48 bits, texts and blobs; larger numbers and fractions are of no interest here. */
function valueOf(kind: number, bytes: Buffer): Value {
  if (kind >= 12) return bytes;
  if (kind === 8 || kind === 9) return kind - 8;
  return bytes.length > 0 && bytes.length <= 6 ? bytes.readIntBE(0, bytes.length) : null;
}

function varint(bytes: Buffer, start: number): { value: number; end: number } {
  let value = 0;
  for (let at = start; at < start + 8 && at < bytes.length; at += 1) {
    value = value * 128 + (bytes[at]! & 0x7f);
    if (bytes[at]! < 0x80) return { value, end: at + 1 };
  }
  throw damaged();
}

function part(bytes: Buffer, start: number, end: number): Buffer {
  if (end > bytes.length) throw damaged();
  return bytes.subarray(start, end);
}

function damaged(): Unreadable {
  return new Unreadable('the SQLite file is damaged');
}
