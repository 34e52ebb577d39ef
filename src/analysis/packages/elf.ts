/** A run of bytes of a program. */
export interface Segment {
  readonly offset: number;
  readonly length: number;
  readonly isWritable: boolean;
}

/** What the head of a program tells of where its parts lie. */
export interface ElfLayout {
  /** The loaded segments in the order they lie. */
  readonly segments: readonly Segment[];
  /** Where the table of sections lies. */
  readonly table: { readonly offset: number; readonly length: number };
  /** The sections of data, in the order of the table, which is cut where it ends. */
  sections(table: Buffer): { readonly offset: number; readonly length: number }[];
}

const LOADED = 1;
const WRITABLE = 2;
const MAX_SEGMENTS = 100;
const DATA = 1;
/** Programs have about forty. */
const MAX_SECTIONS = 1000;

/** The layout of an ELF file, as far as `head` tells; nothing when it is none. */
export function elfLayout(head: Buffer): ElfLayout | undefined {
  if (head.length < 64 || head.readUInt32BE(0) !== 0x7f454c46) return undefined;
  const isWide = head[4] === 2;
  const isLittle = head[5] !== 2;
  const numberIn = (bytes: Buffer, at: number, count: 2 | 4 | 8): number => {
    if (at + count > bytes.length) return 0;
    if (count === 8) return Number(isLittle ? bytes.readBigUInt64LE(at) : bytes.readBigUInt64BE(at));
    return isLittle ? bytes.readUIntLE(at, count) : bytes.readUIntBE(at, count);
  };
  const number = (at: number, count: 2 | 4 | 8): number => numberIn(head, at, count);
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
  const sectionBytes = number(isWide ? 58 : 46, 2);
  const sectionCount = Math.min(MAX_SECTIONS, number(isWide ? 60 : 48, 2));
  return {
    segments: segments.toSorted((a, b) => a.offset - b.offset),
    table: { offset: number(isWide ? 40 : 32, word), length: sectionBytes * sectionCount },
    sections: (table) =>
      Array.from({ length: sectionCount }, (_, i) => i * sectionBytes)
        .filter((at) => numberIn(table, at + 4, 4) === DATA)
        .map((at) => ({
          offset: numberIn(table, at + (isWide ? 24 : 16), word),
          length: numberIn(table, at + (isWide ? 32 : 20), word),
        })),
  };
}
