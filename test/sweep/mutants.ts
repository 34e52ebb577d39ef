import { sniffCompression } from '../../src/blob/compression.ts';
import { checksum, checksumMatches, isZeroBlock } from '../../src/tar/header.ts';
import type { BaseArchive, Range } from './base-archive.ts';
import type { Random } from './random.ts';

/** A damaged archive. */
export interface Mutant {
  readonly base: BaseArchive;
  /** What was done to it, so that it can be done again by hand. */
  readonly what: string;
  readonly bytes: Uint8Array;
  /** The bytes that changed; empty where all behind some place is gone or moved. */
  readonly touched: readonly Range[];
}

const BLOCK_BYTES = 512;

/** Where an archive is packed as a whole, a block holds a lot. */
const FINE_STEP_BYTES = 64;

/** The archive cut at every border of its blocks but its end; a packed one in finer steps. */
export function* cutsOf(base: BaseArchive): Generator<Mutant> {
  const step = sniffCompression(base.bytes) === 'none' ? BLOCK_BYTES : FINE_STEP_BYTES;
  for (let at = 0; at < base.bytes.length; at += step) yield cut(base, at);
}

/** The archive damaged in a way that `random` chooses. */
export function mutantOf(base: BaseArchive, random: Random): Mutant {
  return random.pick(WAYS)(base, random);
}

type Way = (base: BaseArchive, random: Random) => Mutant;

/** Damage to headers comes more often: there is more to get wrong. */
const WAYS: readonly Way[] = [
  cutAnywhere,
  flipBit,
  changeByte,
  changeDigit,
  zeroBlock,
  doubleBlock,
  swapBlocks,
  changeNumber,
  changeNumber,
  changeNumber,
  changeType,
];

function cut(base: BaseArchive, at: number): Mutant {
  return { base, what: `cut at byte ${at}`, bytes: base.bytes.subarray(0, at), touched: [] };
}

function cutAnywhere(base: BaseArchive, random: Random): Mutant {
  return cut(base, random.below(base.bytes.length));
}

function flipBit(base: BaseArchive, random: Random): Mutant {
  const [at, bit] = [random.below(base.bytes.length), random.below(8)];
  return patched(base, `bit ${bit} of byte ${at} flipped`, at, [base.bytes[at]! ^ (1 << bit)]);
}

function changeByte(base: BaseArchive, random: Random): Mutant {
  const [at, value] = [random.below(base.bytes.length), random.below(256)];
  return patched(base, `byte ${at} set to ${value}`, at, [value]);
}

/** Digits stand in JSON, in digests and in extended headers. */
function changeDigit(base: BaseArchive, random: Random): Mutant {
  const isDigit = (byte: number) => byte >= 0x30 && byte <= 0x39;
  const start = random.below(base.bytes.length);
  const found = base.bytes.subarray(start).findIndex(isDigit);
  const at = found < 0 ? base.bytes.findIndex(isDigit) : start + found;
  if (at < 0) return changeByte(base, random);
  const digit = random.below(10);
  return patched(base, `the digit at byte ${at} set to ${digit}`, at, [0x30 + digit]);
}

function zeroBlock(base: BaseArchive, random: Random): Mutant {
  const at = anyBlock(base, random);
  const zeros = new Uint8Array(Math.min(BLOCK_BYTES, base.bytes.length - at));
  return patched(base, `the block at byte ${at} zeroed`, at, zeros);
}

function doubleBlock(base: BaseArchive, random: Random): Mutant {
  const at = anyBlock(base, random);
  const bytes = Buffer.concat([base.bytes.subarray(0, at + BLOCK_BYTES), base.bytes.subarray(at)]);
  return { base, what: `the block at byte ${at} doubled`, bytes, touched: [] };
}

function swapBlocks(base: BaseArchive, random: Random): Mutant {
  const [one, two] = [anyBlock(base, random), anyBlock(base, random)];
  const [first, second] = [one, two].map((at) => base.bytes.slice(at, at + BLOCK_BYTES)) as [Uint8Array, Uint8Array];
  const once = patched(base, '', one, second.subarray(0, first.length));
  const twice = patched({ ...base, bytes: once.bytes }, '', two, first.subarray(0, second.length));
  return {
    base,
    what: `blocks at bytes ${one} and ${two} swapped`,
    bytes: twice.bytes,
    touched: [...once.touched, ...twice.touched],
  };
}

