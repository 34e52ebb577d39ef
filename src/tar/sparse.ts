import { fieldNumber } from './number.ts';
import type { SparseChunk } from './entry.ts';

/** Where the pairs of offset and length start in an old GNU header, and in the blocks that extend it. */
export const SPARSE_IN_HEADER = { at: 386, pairs: 4, more: 482 } as const;
export const SPARSE_IN_EXTENSION = { at: 0, pairs: 21, more: 504 } as const;
export const SPARSE_REAL_SIZE = { at: 483, length: 12 } as const;

const FIELD = 12;

/**
 * Adds the pairs of one old GNU sparse block to `chunks`; says whether an extension block follows.
 * `undefined` when a number is damaged.
 */
export function readSparsePairs(
  block: Uint8Array,
  layout: typeof SPARSE_IN_HEADER | typeof SPARSE_IN_EXTENSION,
  chunks: SparseChunk[],
): boolean | undefined {
  for (let i = 0; i < layout.pairs; i += 1) {
    const at = layout.at + i * FIELD * 2;
    if (block[at] === 0) break;
    const offset = fieldNumber(block, at, FIELD);
    const length = fieldNumber(block, at + FIELD, FIELD);
    if (offset === undefined || length === undefined) return undefined;
    chunks.push({ offset, length });
  }
  return block[layout.more] !== 0;
}

/** Whether the stretches follow each other, lie within the file and add up to what is stored. */
export function isSoundMap(chunks: readonly SparseChunk[], sizeBytes: number, storedBytes: number): boolean {
  let at = 0;
  let stored = 0;
  for (const { offset, length } of chunks) {
    if (offset < at || length < 0) return false;
    at = offset + length;
    stored += length;
  }
  return at <= sizeBytes && stored <= storedBytes;
}

/**
 * Reads the map at the head of a GNU 1.0 sparse body: decimal lines, the number of stretches first, padded to whole
 * blocks. `undefined` when `head` is too short to hold it or it is damaged (told apart by `head` being the whole body).
 */
export function readSparseHead(head: Uint8Array): { chunks: SparseChunk[]; headBytes: number } | undefined {
  let at = 0;
  const next = (): number | undefined => {
    let value = 0;
    const start = at;
    for (; at < head.length && head[at] !== 0x0a; at += 1) {
      const digit = head[at]! - 0x30;
      if (digit < 0 || digit > 9 || at - start > 15) return undefined;
      value = value * 10 + digit;
    }
    if (at >= head.length || at === start) return undefined;
    at += 1;
    return value;
  };
  const count = next();
  if (count === undefined) return undefined;
  const chunks: SparseChunk[] = [];
  for (let i = 0; i < count; i += 1) {
    const offset = next();
    const length = next();
    if (offset === undefined || length === undefined) return undefined;
    chunks.push({ offset, length });
  }
  return { chunks, headBytes: Math.ceil(at / 512) * 512 };
}
