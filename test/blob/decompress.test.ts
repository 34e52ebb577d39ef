import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Compression } from '../../src/blob/compression.ts';
import { decompress, openDecompressed } from '../../src/blob/decompress.ts';
import { hashing } from '../../src/blob/hash.ts';
import { VarveError } from '../../src/model/error.ts';
import { chunked, collect, endless, failing, gist, mixed, options } from './streams.ts';
import { packings } from './packings.ts';

const layer = mixed(6000);
const large = mixed(3_000_000);
const all = packings(layer);
const unpack = (compression: Compression, bytes: Uint8Array, ...sizes: number[]) =>
  collect(decompress(compression, chunked(bytes, ...sizes), options()));

describe.each(all)('a %s stream', (compression, packed) => {
  it('comes out as it went in', async () => {
    expect(gist(await unpack(compression, packed))).toBe(gist(layer));
  });

  it('is known by its first bytes, even one at a time', async () => {
    for (const sizes of [[], [1], [0, 3]]) {
      const opened = await openDecompressed(chunked(packed, ...sizes), options());
      expect(opened.compression).toBe(compression);
      expect(gist(await collect(opened.chunks))).toBe(gist(layer));
    }
  });

  it('comes out the same in all pieces of all sizes', async () => {
    const sizes = fc.array(fc.nat(900), { minLength: 1 }).filter((list) => list.some((size) => size > 0));
    const property = fc.asyncProperty(sizes, async (list) => {
      expect(gist(await unpack(compression, packed, ...list))).toBe(gist(layer));
    });
    await fc.assert(property, { seed: 2, numRuns: 20 });
  });

  it('goes no further than max-bytes', async () => {
    const unpacking = collect(decompress(compression, chunked(packed, 100), options({ maxBytes: layer.length - 1 })));
    await expect(unpacking).rejects.toMatchObject({
      code: 'LIMIT',
      hint: expect.stringContaining('--max-bytes') as string,
    });
    expect(await collect(decompress(compression, chunked(packed), options({ maxBytes: layer.length })))).toHaveLength(
      6000,
    );
  });

  it('lets go of its source when it is left', async () => {
    const source = endless(packed);
    for await (const _ of decompress(compression, source.chunks, options())) break;
    expect(source.isReleased()).toBe(true);
  });

  it('lets go of its source when it is left before anything was read', async () => {
    const source = endless(packed);
    const { chunks } = await openDecompressed(source.chunks, options());
    await chunks[Symbol.asyncIterator]().return?.();
    expect(source.isReleased()).toBe(true);
  });

  it('lets go of its source when it is refused', async () => {
    const source = endless(compression === 'none' ? packed : Buffer.from('this is packed in no way known'));
    await expect(collect(decompress(compression, source.chunks, options({ maxBytes: 9999 })))).rejects.toThrow(
      'app.tar',
    );
    expect(source.isReleased()).toBe(true);
  });

  it('fails with what its source failed with', async () => {
    const error = new VarveError('READ_FAILED', 'the disk is gone');
    for (const length of [0, 1, 100, packed.length - 1]) {
      await expect(
        collect(decompress(compression, failing(packed.subarray(0, length), error), options())),
      ).rejects.toBe(error);
      const opening = openDecompressed(failing(packed.subarray(0, length), error), options());
      await expect(opening.then(({ chunks }) => collect(chunks))).rejects.toBe(error);
    }
  });

  it('may be hashed on both sides', async () => {
    const outer = hashing(chunked(packed, 999), 'sha256');
    const inner = hashing(decompress(compression, outer.chunks, options()), 'sha256');
    await collect(inner.chunks);
    expect([outer.digest(), inner.digest()].map((text) => text.slice(7))).toEqual(
      [packed, layer].map((bytes) => gist(bytes).split(':')[1]),
    );
  });
});

it('reads no more than the first bytes to tell what a stream is', async () => {
  let reads = 0;
  async function* source(): AsyncGenerator<Uint8Array> {
    for (const chunk of [gzipSync(layer), Buffer.of(0), Buffer.of(0)]) {
      reads += 1;
      yield chunk;
    }
  }
  const { chunks } = await openDecompressed(source(), options());
  expect(reads).toBe(1);
  await collect(chunks);
  expect(reads).toBe(3);
});

it('takes an empty stream for what it is', async () => {
  const { compression, chunks } = await openDecompressed(chunked(Buffer.alloc(0)), options());
  expect(compression).toBe('none');
  expect(await collect(chunks)).toHaveLength(0);
});

it('measures what came out against what went in', async () => {
  const chunk = new Uint8Array(2 ** 26);
  async function* source(): AsyncGenerator<Uint8Array> {
    for (let i = 0; i <= 16; i += 1) yield chunk;
  }
  const passing = (async () => {
    for await (const _ of decompress('none', source(), options({ maxRatio: 0.99 }))) continue;
  })();
  await expect(passing).rejects.toMatchObject({
    code: 'LIMIT',
    hint: expect.stringContaining('--max-ratio') as string,
  });
});

it('works ahead while the reader does something else, but not far', async () => {
  let taken = 0;
  async function* source(): AsyncGenerator<Uint8Array> {
    const packed = gzipSync(large);
    for (let at = 0; at < packed.length; at += 50_000) {
      taken += 1;
      yield packed.subarray(at, at + 50_000);
    }
  }
  const stream = decompress('gzip', source(), options());
  await stream.next();
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(taken).toBeGreaterThan(2);
  expect(taken).toBeLessThan(30);
  await stream.return(undefined);
});
