import type { Blob } from '../blob/blob.ts';
import { readAll } from '../blob/read-all.ts';
import { JsonError, parseJson } from '../base/json.ts';
import { ShapeError, type Shape } from '../base/shape.ts';
import { VarveError } from '../model/error.ts';
import type { Limits } from '../model/limits.ts';

/** Where a document was found: `app.tar`, and what it is there: `manifest.json`. Both printable. */
export interface Origin {
  readonly input: string;
  readonly what: string;
}

/**
 * Reads a blob that should be a JSON document of that shape.
 *
 * @throws VarveError `FORMAT_INVALID`, naming the document and the field; `LIMIT`
 */
export async function readJson<T>(blob: Blob, origin: Origin, shape: Shape<T>, { maxJson }: Limits): Promise<T> {
  return jsonAs(await readAll(blob, maxJson), origin, shape);
}

/**
 * The same for bytes at hand.
 *
 * @throws VarveError `FORMAT_INVALID`
 */
export function jsonAs<T>(bytes: Uint8Array, origin: Origin, shape: Shape<T>): T {
  return named(origin, () => shape(parseJson(bytes), origin.what));
}

/**
 * The same for a value that was read before.
 *
 * @throws VarveError `FORMAT_INVALID`
 */
export function valueAs<T>(value: unknown, origin: Origin, shape: Shape<T>): T {
  return named(origin, () => shape(value, origin.what));
}

function named<T>({ input, what }: Origin, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof ShapeError) throw invalid(`${input}: ${error.message}`, error);
    if (error instanceof JsonError) throw invalid(`${input}: ${what} cannot be read: ${error.message}`, error);
    throw error;
  }
}

function invalid(message: string, cause: Error): VarveError {
  return new VarveError('FORMAT_INVALID', message, { cause });
}
