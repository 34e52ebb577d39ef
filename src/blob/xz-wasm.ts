/** What xz-decompress's wasm exports. Pointers and sizes are 32-bit numbers. */
export interface XzExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  create_context(): number;
  destroy_context(context: number): void;
  supply_input(context: number, bytes: number): void;
  get_next_output(context: number): number;
}

/** Results of xz-embedded, as in its xz.h; what is left out means damage. */
export const XZ = { ok: 0, streamEnd: 1, memoryLimit: 4, format: 5, options: 6, cut: 8 };

/** The 32-bit fields of the record behind a context. */
const FIELD = { bufferBytes: 0, input: 1, usedInput: 2, inputBytes: 3, output: 4, outputBytes: 5 };
const FIELDS = 6;

/** The static members of the library's class that hold its wasm; its types do not name them. */
interface XzLibrary {
  _getModuleInstance(): Promise<void>;
  _moduleInstance: { readonly exports: XzExports };
}

let lastLoad: Promise<unknown> = Promise.resolve();

/**
 * xz as wasm, a fresh instance for each stream: memory goes with the stream, and streams may be read in step. The library's
 * own stream class lets one stream wait until another has been read to its end, which may be for ever.
 */
export function xzExports(): Promise<XzExports> {
  const load = lastLoad.then(instantiate);
  lastLoad = load.catch(() => {});
  return load;
}

/** One call at a time: the library puts each new instance in the same place. */
async function instantiate(): Promise<XzExports> {
  const library = await import('xz-decompress');
  // Node and bundlers put a CommonJS module behind `default`, tsx does not.
  const holder = (library.default ?? library).XzReadableStream as unknown as XzLibrary;
  await holder._getModuleInstance();
  return holder._moduleInstance.exports;
}

/** Unpacks one file of xz streams, a step at a time. Must be freed. */
export class XzContext {
  readonly #exports: XzExports;
  readonly #context: number;

  constructor(exports: XzExports) {
    this.#exports = exports;
    this.#context = exports.create_context();
  }

  get needsInput(): boolean {
    return this.#field(FIELD.usedInput) === this.#field(FIELD.inputBytes);
  }

  /** Takes as much of `chunk` as there is room for; gives how much that was. An empty chunk is the end. */
  supply(chunk: Uint8Array): number {
    const bytes = chunk.subarray(0, this.#field(FIELD.bufferBytes));
    new Uint8Array(this.#exports.memory.buffer).set(bytes, this.#field(FIELD.input));
    this.#exports.supply_input(this.#context, bytes.length);
    return bytes.length;
  }

  /** Unpacks until the input is used or the output is full: one of {@link XZ}. */
  step(): number {
    return this.#exports.get_next_output(this.#context);
  }

  takeOutput(): Uint8Array {
    const at = this.#field(FIELD.output);
    const bytes = new Uint8Array(this.#exports.memory.buffer, at, this.#field(FIELD.outputBytes)).slice();
    this.#fields[FIELD.outputBytes] = 0;
    return bytes;
  }

  free(): void {
    this.#exports.destroy_context(this.#context);
  }

  #field(field: number): number {
    return this.#fields[field]!;
  }

  /** Made anew for each look: the memory moves when it grows. */
  get #fields(): Uint32Array {
    return new Uint32Array(this.#exports.memory.buffer, this.#context, FIELDS);
  }
}
