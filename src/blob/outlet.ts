/** Hands chunks from a producer that calls to a consumer that waits, in order. What went wrong comes after what came out. */
export class Outlet {
  readonly #chunks: Uint8Array[] = [];
  #ending: { readonly error?: unknown } | undefined;
  #wake: (() => void) | undefined;

  /** How many chunks wait to be taken. */
  get length(): number {
    return this.#chunks.length;
  }

  put(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
    this.#wake?.();
  }

  /** No more chunks will come. What is said after that is not heard. */
  end(): void {
    this.#ending ??= {};
    this.#wake?.();
  }

  /** No more chunks will come, because of `error`. */
  fail(error: unknown): void {
    this.#ending ??= { error };
    this.#wake?.();
  }

  /** The next chunk, `undefined` at the end; throws what the producer failed with. One call at a time. */
  async take(): Promise<Uint8Array | undefined> {
    while (this.#chunks.length === 0 && !this.#ending) await new Promise<void>((wake) => (this.#wake = wake));
    const chunk = this.#chunks.shift();
    if (chunk) return chunk;
    if (this.#ending && 'error' in this.#ending) throw this.#ending.error;
    return undefined;
  }
}
