import { concatBytes } from '../../base/bytes.ts';
import { formatCount } from '../../base/text.ts';
import { VarveError } from '../../model/error.ts';
import type { HttpAnswer } from './http.ts';
import { reasonFor } from './network-error.ts';

/**
 * The whole body of an answer: a document. `name` is what it is, printable.
 *
 * @throws VarveError `NETWORK_FAILED`, `LIMIT` beyond `maxBytes`, whatever length the answer claims
 */
export async function readBody(answer: HttpAnswer, name: string, maxBytes: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const piece of answer.body) {
      pieces.push(piece);
      length += piece.length;
      if (length > maxBytes) throw tooLarge(name, maxBytes);
    }
  } catch (error) {
    if (error instanceof VarveError || !(error instanceof Error)) throw error;
    throw new VarveError('NETWORK_FAILED', `reading ${name}: ${reasonFor(error)}`, { cause: error });
  } finally {
    answer.close();
  }
  return concatBytes(pieces);
}

function tooLarge(name: string, maxBytes: number): VarveError {
  return new VarveError('LIMIT', `${name} goes on beyond the limit of ${formatCount(maxBytes)} bytes`, {
    hint: 'Raise --max-json if you trust this registry.',
  });
}
