/** No document that we read nests deeper than a few dozen levels; Go's own limit is 10,000. */
const MAX_DEPTH = 1_000;
/** A list of empty lists needs three bytes an item in the file and fifty in memory. */
const MAX_VALUES = 4_000_000;

const decoder = new TextDecoder('utf-8');

/** What {@link parseJson} throws: a sentence without the document's name. */
export class JsonError extends Error {
  override readonly name = 'JsonError';
}

/**
 * Reads a JSON document. A byte order mark is passed over and bytes that are no UTF-8 become U+FFFD, as Go reads them.
 *
 * @throws JsonError when the text is no JSON, nests so deep that whoever walks the value would overflow the stack, or
 * holds so many values that they would fill the memory
 */
export function parseJson(bytes: Uint8Array): unknown {
  measure(bytes);
  try {
    return JSON.parse(decoder.decode(bytes)) as unknown;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    // V8's own words differ from version to version, and quote the document.
    throw new JsonError(bytes.length === 0 ? 'it is empty' : 'it is no JSON, or is cut short');
  }
}

/** The first character that is no blank, past a byte order mark; `''` when there is none. */
export function firstCharacter(bytes: Uint8Array): string {
  return decoder.decode(bytes.subarray(0, 512)).trimStart().slice(0, 1);
}

/** Counts brackets and commas. Knows strings, believes all else to be JSON. */
function measure(bytes: Uint8Array): void {
  let depth = 0;
  let values = 0;
  let isQuoted = false;
  for (let i = 0; i < bytes.length; i += 1) {
    const byte = bytes[i]!;
    if (isQuoted) {
      if (byte === BACKSLASH) i += 1;
      else if (byte === QUOTE) isQuoted = false;
    } else if (byte === QUOTE) isQuoted = true;
    else if (byte === COMMA) values += 1;
    else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) depth -= 1;
    else if (byte === OPEN_LIST || byte === OPEN_OBJECT) {
      depth += 1;
      values += 1;
      if (depth > MAX_DEPTH) throw new JsonError(`the JSON nests more than ${MAX_DEPTH} levels deep`);
    }
  }
  if (values > MAX_VALUES) throw new JsonError(`the JSON holds more than ${MAX_VALUES} values`);
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
