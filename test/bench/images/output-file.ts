import { createHash } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';

const BUFFER_BYTES = 4 * 2 ** 20;

/** A file written from its start to its end, and hashed on the way. */
export class OutputFile {
  readonly #file: number;
  readonly #hash = createHash('sha256');
  readonly #buffer = new Uint8Array(BUFFER_BYTES);
  #filledBytes = 0;
  #sizeBytes = 0;

  constructor(path: string) {
    this.#file = openSync(path, 'w');
  }

  /** Bytes taken so far. */
  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  write(bytes: Uint8Array): void {
    this.#sizeBytes += bytes.length;
    for (let rest = bytes; rest.length > 0;) {
      const piece = rest.subarray(0, BUFFER_BYTES - this.#filledBytes);
      this.#buffer.set(piece, this.#filledBytes);
      this.#filledBytes += piece.length;
      rest = rest.subarray(piece.length);
      if (this.#filledBytes === BUFFER_BYTES) this.#flush();
    }
  }

  /** Writes what is left; gives the sha256 of the file in hexadecimal. */
  close(): string {
    this.#flush();
    closeSync(this.#file);
    return this.#hash.digest('hex');
  }

  #flush(): void {
    const bytes = this.#buffer.subarray(0, this.#filledBytes);
    this.#hash.update(bytes);
    for (let at = 0; at < bytes.length;) at += writeSync(this.#file, bytes, at);
    this.#filledBytes = 0;
  }
}
