/** Pieces of about this many characters are handed on at a time. */
const PIECE_CHARACTERS = 64 * 1024;

/**
 * A document as JSON text, in pieces: keys in the order they stand in, two blanks of indentation, one line for each
 * item of a list. Iterables are lists whose items are made while they are written, so a document of a million entries
 * never lies in memory whole. Ends with a newline.
 */
export function* jsonPieces(document: object): Generator<string> {
  let piece = '';
  for (const part of valueParts(document, '')) {
    piece += part;
    if (piece.length < PIECE_CHARACTERS) continue;
    yield piece;
    piece = '';
  }
  yield `${piece}\n`;
}

function* valueParts(value: unknown, indent: string): Generator<string> {
  if (isIterable(value)) return yield* listParts(value, indent);
  if (typeof value !== 'object' || value === null) return yield JSON.stringify(value);
  const inner = `${indent}  `;
  let separator = '{\n';
  for (const [key, member] of Object.entries(value)) {
    if (member === undefined) continue;
    yield `${separator}${inner}${JSON.stringify(key)}: `;
    yield* valueParts(member, inner);
    separator = ',\n';
  }
  yield separator === '{\n' ? '{}' : `\n${indent}}`;
}

function* listParts(items: Iterable<unknown>, indent: string): Generator<string> {
  const inner = `${indent}  `;
  let part = '[';
  let separator = '\n';
  for (const item of items) {
    part += separator + inner;
    if (holdsLazyList(item)) {
      yield part;
      part = '';
      yield* valueParts(item, inner);
    } else part += JSON.stringify(item);
    separator = ',\n';
    if (part.length < PIECE_CHARACTERS) continue;
    yield part;
    part = '';
  }
  yield separator === '\n' ? '[]' : `${part}\n${indent}]`;
}

/** Items with lists that are made while they are written are spread over lines, others take one each. */
function holdsLazyList(item: unknown): boolean {
  if (typeof item !== 'object' || item === null) return false;
  for (const key in item) {
    const member = (item as Record<string, unknown>)[key];
    if (isIterable(member) && !Array.isArray(member)) return true;
  }
  return false;
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value;
}
