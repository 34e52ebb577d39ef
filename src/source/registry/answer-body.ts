import { concatBytes } from '../../base/bytes.ts';
import { JsonError, parseJson } from '../../base/json.ts';
import { isObject } from '../../base/shape.ts';
import { formatCount, printable } from '../../base/text.ts';
import { VarveError } from '../../model/error.ts';
import { attempt } from '../attempt.ts';
import type { HttpAnswer } from './http.ts';
import { reasonFor } from './network-error.ts';

const MAX_ERROR_BYTES = 64 * 1024;
const SHOWN_CHARACTERS = 300;

/**
 * The whole body of an answer: a document. `name` is what it is, printable.
 *
 * @throws VarveError `NETWORK_FAILED`, `LIMIT` beyond `maxBytes`, whatever length the answer claims
 */
export async function readBody(answer: HttpAnswer, name: string, maxBytes: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  try {
    const encoding = answer.header('content-encoding') ?? 'identity';
    if (encoding !== 'identity') throw encoded(name, encoding);
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

/** What an error document says, as `: MANIFEST_UNKNOWN, manifest unknown`, or nothing. Closes the answer. */
export async function reasonIn(answer: HttpAnswer): Promise<string> {
  const document = await attempt(async () => valueIn(await readBody(answer, 'the reason', MAX_ERROR_BYTES)));
  if (document instanceof VarveError || !isObject(document)) return ''; // the status says enough
  const errors = Array.isArray(document['errors']) ? (document['errors'] as unknown[]) : [];
  const first = errors.find(isObject) ?? document;
  const said = [first['code'], first['message'] ?? first['details']].filter((each) => typeof each === 'string');
  return said.length > 0 ? `: ${printable(said.join(', ')).slice(0, SHOWN_CHARACTERS)}` : '';
}

function valueIn(bytes: Uint8Array): unknown {
  try {
    return parseJson(bytes);
  } catch (error) {
    if (error instanceof JsonError) return undefined;
    throw error;
  }
}

function tooLarge(name: string, maxBytes: number): VarveError {
  return new VarveError('LIMIT', `${name} goes on beyond the limit of ${formatCount(maxBytes)} bytes`);
}

function encoded(name: string, encoding: string): VarveError {
  const message = `${name} comes packed (${printable(encoding.slice(0, 40))}), which nobody asked for`;
  return new VarveError('NETWORK_FAILED', message);
}
