import { createHash } from 'node:crypto';
import { equalBytes } from '../base/bytes.ts';
import { printableBytes } from '../base/text.ts';
import { openDecompressed } from '../blob/decompress.ts';
import { liesOpen, readRange } from './bodies.ts';
import type { Image, ImageLayer } from './image.ts';
import { VarveError } from '../model/error.ts';
import type { Limits } from '../model/limits.ts';
import { SparseContent } from '../tar/sparse-content.ts';

/** A body as its layer stores it: of a sparse file only what is not left out. */
export interface StoredBody {
  /** Row of the layer's index. */
  readonly row: number;
  /** To be read, as far as it is wanted, before the next body is asked for. */
  readonly chunks: AsyncIterable<Uint8Array>;
}

/**
 * Bodies of one layer in the order in which they lie, so that a packed layer is unpacked once however many are wanted.
 * `rows` are rows of regular files in ascending order. Content of a packed layer that is not what was read before ends
 * in `DIGEST_MISMATCH`, after it was given.
 *
 * @throws VarveError naming the layer
 */
export async function* storedBodies(
  image: Image,
  layer: number,
  rows: readonly number[],
  limits: Limits,
): AsyncGenerator<StoredBody> {
  if (rows.length === 0) return;
  const from = image.layers[layer]!;
  const pass = liesOpen(from) || from.content ? undefined : new Pass(from, limits);
  try {
    for (const row of rows) {
      const { bodyOffsets, stored } = from.index;
      const [offset, length] = [bodyOffsets[row]!, stored[row]!];
      const chunks = from.content?.(row) ?? pass?.read(offset, length) ?? readRange(from.blob, offset, length);
      yield { row, chunks: named(checked(from, row, chunks), layer, from) };
    }
  } finally {
    await pass?.close();
  }
}

/** One way through the unpacked bytes of a layer. */
class Pass {
  readonly #name: string;
  readonly #chunks: Promise<AsyncIterator<Uint8Array>>;
  #chunk: Uint8Array = new Uint8Array();
  /** Where `#chunk` begins. */
  #at = 0;

  constructor({ blob }: ImageLayer, limits: Limits) {
    this.#name = blob.name;
    this.#chunks = openDecompressed(blob.open(), { limits, name: blob.name }).then(({ chunks }) =>
      chunks[Symbol.asyncIterator](),
    );
    // It is waited for where the first body is read.
    this.#chunks.catch(() => {});
  }

  /** The bytes `[offset, offset + length)`, none of which may lie before the last that were read. */
  async *read(offset: number, length: number): AsyncGenerator<Uint8Array> {
    for (let at = offset; at < offset + length;) {
      while (this.#at + this.#chunk.length <= at) await this.#next();
      const piece = this.#chunk.subarray(at - this.#at, offset + length - this.#at);
      at += piece.length;
      yield piece;
    }
  }

  async close(): Promise<void> {
    await (await this.#chunks).return?.();
  }

  async #next(): Promise<void> {
    this.#at += this.#chunk.length;
    const { value, done } = await (await this.#chunks).next();
    if (done)
      throw new VarveError('READ_FAILED', `${this.#name} ended at byte ${this.#at}: it changed while it was read`);
    this.#chunk = value;
  }
}

/** The same chunks; at their end the content must be the one whose sha256 was taken when the layer was read first. */
async function* checked(layer: ImageLayer, row: number, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const expected = liesOpen(layer) ? undefined : layer.index.hash(row);
  if (!expected) return yield* chunks;
  const { index } = layer;
  const sparse = index.sparse(row);
  const content = sparse && new SparseContent(sparse, index.sizes[row]!, index.bodyOffsets[row]!);
  const hash = createHash('sha256');
  for await (const chunk of chunks) {
    for (const piece of content?.push(chunk) ?? [chunk]) hash.update(piece);
    yield chunk;
  }
  for (const piece of content?.rest() ?? []) hash.update(piece);
  if (equalBytes(hash.digest(), expected)) return;
  throw new VarveError(
    'DIGEST_MISMATCH',
    `${printableBytes(index.name(row))} has not the content that was read before`,
    { hint: 'The layer changed while it was read: read it again from a place that nobody writes to.' },
  );
}

async function* named(
  chunks: AsyncIterable<Uint8Array>,
  layer: number,
  { blob }: ImageLayer,
): AsyncGenerator<Uint8Array> {
  try {
    yield* chunks;
  } catch (error) {
    if (!(error instanceof VarveError)) throw error;
    const message = `layer ${layer} (${blob.name}): ${error.message}`;
    throw new VarveError(error.code, message, { hint: error.hint, cause: error });
  }
}