/** Fields of a tar header, and how long they are: the size is hit most often. */
const NUMBERS = [
  ['size', 124, 12],
  ['size', 124, 12],
  ['size', 124, 12],
  ['mode', 100, 8],
  ['uid', 108, 8],
  ['mtime', 136, 12],
  ['device', 329, 8],
  ['sparse offset', 386, 12],
  ['real size', 483, 12],
] as const;

/** A header whose number is another one, and whose checksum is right all the same. */
function changeNumber(base: BaseArchive, random: Random): Mutant {
  const at = anyHeader(base, random);
  if (at === undefined) return flipBit(base, random);
  const [name, offset, length] = random.pick(NUMBERS);
  const old =
    Number.parseInt(Buffer.from(base.bytes.subarray(at + offset, at + offset + length)).toString('latin1'), 8) || 0;
  const value = random.pick([
    octal(old + 1),
    octal(old + BLOCK_BYTES),
    octal(Math.max(old - 1, 0)),
    octal(0),
    ...EXTREMES,
  ])(length);
  const header = withField(base.bytes.subarray(at, at + BLOCK_BYTES), offset, value);
  const shown = Buffer.from(value).toString('hex');
  return patched(base, `${name} in the header at byte ${at} set to ${shown}`, at, header);
}

type Field = (length: number) => Uint8Array;

const EXTREMES: readonly Field[] = [
  (length) => new Uint8Array(length).fill(0x37, 0, length - 1),
  (length) => new Uint8Array(length).fill(0xff),
  (length) => Uint8Array.of(0x80, ...new Uint8Array(length - 1).fill(0xff)),
  (length) => Uint8Array.of(0x80, ...new Uint8Array(length - 7), 0x1f, 0xff, 0xff, 0xff, 0xff, 0xff),
  (length) => new Uint8Array(length).fill(0x2d),
  (length) => new Uint8Array(length).fill(0x20),
];

function octal(value: number): Field {
  return (length) =>
    Buffer.from(
      `${value
        .toString(8)
        .padStart(length - 1, '0')
        .slice(1 - length)}\0`,
    );
}

function changeType(base: BaseArchive, random: Random): Mutant {
  const at = anyHeader(base, random);
  if (at === undefined) return changeByte(base, random);
  const type = random.pick([...'\x001234567xgLKSDVMNAZ']);
  const header = withField(base.bytes.subarray(at, at + BLOCK_BYTES), 156, Buffer.from(type));
  return patched(base, `type in the header at byte ${at} set to ${JSON.stringify(type)}`, at, header);
}

function withField(block: Uint8Array, offset: number, value: Uint8Array): Uint8Array {
  const header = Uint8Array.from(block);
  header.set(value, offset);
  header.set(Buffer.from(`${checksum(header).toString(8).padStart(6, '0')}\0 `), 148);
  return header;
}

function anyBlock({ bytes }: BaseArchive, random: Random): number {
  return random.below(Math.ceil(bytes.length / BLOCK_BYTES)) * BLOCK_BYTES;
}

/** Headers of the archive and of plain layers in it: their blocks lie on the same borders. */
function anyHeader(base: BaseArchive, random: Random): number | undefined {
  const headers = headersOf(base);
  return headers.length > 0 ? random.pick(headers) : undefined;
}

const known = new WeakMap<BaseArchive, readonly number[]>();

function headersOf(base: BaseArchive): readonly number[] {
  let headers = known.get(base);
  if (!headers) known.set(base, (headers = findHeaders(base)));
  return headers;
}

function findHeaders({ bytes }: BaseArchive): readonly number[] {
  return Array.from({ length: Math.floor(bytes.length / BLOCK_BYTES) }, (_, i) => i * BLOCK_BYTES).filter((at) => {
    const block = bytes.subarray(at, at + BLOCK_BYTES);
    return !isZeroBlock(block) && checksumMatches(block);
  });
}

function patched(base: BaseArchive, what: string, at: number, value: ArrayLike<number>): Mutant {
  const bytes = Uint8Array.from(base.bytes);
  const fitting = Uint8Array.from(value).subarray(0, bytes.length - at); // the last block of a packed file is no whole one
  bytes.set(fitting, at);
  return { base, what, bytes, touched: [{ from: at, to: at + fitting.length }] };
}
