import { describe, expect, it } from 'vitest';
import type { Blob } from '../../src/blob/blob.ts';
import { memoryBlob } from '../../src/blob/memory-blob.ts';
import { sameBytes } from '../../src/blob/same-bytes.ts';

const PIECE_BYTES = 64 * 1024;
const zeros = (length: number) => new Uint8Array(length);
const changedAt = (length: number, at: number) => zeros(length).fill(1, at, at + 1);

describe('two blobs hold the same bytes', () => {
  it.each<readonly [behaviour: string, one: Uint8Array, other: Uint8Array, same: boolean]>([
    ['when both are empty', zeros(0), zeros(0), true],
    ['when all bytes agree', changedAt(PIECE_BYTES * 70 + 5, 9), changedAt(PIECE_BYTES * 70 + 5, 9), true],
    ['not when one is longer', zeros(4), zeros(5), false],
    ['not when the first byte differs', zeros(4), changedAt(4, 0), false],
    [
      'not when the last byte differs',
      zeros(PIECE_BYTES * 2 + 1),
      changedAt(PIECE_BYTES * 2 + 1, PIECE_BYTES * 2),
      false,
    ],
    [
      'not when a byte at the end of a piece differs',
      zeros(PIECE_BYTES * 2),
      changedAt(PIECE_BYTES * 2, PIECE_BYTES - 1),
      false,
    ],
  ])('%s', async (_behaviour, one, other, same) => {
    expect(await sameBytes(memoryBlob('a', one), memoryBlob('b', other))).toBe(same);
  });

  it('not when one ends early while it is read', async () => {
    const cut: Blob = { ...memoryBlob('a', zeros(10)), readInto: () => 9 };
    expect(await sameBytes(cut, memoryBlob('b', zeros(10)))).toBe(false);
    expect(await sameBytes(memoryBlob('b', zeros(10)), cut)).toBe(false);
  });
});
