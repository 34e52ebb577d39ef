import { ftruncateSync, writeSync } from 'node:fs';
import type { LayerIndex } from '../layer/layer-index.ts';
import { VarveError } from '../model/error.ts';
import type { Limits } from '../model/limits.ts';
import { SparseContent } from '../tar/sparse-content.ts';

const ZEROS = new Uint8Array(64 * 1024);

/**
 * Writes the content of a regular file from its stored bytes. What a sparse file leaves out stays a hole.
 *
 * @throws VarveError `LIMIT` for a sparse file that is too large; what the system says
 */
export async function fillFile(
  file: number,
  index: LayerIndex,
  row: number,
  chunks: AsyncIterable<Uint8Array>,
  { maxBytes }: Limits,
): Promise<void> {
  const sparse = index.sparse(row);
  if (!sparse) {
    for await (const chunk of chunks) writeFully(file, chunk, null);
    return;
  }
  const sizeBytes = index.sizes[row]!;
  if (sizeBytes > maxBytes) {
    throw new VarveError('LIMIT', `the sparse file has ${sizeBytes} bytes, more than the limit of ${maxBytes}`, {
      hint: 'Raise the limit with --max-bytes.',
    });
  }
  const content = new SparseContent(sparse, sizeBytes, index.bodyOffsets[row]!);
  let at = 0;
  const write = (piece: Uint8Array): void => {
    if (!isHole(piece)) writeFully(file, piece, at);
    at += piece.length;
  };
  for await (const chunk of chunks) for (const piece of content.push(chunk)) write(piece);
  for (const piece of content.rest()) write(piece);
  ftruncateSync(file, sizeBytes);
}

function isHole(piece: Uint8Array): boolean {
  return piece.length <= ZEROS.length && Buffer.compare(piece, ZEROS.subarray(0, piece.length)) === 0;
}

/** The system may take less than it was given. */
function writeFully(file: number, piece: Uint8Array, position: number | null): void {
  for (let at = 0; at < piece.length;) {
    at += writeSync(file, piece, at, piece.length - at, position === null ? null : position + at);
  }
}
