import { printableBytes } from '../base/text.ts';
import { VarveError } from '../model/error.ts';
import type { Blob } from '../blob/blob.ts';
import { openDecompressed } from '../blob/decompress.ts';
import { hashing } from '../blob/hash.ts';
import type { Limits } from '../model/limits.ts';
import { SparseContent } from '../tar/sparse-content.ts';
import type { Inode } from '../union/path-table.ts';
import type { Image, ImageLayer } from './image.ts';

const PIECE_BYTES = 2 ** 20;

/**
 * The content of a regular file as its reader sees it. A plain layer is read in place; another one up to the body, whose
 * sha256 must then be the one that was taken when the layer was read first.
 *
 * @throws VarveError naming the layer; `DIGEST_MISMATCH` may come after wrong content was given
 */
export async function* openBody(image: Image, { layer, row }: Inode, limits: Limits): AsyncGenerator<Uint8Array> {
  const from = image.layers[layer]!;
  try {
    yield* checkedContent(from, row, limits);
  } catch (error) {
    if (!(error instanceof VarveError)) throw error;
    const message = `layer ${layer} (${from.blob.name}): ${error.message}`;
    throw new VarveError(error.code, message, { hint: error.hint, cause: error });
  }
}

async function* checkedContent(layer: ImageLayer, row: number, limits: Limits): AsyncGenerator<Uint8Array> {
  const expected = liesOpen(layer) ? undefined : layer.index.hash(row);
  if (!expected) return yield* contentOf(layer, row, limits);
  const content = hashing(contentOf(layer, row, limits), 'sha256');
  yield* content.chunks;
  const claimed = `sha256:${Buffer.from(expected).toString('hex')}`;
  if (content.digest() !== claimed) throw changed(printableBytes(layer.index.name(row)), claimed, content.digest());
}

function changed(name: string, claimed: string, found: string): VarveError {
  return new VarveError('DIGEST_MISMATCH', `${name} should have the content ${claimed} but has ${found}`, {
    hint: 'The layer is not the one that was read before: the registry is damaged, or someone stands in between.',
  });
}

async function* contentOf(layer: ImageLayer, row: number, limits: Limits): AsyncGenerator<Uint8Array> {
  const { index } = layer;
  if (layer.content) return yield* layer.content(row);
  const sparse = index.sparse(row);
  if (!sparse) return yield* storedBody(layer, row, limits);
  const content = new SparseContent(sparse, index.sizes[row]!, index.bodyOffsets[row]!);
  for await (const stored of storedBody(layer, row, limits)) yield* content.push(stored);
  yield* content.rest();
}

async function* storedBody(layer: ImageLayer, row: number, limits: Limits): AsyncGenerator<Uint8Array> {
  const offset = layer.index.bodyOffsets[row]!;
  const length = layer.index.stored[row]!;
  if (length === 0) return;
  if (liesOpen(layer)) return yield* readRange(layer.blob, offset, length);
  const { chunks } = await openDecompressed(layer.blob.open(), { limits, name: layer.blob.name });
  let at = 0;
  for await (const chunk of chunks) {
    const piece = chunk.subarray(Math.max(0, offset - at), Math.max(0, offset + length - at));
    if (piece.length > 0) yield piece;
    at += chunk.length;
    if (at >= offset + length) return;
  }
  throw cut(layer.blob, at);
}

/** Bytes of a blob that lies open. @throws VarveError `READ_FAILED` when it ends before */
export async function* readRange(blob: Blob, offset: number, length: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < length;) {
    const piece = new Uint8Array(Math.min(PIECE_BYTES, length - at));
    const read = blob.readInto!(piece, offset + at);
    if (read === 0) throw cut(blob, offset + at);
    yield piece.subarray(0, read);
    at += read;
  }
}

function cut({ name }: Blob, at: number): VarveError {
  return new VarveError('READ_FAILED', `${name} ended at byte ${at}: it changed while it was read`);
}

/** Whether the body at `row` can be read without going through the bytes before it. */
export function liesOpen(layer: ImageLayer): boolean {
  return layer.compression === 'none' && layer.blob.readInto !== undefined;
}
