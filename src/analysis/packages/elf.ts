/** A run of bytes of a program. */
export interface Segment {
  readonly offset: number;
  readonly length: number;
  readonly isWritable: boolean;
}

const LOADED = 1;
const WRITABLE = 2;
const MAX_SEGMENTS = 100;

/** The loaded segments of a program in the order they lie, as far as `head` tells; none when it is no ELF file. */
export function elfSegments(head: Buffer): Segment[] {
  if (head.length < 64 || head.readUInt32BE(0) !== 0x7f454c46) return [];
  const isWide = head[4] === 2;
  const isLittle = head[5] !== 2;
  const number = (at: number, bytes: 2 | 4 | 8): number => {
    if (at + bytes > head.length) return 0;
    if (bytes === 8) return Number(isLittle ? head.readBigUInt64LE(at) : head.readBigUInt64BE(at));
    return isLittle ? head.readUIntLE(at, bytes) : head.readUIntBE(at, bytes);
  };
  const word = isWide ? 8 : 4;
  const start = number(isWide ? 32 : 28, word);
  const size = number(isWide ? 54 : 42, 2);
  const count = Math.min(MAX_SEGMENTS, number(isWide ? 56 : 44, 2));
  const segments = Array.from({ length: count }, (_, i) => start + i * size)
    .filter((at) => at + size <= head.length && number(at, 4) === LOADED)
    .map((at): Segment => ({
      offset: number(at + (isWide ? 8 : 4), word),
      length: number(at + (isWide ? 32 : 16), word),
      isWritable: (number(at + (isWide ? 4 : 24), 4) & WRITABLE) !== 0,
    }));
  return segments.toSorted((a, b) => a.offset - b.offset);
}
