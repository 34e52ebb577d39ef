const SPACE = 0x20;
const ZERO = 0x30;
const SEVEN = 0x37;

/**
 * The number in a header field: octal digits with blanks or NULs around them, or base-256 (GNU; the first bit is set).
 * A blank field is 0. `undefined` when the field holds neither form or a number beyond 2^53.
 */
export function fieldNumber(block: Uint8Array, offset: number, length: number): number | undefined {
  return block[offset]! & 0x80 ? base256(block, offset, length) : octal(block, offset, length);
}

function octal(block: Uint8Array, offset: number, length: number): number | undefined {
  const end = offset + length;
  let at = offset;
  while (at < end && (block[at] === SPACE || block[at] === 0)) at += 1;
  let value = 0;
  for (; at < end; at += 1) {
    const byte = block[at]!;
    if (byte === SPACE || byte === 0) break;
    if (byte < ZERO || byte > SEVEN) return undefined;
    value = value * 8 + (byte - ZERO);
  }
  return value;
}

/** Big-endian two's complement; the marker bit itself is not part of the number. */
function base256(block: Uint8Array, offset: number, length: number): number | undefined {
  const negative = (block[offset]! & 0x40) !== 0;
  const flip = negative ? 0xff : 0;
  let value = (block[offset]! ^ flip) & 0x7f;
  for (let i = 1; i < length; i += 1) {
    value = value * 256 + (block[offset + i]! ^ flip);
    if (value > Number.MAX_SAFE_INTEGER) return undefined;
  }
  return negative ? -value - 1 : value;
}
