const BLOCK_BYTES = 2 ** 18;

/**
 * The same bytes with small pieces joined: a write each would cost more than making them. What came before a failure is
 * given before it is thrown.
 */
export async function* gathered(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let block = new Uint8Array(BLOCK_BYTES);
  let filled = 0;
  let failure: unknown;
  try {
    for await (const piece of pieces) {
      if (filled + piece.length > BLOCK_BYTES && filled > 0) {
        yield block.subarray(0, filled);
        block = new Uint8Array(BLOCK_BYTES);
        filled = 0;
      }
      if (piece.length > BLOCK_BYTES) yield piece;
      else {
        block.set(piece, filled);
        filled += piece.length;
      }
    }
  } catch (error) {
    failure = error;
  }
  if (filled > 0) yield block.subarray(0, filled);
  if (failure !== undefined) throw failure;
}
