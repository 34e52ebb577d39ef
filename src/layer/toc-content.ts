import { formatCount, printable } from '../base/text.ts';
import { decompress } from '../blob/decompress.ts';
import { digestOf } from '../blob/hash.ts';
import { parseDigest } from '../model/digest.ts';
import { VarveError } from '../model/error.ts';
import type { Limits } from '../model/limits.ts';
import type { Toc } from './toc.ts';
import type { TocChunk, TocFile } from './toc-files.ts';
import type { ReadRange } from './toc-place.ts';

/** Chunks are checked before a byte of them is given, so they are held whole; tools make them of 4 MiB at most. */
const MAX_CHUNK_BYTES = 2 ** 28;
const READ_BYTES = 2 ** 20;

/**
 * The content of one file of a table of contents, chunk by chunk, each checked against its digest where it has one.
 *
 * @throws VarveError `DIGEST_MISMATCH`, `STREAM_DAMAGED`, `FORMAT_INVALID` when the chunks do not make up the file, `LIMIT`
 */
export async function* tocFileContent(
  read: ReadRange,
  { kind }: Pick<Toc, 'kind'>,
  file: TocFile,
  limits: Limits,
): AsyncGenerator<Uint8Array> {
  const name = printable(file.name);
  let doneBytes = 0;
  for (const chunk of file.chunks) {
    if (chunk.chunkOffset !== doneBytes || chunk.chunkSize <= 0) throw wrongChunks(file, doneBytes);
    if (chunk.chunkSize > MAX_CHUNK_BYTES) throw tooLarge(name, chunk);
    doneBytes += chunk.chunkSize;
    if (doneBytes > file.sizeBytes) throw wrongChunks(file, doneBytes);
    const packed = ranges(read, chunk.offset, chunk.compressedLength);
    const unpacked = decompress(kind === 'estargz' ? 'gzip' : 'zstd', packed, { limits, name });
    yield chunk.isHole ? new Uint8Array(chunk.chunkSize) : checked(await taken(unpacked, chunk, name), chunk, name);
  }
  if (doneBytes !== file.sizeBytes) throw wrongChunks(file, doneBytes);
}

/** Whether the chunks make up the file, and each can be checked before a byte of it is given. */
export function isCheckable({ chunks, sizeBytes }: TocFile): boolean {
  let doneBytes = 0;
  for (const { chunkOffset, chunkSize, isHole, digest } of chunks) {
    const hasDigest = isHole || (digest !== null && parseDigest(digest) !== undefined);
    if (chunkOffset !== doneBytes || chunkSize <= 0 || chunkSize > MAX_CHUNK_BYTES || !hasDigest) return false;
    doneBytes += chunkSize;
  }
  return doneBytes === sizeBytes;
}

/** The bytes of the chunk among those of its member; what follows them there is not unpacked. */
async function taken(unpacked: AsyncIterable<Uint8Array>, chunk: TocChunk, name: string): Promise<Uint8Array> {
  const content = new Uint8Array(chunk.chunkSize);
  let skip = chunk.innerOffset;
  let doneBytes = 0;
  for await (const piece of unpacked) {
    const part = piece.subarray(skip, skip + content.length - doneBytes);
    content.set(part, doneBytes);
    skip = Math.max(0, skip - piece.length);
    doneBytes += part.length;
    if (doneBytes === content.length) return content;
  }
  const found = `its chunk at byte ${formatCount(chunk.offset)} of the layer ends after ${formatCount(doneBytes)}`;
  throw new VarveError('STREAM_DAMAGED', `${name}: ${found} of ${formatCount(chunk.chunkSize)} bytes`);
}

function checked(content: Uint8Array, { digest, offset }: TocChunk, name: string): Uint8Array {
  if (digest === null) return content;
  const found = digestOf(content, parseDigest(digest)?.algorithm);
  if (found === digest) return content;
  const place = `${name}: its chunk at byte ${formatCount(offset)} of the layer`;
  throw new VarveError('DIGEST_MISMATCH', `${place} should have the digest ${printable(digest)} but has ${found}`);
}

async function* ranges(read: ReadRange, offset: number, length: number): AsyncGenerator<Uint8Array> {
  for (let doneBytes = 0; doneBytes < length;) {
    const piece = await read(offset + doneBytes, Math.min(READ_BYTES, length - doneBytes));
    if (piece.length === 0) return;
    doneBytes += piece.length;
    yield piece;
  }
}

function wrongChunks({ name, sizeBytes }: TocFile, doneBytes: number): VarveError {
  const message = `the chunks of ${printable(name)} do not make up its ${formatCount(sizeBytes)} bytes`;
  return new VarveError('FORMAT_INVALID', `${message}: they fail at byte ${formatCount(doneBytes)}`);
}

function tooLarge(name: string, { chunkSize }: TocChunk): VarveError {
  return new VarveError('LIMIT', `${name}: a chunk of ${formatCount(chunkSize)} bytes is too large to be checked`);
}
