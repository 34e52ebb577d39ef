import { concatBytes } from '../base/bytes.ts';
import { VarveError } from '../model/error.ts';
import type { Sparse, SparseChunk } from './entry.ts';
import { readSparseHead } from './sparse.ts';

const ZEROS = new Uint8Array(64 * 1024);
/** A map of this many bytes describes some 100,000 stretches. */
const MAX_HEAD_BYTES = 4 * 2 ** 20;

/**
 * Turns the stored bytes of a sparse file into what a reader of the file sees. Pieces are made as they are asked for:
 * a kilobyte of archive may stand for exabytes of zeros. Push all stored bytes, then take the rest.
 */
export class SparseContent {
  #chunks: readonly SparseChunk[] | null;
  readonly #sizeBytes: number;
  readonly #atByte: number;
  #head: Uint8Array = new Uint8Array();
  #next = 0;
  /** Logical bytes given so far. */
  #at = 0;

  /** `atByte` is where the stored bytes begin in the tar, for messages. */
  constructor(sparse: Sparse, sizeBytes: number, atByte: number) {
    this.#chunks = sparse.chunks;
    this.#sizeBytes = sizeBytes;
    this.#atByte = atByte;
  }

  /** @throws VarveError `TAR_DAMAGED` when the map at the head of the body is broken */
  *push(stored: Uint8Array): Generator<Uint8Array> {
    let rest = this.#chunks ? stored : this.#takeHead(stored);
    while (rest.length > 0 && this.#next < this.#chunks!.length) {
      const { offset, length } = this.#chunks![this.#next]!;
      yield* this.#zerosUpTo(offset);
      const piece = rest.subarray(0, offset + length - this.#at);
      rest = rest.subarray(piece.length);
      this.#at += piece.length;
      if (piece.length > 0) yield piece;
      if (this.#at >= offset + length) this.#next += 1;
    }
  }

  /** The zeros behind the last stretch. */
  *rest(): Generator<Uint8Array> {
    const isShort = this.#chunks?.slice(this.#next).some(({ length }) => length > 0) ?? true;
    if (isShort) throw broken(this.#atByte);
    yield* this.#zerosUpTo(this.#sizeBytes);
  }

  *#zerosUpTo(end: number): Generator<Uint8Array> {
    while (this.#at < end) {
      const zeros = ZEROS.subarray(0, Math.min(end - this.#at, ZEROS.length));
      this.#at += zeros.length;
      yield zeros;
    }
  }

  /** Gathers the map at the head of the body; gives the stored bytes behind it, none until it is whole. */
  #takeHead(stored: Uint8Array): Uint8Array {
    const bytes = concatBytes([this.#head, stored]);
    const head = readSparseHead(bytes);
    if (!head || head.headBytes > bytes.length) {
      if (bytes.length > MAX_HEAD_BYTES) throw broken(this.#atByte);
      this.#head = bytes.slice();
      return bytes.subarray(bytes.length);
    }
    if (!fits(head.chunks, this.#sizeBytes)) throw broken(this.#atByte);
    this.#chunks = head.chunks;
    return bytes.subarray(head.headBytes);
  }
}

function fits(chunks: readonly SparseChunk[], sizeBytes: number): boolean {
  let at = 0;
  for (const { offset, length } of chunks) {
    if (offset < at) return false;
    at = offset + length;
  }
  return at <= sizeBytes;
}

function broken(atByte: number): VarveError {
  return new VarveError(
    'TAR_DAMAGED',
    `the tar is damaged at byte ${atByte}: the map at the head of a sparse file is broken`,
  );
}
