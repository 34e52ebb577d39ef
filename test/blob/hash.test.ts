import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { digestOf, hashing } from '../../src/blob/hash.ts';
import { chunked, collect, mixed } from './streams.ts';

const bytes = mixed(10_000);

it.each(['sha256', 'sha512'] as const)('takes the %s of what passes', async (algorithm) => {
  const { chunks, digest } = hashing(chunked(bytes, 77), algorithm);
  expect(await collect(chunks)).toEqual(bytes);
  expect(digest()).toBe(`${algorithm}:${createHash(algorithm).update(bytes).digest('hex')}`);
  expect(digest()).toBe(digestOf(bytes, algorithm));
});

it('knows no digest before the end', async () => {
  const { chunks, digest } = hashing(chunked(bytes, 77), 'sha256');
  for await (const _ of chunks) break;
  expect(digest).toThrow('only at its end');
});

it('gives sha256 when not told otherwise', () => {
  expect(digestOf(Buffer.alloc(0))).toBe('sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
});
