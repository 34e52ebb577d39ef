import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Blob } from './blob.ts';

/** Two such pieces stay in the cache of a processor core, where larger ones would take twice the time. */
const PIECE_BYTES = 64 * 1024;
const PIECES_PER_TURN = 64;

/** Whether two blobs that lie open hold the same bytes; read only up to where they differ. @throws VarveError `READ_FAILED` */
export async function sameBytes(one: Blob, other: Blob): Promise<boolean> {
  if (one.sizeBytes !== other.sizeBytes) return false;
  const [a, b] = [new Uint8Array(PIECE_BYTES), new Uint8Array(PIECE_BYTES)];
  for (let at = 0, pieces = 1; at < one.sizeBytes; at += PIECE_BYTES, pieces += 1) {
    const length = Math.min(PIECE_BYTES, one.sizeBytes - at);
    const read = one.readInto!(a.subarray(0, length), at);
    if (read !== length || other.readInto!(b.subarray(0, length), at) !== length) return false;
    if (Buffer.compare(a.subarray(0, length), b.subarray(0, length)) !== 0) return false;
    if (pieces % PIECES_PER_TURN === 0) await nextTurn();
  }
  return true;
}
