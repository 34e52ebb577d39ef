import { VarveError } from '../model/error.ts';
import type { Blob } from './blob.ts';
import type { OpenFile } from './file-blob.ts';
import { openSpool, type Spool } from './spool.ts';

/**
 * Copies of blobs that lie elsewhere, so that each is fetched once. A copy is a temporary file that nobody else can read,
 * and is made while the blob is read. Where none can be made, the blob is read again: `trace` hears why.
 */
export class KeptBlobs {
  readonly #trace: (line: string) => void;
  readonly #files = new Map<string, OpenFile>();
  #isClosed = false;

  constructor(trace: (line: string) => void) {
    this.#trace = trace;
  }

  /** The blob; a pass over it that comes to its end leaves a copy. What lies at hand is not copied. */
  keeping(blob: Blob): Blob {
    if (blob.fetchRange === undefined) return blob;
    return { ...blob, open: () => this.#copying(blob) };
  }

  /** The copy of a blob, or the blob itself where there is none. */
  copyOf(blob: Blob): Blob {
    return this.#files.get(blob.name)?.blob(blob.name) ?? blob;
  }

  /** Lets go of all copies; they cannot be read any more. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const files = [...this.#files.values()];
    this.#files.clear();
    await Promise.all(files.map((file) => file.close()));
  }

  async *#copying(blob: Blob): AsyncGenerator<Uint8Array> {
    let copy = await this.#unlessRefused(() => openSpool(blob.name));
    try {
      for await (const chunk of blob.open()) {
        // Written before it is given: whoever reads it may hand its memory on to a thread.
        if (copy && !(await this.#append(copy, chunk))) copy = await discarded(copy);
        yield chunk;
      }
      if (copy && !this.#isClosed && !this.#files.has(blob.name)) {
        this.#files.set(blob.name, copy.finish());
        copy = undefined;
      }
    } finally {
      await copy?.discard();
    }
  }

  async #append(copy: Spool, chunk: Uint8Array): Promise<boolean> {
    return (await this.#unlessRefused(async () => (await copy.append(chunk), true))) ?? false;
  }

  async #unlessRefused<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof VarveError)) throw error;
      this.#trace(`${error.message}: it will be fetched again`);
      return undefined;
    }
  }
}

async function discarded(copy: Spool): Promise<undefined> {
  await copy.discard();
}
