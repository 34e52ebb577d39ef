import type { Blob } from '../blob/blob.ts';
import { openDecompressed } from '../blob/decompress.ts';
import { LayerSink } from '../layer/layer-sink.ts';
import type { LayerIndex } from '../layer/layer-index.ts';
import type { LayerClaims } from '../layer/index-layer.ts';
import { Diagnostics } from '../model/diagnostic.ts';
import { VarveError } from '../model/error.ts';
import type { Limits } from '../model/limits.ts';
import { attempt } from '../source/attempt.ts';
import { TarStream } from '../tar/stream.ts';
import { algorithmOf, hashBlob, type Hashed, passing } from './hashed.ts';

/** What a layer's bytes are, read as far as they go. */
export interface LayerReading {
  /** Of the stored bytes; an error where they cannot be had. */
  readonly stored: Hashed | VarveError;
  /** Of the uncompressed tar; an error where it cannot be unpacked. */
  readonly unpacked: Hashed | VarveError;
  /** An error where the tar cannot be read, though it was unpacked. */
  readonly index: LayerIndex | VarveError;
}

export interface ReadLayerOptions {
  readonly limits: Limits;
  readonly budget: { entries: number };
  /** Hash the content of each file: to compare it with a table of contents. */
  readonly hashFiles: boolean;
}

/** Reads a layer once from end to end. Damage ends no more than what cannot be known without the damaged part. */
export async function readLayer(blob: Blob, claims: LayerClaims, options: ReadLayerOptions): Promise<LayerReading> {
  const algorithm = algorithmOf(claims.digest);
  const tar = new TarReading(options);
  const read = await attempt(() => unpack(blob, claims, tar, options.limits));
  if (!(read instanceof VarveError)) return { ...read, index: tar.finish() };
  const stored = await attempt(() => hashBlob(blob, algorithm));
  return { stored, unpacked: read, index: read };
}

async function unpack(
  blob: Blob,
  claims: LayerClaims,
  tar: TarReading,
  limits: Limits,
): Promise<{ stored: Hashed; unpacked: Hashed }> {
  const stored = passing(blob.open(), algorithmOf(claims.digest));
  const { compression, chunks } = await openDecompressed(stored.chunks, { limits, name: blob.name });
  const algorithm = algorithmOf(claims.diffId);
  const isHashed = compression === 'none' && algorithm === algorithmOf(claims.digest);
  const unpacked = isHashed ? { chunks, result: stored.result } : passing(chunks, algorithm);
  for await (const chunk of unpacked.chunks) tar.push(chunk);
  return { stored: stored.result(), unpacked: unpacked.result() };
}

/** A tar that is read until it makes no sense; the rest still counts for its digest. */
class TarReading {
  readonly #sink: LayerSink;
  readonly #tar: TarStream;
  #failure: VarveError | undefined;

  constructor(options: ReadLayerOptions) {
    this.#sink = new LayerSink(new Diagnostics(), options, options.hashFiles);
    this.#tar = new TarStream(this.#sink);
  }

  push(chunk: Uint8Array): void {
    if (!this.#failure) this.#try(() => this.#tar.push(chunk));
  }

  finish(): LayerIndex | VarveError {
    if (!this.#failure) this.#try(() => this.#tar.end());
    return this.#failure ?? this.#sink.finish();
  }

  #try(work: () => void): void {
    try {
      work();
    } catch (error) {
      if (!(error instanceof VarveError)) throw error;
      this.#failure = error;
    }
  }
}
