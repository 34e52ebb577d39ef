import { setImmediate as nextTurn } from 'node:timers/promises';
import { concatBytes } from '../../../base/bytes.ts';

/** As many bytes as are wanted, read so that others have a turn. */
export async function firstBytes(body: AsyncIterable<Uint8Array>, most: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    // Whoever sent the chunk may use it again.
    const piece = new Uint8Array(chunk.subarray(0, most - length));
    pieces.push(piece);
    length += piece.length;
    if (piece.length < chunk.length) break;
    await nextTurn();
  }
  return concatBytes(pieces);
}
