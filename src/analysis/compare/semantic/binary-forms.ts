import type { Form } from './content-rule.ts';

/** `importlib`'s magic numbers: since 3.3 the size of the source follows its time, since 3.7 flags stand before (PEP 552). */
const MAGIC = { first3: 3000, sized: 3210, flagged: 3392, last3: 9999 };
const CODE_OBJECT = 0x63;
const MARSHAL_REFERENCE = 0x80;
const KNOWN_FLAGS = 0b11;

/** Python bytecode without what its header says of the source: magic number and marshalled code. */
export function bytecodeForm(content: Buffer): Form | undefined {
  if (content.length < 17 || content.readUInt16LE(2) !== 0x0a0d) return undefined;
  const magic = content.readUInt16LE(0);
  const isFlagged = magic >= MAGIC.flagged && magic <= MAGIC.last3;
  const isSized = magic >= MAGIC.sized && magic < MAGIC.flagged;
  if (isFlagged && content.readUInt32LE(4) > KNOWN_FLAGS) return undefined;
  const code = isFlagged ? 16 : isSized ? 12 : 8;
  if ((content[code]! & ~MARSHAL_REFERENCE) !== CODE_OBJECT) return undefined;
  return [content.subarray(0, 4), content.subarray(code)];
}

const NOTES = 4;
const BUILD_ID = 3;
const MAX_SEGMENTS = 100;
/** Notes are some hundred bytes; a segment that claims more is read so far. */
const MAX_NOTE_BYTES = 2 ** 16;

/** A program with zeros in place of its build id; `undefined` where it has none. */
export function buildIdForm(program: Buffer): Form | undefined {
  if (program.length < 64 || program.readUInt32BE(0) !== 0x7f454c46) return undefined;
  const masked = Buffer.from(program);
  const ids = noteSegments(program).flatMap(({ start, end }) => buildIds(program, start, end));
  for (const { start, end } of ids) masked.fill(0, start, end);
  return ids.length > 0 ? [masked] : undefined;
}

interface Range {
  readonly start: number;
  readonly end: number;
}

function noteSegments(program: Buffer): Range[] {
  const isWide = program[4] === 2;
  const word = isWide ? 8 : 4;
  const table = numberAt(program, isWide ? 32 : 28, word);
  const size = numberAt(program, isWide ? 54 : 42, 2);
  const count = Math.min(MAX_SEGMENTS, numberAt(program, isWide ? 56 : 44, 2));
  return Array.from({ length: count }, (_, i) => table + i * size)
    .filter((at) => numberAt(program, at, 4) === NOTES)
    .map((at) => {
      const start = numberAt(program, at + (isWide ? 8 : 4), word);
      const length = Math.min(MAX_NOTE_BYTES, numberAt(program, at + (isWide ? 32 : 16), word));
      return { start, end: Math.min(program.length, start + length) };
    });
}

/** Notes: length of the name, length of the value, type; name and value fill words of four bytes. */
function buildIds(program: Buffer, start: number, end: number): Range[] {
  const found: Range[] = [];
  for (let at = start; at + 12 <= end;) {
    const [nameBytes, valueBytes, type] = [0, 4, 8].map((offset) => numberAt(program, at + offset, 4));
    const value = at + 12 + ((nameBytes! + 3) & ~3);
    if (value + valueBytes! > end || value < at) break;
    const isGnu = program.toString('latin1', at + 12, at + 12 + nameBytes!) === 'GNU\0';
    if (isGnu && type === BUILD_ID) found.push({ start: value, end: value + valueBytes! });
    at = value + ((valueBytes! + 3) & ~3);
  }
  return found;
}

function numberAt(program: Buffer, at: number, bytes: number): number {
  if (at + bytes > program.length) return 0;
  const isLittle = program[5] !== 2;
  if (bytes === 8) return Number(isLittle ? program.readBigUInt64LE(at) : program.readBigUInt64BE(at));
  return isLittle ? program.readUIntLE(at, bytes) : program.readUIntBE(at, bytes);
}
