const FAR_BYTES = 4 * 1024;

/**
 * A piece of a file held in memory, moved as it is asked for bytes outside it: by `nearBytes` where one thing follows
 * closely on the other, by little where a lot was hopped over.
 */
export class Window {
  #buffer: Uint8Array;
  #start = 0;
  #length = 0;
  readonly #nearBytes: number;
  readonly #readInto: (target: Uint8Array, offset: number) => number;
  readonly #sizeBytes: number;

  constructor(readInto: (target: Uint8Array, offset: number) => number, sizeBytes: number, nearBytes: number) {
    this.#buffer = new Uint8Array(Math.min(nearBytes, sizeBytes));
    this.#nearBytes = nearBytes;
    this.#readInto = readInto;
    this.#sizeBytes = sizeBytes;
  }

  /** The `length` bytes at `offset`, fewer only where the file ends. A view, good until the next call. */
  bytes(offset: number, length: number): Uint8Array {
    const wanted = Math.max(0, Math.min(length, this.#sizeBytes - offset));
    if (offset < this.#start || offset + wanted > this.#start + this.#length) this.#move(offset, wanted);
    const from = offset - this.#start;
    return this.#buffer.subarray(from, Math.min(from + wanted, this.#length));
  }

  #move(offset: number, wanted: number): void {
    const isNear = offset >= this.#start && offset - (this.#start + this.#length) < this.#nearBytes;
    const length = Math.min(Math.max(wanted, isNear ? this.#nearBytes : FAR_BYTES), this.#sizeBytes - offset);
    if (length > this.#buffer.length) this.#buffer = new Uint8Array(length);
    this.#start = offset;
    this.#length = this.#readInto(this.#buffer.subarray(0, length), offset);
  }
}
