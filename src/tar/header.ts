import { fieldNumber } from './number.ts';

export const BLOCK_BYTES = 512;

const TYPE_FLAG = 156;
const PREFIX = 345;
const CHECKSUM = 148;
const CHECKSUM_BYTES = 8;

/** Whose extensions of the v7 header a block uses: they put different things behind byte 257. */
export type Dialect = 'v7' | 'ustar' | 'gnu' | 'star';

/** `bytes` rounded up to whole blocks. */
export function padded(bytes: number): number {
  return Math.ceil(bytes / BLOCK_BYTES) * BLOCK_BYTES;
}

/** Whether the block is all zeros: the first such block ends an archive. */
export function isZeroBlock(block: Uint8Array): boolean {
  for (let i = 0; i < BLOCK_BYTES; i += 1) if (block[i] !== 0) return false;
  return true;
}

/**
 * Whether the stored checksum matches the block. Old Sun tars summed signed bytes, so both sums count
 * (GNU tar and libarchive accept both, too).
 */
export function checksumMatches(block: Uint8Array): boolean {
  const stored = fieldNumber(block, CHECKSUM, CHECKSUM_BYTES);
  const computed = checksum(block);
  return stored === computed || stored === signedChecksum(block, computed);
}

/** Sum of the block's bytes, the checksum field itself counted as blanks. */
export function checksum(block: Uint8Array): number {
  let sum = CHECKSUM_BYTES * 0x20;
  // Four at a time: every header of every layer comes by here, and this takes half the time.
  for (let i = 0; i < BLOCK_BYTES; i += 4) sum += block[i]! + block[i + 1]! + block[i + 2]! + block[i + 3]!;
  for (let i = CHECKSUM; i < CHECKSUM + CHECKSUM_BYTES; i += 1) sum -= block[i]!;
  return sum;
}

/** Whether a file that begins with `block` may be a tar: a header with its checksum right, or the block that ends one. */
export function looksLikeTar(block: Uint8Array): boolean {
  return block.length >= BLOCK_BYTES && (isZeroBlock(block) || checksumMatches(block));
}

/** The dialect that the block's magic tells. */
export function dialectOf(block: Uint8Array): Dialect {
  if (!hasText(block, 257, 'ustar')) return 'v7';
  if (block[262] === 0x20) return 'gnu';
  return hasText(block, 508, 'tar\0') ? 'star' : 'ustar';
}

/** The type flag as a character; NUL is kept, because only then a slash at the end of the name makes a directory. */
export function typeFlagOf(block: Uint8Array): string {
  return String.fromCharCode(block[TYPE_FLAG]!);
}

/** The entry's name: up to 100 bytes, in ustar behind a prefix of up to 155 (star: 131) bytes. */
export function nameOf(block: Uint8Array, dialect: Dialect): Uint8Array {
  const name = textField(block, 0, 100);
  if ((dialect !== 'ustar' && dialect !== 'star') || block[PREFIX] === 0) return name;
  const prefix = textField(block, PREFIX, dialect === 'star' ? 131 : 155);
  const whole = new Uint8Array(prefix.length + 1 + name.length);
  whole.set(prefix);
  whole[prefix.length] = 0x2f;
  whole.set(name, prefix.length + 1);
  return whole;
}

export function linkNameOf(block: Uint8Array): Uint8Array {
  return textField(block, 157, 100);
}

/** The bytes of a field up to its NUL or its end. A view, not a copy. */
export function textField(block: Uint8Array, offset: number, length: number): Uint8Array {
  let end = offset;
  const limit = Math.min(offset + length, block.length);
  while (end < limit && block[end] !== 0) end += 1;
  return block.subarray(offset, end);
}

function signedChecksum(block: Uint8Array, unsigned: number): number {
  let sum = unsigned;
  for (let i = 0; i < BLOCK_BYTES; i += 1) {
    const inField = i >= CHECKSUM && i < CHECKSUM + CHECKSUM_BYTES;
    if (!inField && block[i]! > 0x7f) sum -= 256;
  }
  return sum;
}

function hasText(block: Uint8Array, offset: number, text: string): boolean {
  for (let i = 0; i < text.length; i += 1) if (block[offset + i] !== text.charCodeAt(i)) return false;
  return true;
}
