import { concatBytes } from '../base/bytes.ts';

/**
 * Takes chunks from a source, always asking for one more than was taken, so that the source works while its last chunk is
 * unpacked. Empty chunks are left out. Whatever the source throws comes out of the call that would have got the chunk.
 */
export class Intake {
  readonly #source: AsyncIterator<Uint8Array>;
  readonly #givenBack: Uint8Array[] = [];
  #ahead: Promise<IteratorResult<Uint8Array>> | undefined;
  #hasEnded = false;
  #isClosed = false;
  #takenBytes = 0;

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#source = chunks[Symbol.asyncIterator]();
  }

  /** Bytes taken so far and not given back. */
  get takenBytes(): number {
    return this.#takenBytes;
  }

  /** The next chunk, or `undefined` when the source has ended. */
  async chunk(): Promise<Uint8Array | undefined> {
    const chunk = this.#givenBack.pop() ?? (await this.#next());
    this.#takenBytes += chunk?.length ?? 0;
    return chunk;
  }

  /** The next `length` bytes in one piece; fewer only where the source ends. */
  async bytes(length: number): Promise<Uint8Array> {
    const pieces: Uint8Array[] = [];
    for (let missing = length; missing > 0;) {
      const chunk = await this.chunk();
      if (!chunk) break;
      pieces.push(chunk.subarray(0, missing));
      this.giveBack(chunk.subarray(missing));
      missing -= Math.min(missing, chunk.length);
    }
    return concatBytes(pieces);
  }

  /** Takes back the end of what was taken last; it comes again with the next call. */
  giveBack(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#givenBack.push(bytes);
    this.#takenBytes -= bytes.length;
  }

  /** Reads to the end what nobody wants, for those who count or hash the source. */
  async drain(): Promise<void> {
    while (await this.chunk());
  }

  /** Lets go of the source. When this is done, it has released what it held. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#ahead?.catch(() => {}); // nobody asked for that chunk, so nobody misses it
    this.#ahead = undefined;
    if (!this.#hasEnded) await this.#source.return?.();
  }

  async #next(): Promise<Uint8Array | undefined> {
    for (;;) {
      if (!this.#ahead && !this.#askAhead()) return undefined;
      const answer = this.#ahead!;
      const { value, done } = await answer.finally(() => (this.#ahead = undefined));
      if (done) return undefined;
      this.#askAhead();
      if (value.length > 0) return value;
    }
  }

  /** Whether there was still somebody to ask. */
  #askAhead(): boolean {
    if (this.#hasEnded || this.#isClosed) return false;
    this.#ahead = this.#source.next();
    this.#ahead.then(
      ({ done }) => (this.#hasEnded = done === true),
      () => (this.#hasEnded = true),
    );
    return true;
  }
}
