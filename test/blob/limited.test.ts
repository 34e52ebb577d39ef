import { expect, it } from 'vitest';
import { limited } from '../../src/blob/limited.ts';
import { RATIO_FREE_BYTES } from '../../src/model/limits.ts';
import { collect, options } from './streams.ts';

const CHUNK_BYTES = 2 ** 26;

/** The same chunk again and again: `chunks` of them unpacked from `takenBytes`. */
async function pass(
  chunks: number,
  takenBytes: number,
  limits: { maxBytes?: number; maxRatio?: number },
): Promise<number> {
  const chunk = new Uint8Array(CHUNK_BYTES);
  async function* source(): AsyncGenerator<Uint8Array> {
    for (let i = 0; i < chunks; i += 1) yield chunk;
  }
  let passed = 0;
  for await (const _ of limited(source(), { ...options(limits), takenBytes: () => takenBytes })) passed += 1;
  return passed;
}

it('lets exactly as many bytes pass as are allowed', async () => {
  expect(await pass(4, 1, { maxBytes: 4 * CHUNK_BYTES })).toBe(4);
});

it('names the blob, the limit and the option when there are more', async () => {
  await expect(pass(4, 1, { maxBytes: 4 * CHUNK_BYTES - 1 })).rejects.toMatchObject({
    code: 'LIMIT',
    message: 'app.tar: unpacks to more than 268,435,455 bytes, the limit max-bytes',
    hint: expect.stringContaining('--max-bytes') as string,
  });
});

it('does not look at the ratio of what is small', async () => {
  expect(await pass(RATIO_FREE_BYTES / CHUNK_BYTES, 1, { maxRatio: 10 })).toBe(16);
});

it('stops what is large and was packed too well', async () => {
  await expect(pass(17, 2 ** 20, { maxRatio: 1000 })).rejects.toMatchObject({
    code: 'LIMIT',
    message: expect.stringMatching(
      /^app\.tar: 1,048,576 bytes unpack to more than .* 1,000 times .* max-ratio$/,
    ) as string,
    hint: expect.stringContaining('--max-ratio') as string,
  });
  expect(await pass(17, 2 ** 21, { maxRatio: 1000 })).toBe(17);
});

it('passes nothing of nothing', async () => {
  expect(await collect(limited((async function* () {})(), { ...options(), takenBytes: () => 0 }))).toHaveLength(0);
});
