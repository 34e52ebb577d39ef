/** The part of zstd's C interface that zstddec's wasm exports. Pointers and sizes are 32-bit numbers. */
export interface ZstdExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  malloc(bytes: number): number;
  free(pointer: number): void;
  ZSTD_createDCtx(): number;
  ZSTD_freeDCtx(context: number): number;
  ZSTD_decompressStream(context: number, output: number, input: number): number;
}

let loaded: Promise<ZstdExports> | undefined;

/**
 * zstd as wasm, loaded once per thread. The library's own streaming loop never ends on damaged data, tells no error apart
 * and keeps its memory when left early; so only its wasm is used, caught where the library takes it in.
 */
export function zstdExports(): Promise<ZstdExports> {
  return (loaded ??= load());
}

async function load(): Promise<ZstdExports> {
  const { ZSTDDecoder } = await import('zstddec/stream');
  let caught: ZstdExports | undefined;
  class Catcher extends ZSTDDecoder {
    override _init(result: { readonly instance: { readonly exports: unknown } }): void {
      caught = result.instance.exports as ZstdExports;
      super._init(result as never);
    }
  }
  await withoutFetch(() => new Catcher().init());
  if (!caught) throw new Error('zstddec was initialised by someone else');
  return caught;
}

/** Where there is a `fetch`, the library asks it for its wasm, and that costs 50 ms: node loads its HTTP client. */
function withoutFetch<T>(work: () => T): T {
  const { fetch } = globalThis;
  globalThis.fetch = undefined as never;
  try {
    return work();
  } finally {
    globalThis.fetch = fetch;
  }
}
