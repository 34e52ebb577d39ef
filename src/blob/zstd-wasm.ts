import { Damage } from './damage.ts';
import { NO_MEMORY, zstdDamage } from './zstd-damage.ts';
import type { ZstdExports } from './zstd-exports.ts';

/** Room in wasm memory for packed and unpacked bytes. Output leaves in pieces of this size. */
const INPUT_BYTES = 256 * 1024;
const OUTPUT_BYTES = 1 << 20;

/** ZSTD_inBuffer and ZSTD_outBuffer: pointer, size, position. */
const BUFFER_BYTES = 12;
const POSITION = 2;

/** Results from here on, read as unsigned, are errors: the negated code. */
const FIRST_ERROR = 2 ** 32 - 120;

/** Unpacks one zstd stream: any number of frames, skippable ones among them. Must be freed. */
export class ZstdDecoder {
  readonly #exports: ZstdExports;
  readonly #context: number;
  /** One block of wasm memory: both buffer records, room for input, room for output. */
  readonly #block: number;
  #pendingBytes = 0;
  #consumedBytes = 0;
  /** What zstd said last: 0 at the end of a frame, else a guess at how much is missing. */
  #state = 1;
  #isFree = false;

  constructor(exports: ZstdExports) {
    this.#exports = exports;
    this.#context = exports.ZSTD_createDCtx();
    this.#block = exports.malloc(2 * BUFFER_BYTES + INPUT_BYTES + OUTPUT_BYTES);
    if (!this.#context || !this.#block) throw zstdDamage(NO_MEMORY);
  }

  /** Unpacks a chunk; pieces come out as they fill, the rest with a later chunk or {@link finish}. Throws `Damage`. */
  *decode(chunk: Uint8Array): Generator<Uint8Array> {
    for (let at = 0; at < chunk.length; at += INPUT_BYTES) {
      yield* this.#decodePiece(chunk.subarray(at, at + INPUT_BYTES));
    }
  }

  /** The bytes that have not come out yet. Throws `Damage` when the last frame is not complete. */
  finish(): Uint8Array {
    if (this.#state !== 0) throw new Damage('cut');
    return this.#takeOutput();
  }

  free(): void {
    if (this.#isFree) return;
    this.#isFree = true;
    this.#exports.ZSTD_freeDCtx(this.#context);
    this.#exports.free(this.#block);
  }

  *#decodePiece(piece: Uint8Array): Generator<Uint8Array> {
    new Uint8Array(this.#exports.memory.buffer).set(piece, this.#inputAt);
    for (let usedBytes = 0; ;) {
      usedBytes = this.#step(usedBytes, piece.length);
      const isFull = this.#pendingBytes === OUTPUT_BYTES;
      if (isFull) yield this.#takeOutput();
      // A full output may hide more of it, even when all input was taken.
      if (usedBytes === piece.length && !(isFull && this.#state !== 0)) break;
    }
    this.#consumedBytes += piece.length;
  }

  /** One call of the decoder. Gives how much of the input is used by now. */
  #step(usedBytes: number, inputBytes: number): number {
    const input = this.#block;
    const output = input + BUFFER_BYTES;
    this.#record(input).set([this.#inputAt, inputBytes, usedBytes]);
    this.#record(output).set([this.#outputAt, OUTPUT_BYTES, this.#pendingBytes]);
    this.#state = this.#exports.ZSTD_decompressStream(this.#context, output, input) >>> 0;
    if (this.#state >= FIRST_ERROR) throw zstdDamage(2 ** 32 - this.#state, this.#consumedBytes + usedBytes);
    this.#pendingBytes = this.#record(output)[POSITION]!;
    return this.#record(input)[POSITION]!;
  }

  /** Made anew for each look: the memory moves when it grows. */
  #record(at: number): Uint32Array {
    return new Uint32Array(this.#exports.memory.buffer, at, BUFFER_BYTES / Uint32Array.BYTES_PER_ELEMENT);
  }

  #takeOutput(): Uint8Array {
    const bytes = new Uint8Array(this.#exports.memory.buffer, this.#outputAt, this.#pendingBytes).slice();
    this.#pendingBytes = 0;
    return bytes;
  }

  get #inputAt(): number {
    return this.#block + 2 * BUFFER_BYTES;
  }

  get #outputAt(): number {
    return this.#inputAt + INPUT_BYTES;
  }
}
