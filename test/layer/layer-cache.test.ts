import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { digest } from '../../fixtures/image.ts';
import { layerTar } from '../../fixtures/layers.ts';
import type { Blob } from '../../src/blob/blob.ts';
import { memoryBlob } from '../../src/blob/memory-blob.ts';
import { type IndexedLayer, indexLayer, type IndexOptions, type LayerClaims } from '../../src/layer/index-layer.ts';
import { LayerCache } from '../../src/layer/layer-cache.ts';
import { keepLayer, recallLayer } from '../../src/layer/recall-layer.ts';
import { DEFAULT_LIMITS, type Limits } from '../../src/model/limits.ts';
import { silentPipe, temporaryFolder } from './temporary-folder.ts';

const TAR = layerTar(['d/', 'd/a=hello 1000:1000', 's -> d/a', { name: 'odd', type: 'Z' }]);
const PACKED = gzipSync(TAR);
const CLAIMS: LayerClaims = { digest: digest(PACKED), diffId: digest(TAR) };
const NAMES = [`sha256-${digest(PACKED).slice(7)}.blob`, `sha256-${digest(TAR).slice(7)}.layer`].sort();

/** A blob that lies elsewhere, and how often it was fetched. */
function remote(stored: Uint8Array): Blob & { fetched: number } {
  const blob = {
    name: 'remote',
    sizeBytes: stored.length,
    fetched: 0,
    open() {
      blob.fetched += 1;
      return memoryBlob('remote', stored).open();
    },
  };
  return blob;
}

const optionsOf = (limits: Partial<Limits> = {}, entries = 0): IndexOptions => ({
  limits: { ...DEFAULT_LIMITS, ...limits },
  budget: { entries },
  hashAll: false,
});

const plain = ({ index, ...layer }: IndexedLayer): unknown => ({ ...layer, columns: index.columns });

/** A cache that holds the layer. */
async function filled(): Promise<{ folder: string; files: string; cache: LayerCache }> {
  const folder = temporaryFolder();
  const cache = new LayerCache(folder);
  await recallLayer(remote(PACKED), CLAIMS, { ...optionsOf(), cache });
  expect(cache.trouble).toBeUndefined();
  return { folder, files: join(folder, 'v1'), cache };
}

describe('a layer that was read before', () => {
  it.each<[string, LayerClaims]>([
    ['digest and diff ID', CLAIMS],
    ['digest', { ...CLAIMS, diffId: null }],
  ])('is not fetched again when its %s is claimed, and is the same', async (_what, claims) => {
    const { cache } = await filled();
    const blob = remote(PACKED);
    const known = await cache.get(blob, claims, optionsOf());
    expect(plain(known!)).toEqual(plain(await indexLayer(remote(PACKED), claims, optionsOf())));
    expect(blob.fetched).toBe(0);
  });

  it.each<[string, LayerClaims]>([
    ['digest and diff ID', CLAIMS],
    ['digest', { ...CLAIMS, diffId: null }],
    ['diff ID', { ...CLAIMS, digest: null }],
  ])('is known when its bytes are at hand and its %s is claimed', async (_what, claims) => {
    const { cache } = await filled();
    const known = await cache.get(memoryBlob('local', PACKED), claims, optionsOf());
    expect(plain(known!)).toEqual(plain(await indexLayer(memoryBlob('local', PACKED), claims, optionsOf())));
  });

  it('is kept by another process for this one', async () => {
    const { folder } = await filled();
    expect(await new LayerCache(folder).get(remote(PACKED), CLAIMS, optionsOf())).toBeDefined();
  });

  it('is not known when the bytes at hand are damaged', async () => {
    const { cache } = await filled();
    const damaged = Uint8Array.from(PACKED);
    damaged[PACKED.length - 1]! ^= 1;
    expect(await cache.get(memoryBlob('local', damaged), CLAIMS, optionsOf())).toBeUndefined();
  });

  it('has of each packing the digest and the size', async () => {
    const { cache } = await filled();
    const other = gzipSync(TAR, { level: 1, memLevel: 1 });
    const claims = { digest: digest(other), diffId: digest(TAR) };
    expect(other).not.toEqual(PACKED);
    expect(await cache.get(remote(other), claims, optionsOf())).toBeUndefined();
    expect(await cache.get(memoryBlob('local', other), { ...claims, digest: null }, optionsOf())).toBeUndefined();
    await recallLayer(remote(other), claims, { ...optionsOf(), cache });
    const known = await Promise.all([
      cache.get(remote(other), claims, optionsOf()),
      cache.get(remote(PACKED), CLAIMS, optionsOf()),
    ]);
    expect(known).toMatchObject([
      { digest: digest(other), compressedBytes: other.length },
      { digest: digest(PACKED), compressedBytes: PACKED.length },
    ]);
  });

  it('has its own diff ID, whatever is claimed', async () => {
    const { cache } = await filled();
    const known = await cache.get(remote(PACKED), { ...CLAIMS, diffId: `sha256:${'0'.repeat(64)}` }, optionsOf());
    expect(known?.diffId).toBe(digest(TAR));
  });

  it.each<[string, Blob, LayerClaims]>([
    ['of which nothing is claimed', memoryBlob('local', PACKED), { digest: null, diffId: null }],
    ['elsewhere of which only the diff ID is claimed', remote(PACKED), { ...CLAIMS, digest: null }],
    ['of another size than its digest had', remote(PACKED.subarray(1)), CLAIMS],
    [
      'whose diff ID is wanted in another algorithm',
      remote(PACKED),
      { ...CLAIMS, diffId: `sha512:${'0'.repeat(128)}` },
    ],
    ['whose digest is none', remote(PACKED), { ...CLAIMS, digest: '../../etc/passwd' }],
  ])('is not known as one %s', async (_what, blob, claims) => {
    const { cache } = await filled();
    expect(await cache.get(blob, claims, optionsOf())).toBeUndefined();
  });

  it('may be plain, when it lies elsewhere', async () => {
    const cache = new LayerCache(temporaryFolder());
    const claims = { digest: digest(TAR), diffId: null };
    const read = await recallLayer(remote(TAR), claims, { ...optionsOf(), cache });
    expect(plain((await cache.get(remote(TAR), claims, optionsOf()))!)).toEqual(plain(read));
  });
});

describe('limits', () => {
  it('count the entries of a layer that is known', async () => {
    const { cache } = await filled();
    const options = optionsOf({ maxEntries: 10 }, 6);
    expect(await cache.get(remote(PACKED), CLAIMS, options)).toBeDefined();
    expect(options.budget.entries).toBe(10);
    expect(await cache.get(remote(PACKED), CLAIMS, options)).toBeUndefined();
    expect(options.budget.entries).toBe(10);
  });

  it('let nothing pass that reading would stop at', async () => {
    const { cache } = await filled();
    const options = { ...optionsOf({ maxBytes: TAR.length - 1 }), cache };
    await expect(recallLayer(remote(PACKED), CLAIMS, options)).rejects.toMatchObject({ code: 'LIMIT' });
    expect(await cache.get(remote(PACKED), CLAIMS, optionsOf({ maxBytes: TAR.length }))).toBeDefined();
  });

  it.each([
    ['small', 2 ** 30, true],
    ['large', 2 ** 30 + 1, false],
  ])('on the ratio, tighter than it was read under: a %s layer', async (_what, tarBytes, isKnown) => {
    const { cache } = await filled();
    const read = await indexLayer(remote(PACKED), CLAIMS, optionsOf());
    await cache.put({ ...read, tarBytes }, DEFAULT_LIMITS);
    const knownUnder = async (maxRatio: number): Promise<boolean> =>
      (await cache.get(remote(PACKED), CLAIMS, optionsOf({ maxRatio }))) !== undefined;
    expect([await knownUnder(2000), await knownUnder(1999)]).toEqual([true, isKnown]);
  });
});

describe('what enters the cache', () => {
  const files = (folder: string): string[] => readdirSync(join(folder, 'v1')).sort();

  it('is readable for its owner alone', async () => {
    const { files: path } = await filled();
    expect(readdirSync(path).sort()).toEqual(NAMES);
    expect(statSync(path).mode & 0o777).toBe(0o700);
    for (const name of NAMES) expect(statSync(join(path, name)).mode & 0o777).toBe(0o600);
  });

  it.each<[string, Uint8Array, LayerClaims]>([
    ['whose digest is another', PACKED, { ...CLAIMS, digest: digest(TAR) }],
    ['whose diff ID is another', PACKED, { ...CLAIMS, diffId: digest(PACKED) }],
    ['of which nothing is claimed', PACKED, { digest: null, diffId: null }],
    ['that is plain and at hand', TAR, { digest: digest(TAR), diffId: digest(TAR) }],
  ])('is no layer %s', async (_what, stored, claims) => {
    const folder = temporaryFolder();
    await recallLayer(memoryBlob('local', stored), claims, { ...optionsOf(), cache: new LayerCache(folder) });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is no layer that was not hashed', async () => {
    const folder = temporaryFolder();
    const hopped = await indexLayer(memoryBlob('local', TAR), CLAIMS, optionsOf());
    await keepLayer(hopped, CLAIMS, { ...optionsOf(), cache: new LayerCache(folder) });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is not believed when everything is to be hashed, but written', async () => {
    const { folder, cache } = await filled();
    rmSync(join(folder, 'v1'), { recursive: true });
    const blob = remote(PACKED);
    for (const fetched of [1, 2]) {
      await recallLayer(blob, CLAIMS, { ...optionsOf(), hashAll: true, cache });
      expect(blob.fetched).toBe(fetched);
    }
    expect(files(folder)).toEqual(NAMES);
  });

  it('is the same however often it is written at once', async () => {
    const folder = temporaryFolder();
    const reading = Array.from({ length: 20 }, async () => {
      const known = await recallLayer(remote(PACKED), CLAIMS, { ...optionsOf(), cache: new LayerCache(folder) });
      return plain(known);
    });
    const expected = plain(await indexLayer(remote(PACKED), CLAIMS, optionsOf()));
    expect(await Promise.all(reading)).toEqual(reading.map(() => expected));
    expect(files(folder)).toEqual(NAMES);
  });

  it('is pruned when it outgrows the cap', async () => {
    const folder = temporaryFolder();
    await recallLayer(remote(PACKED), CLAIMS, { ...optionsOf(), cache: new LayerCache(folder, 100) });
    expect(files(folder)).toEqual([]);
  });
});

describe('a cache that is damaged', () => {
  it.each(NAMES)('reads a layer anew and writes %s again', async (name) => {
    const { files, cache } = await filled();
    const path = join(files, name);
    const whole = readFileSync(path);
    const flipped = Uint8Array.from(whole);
    flipped[whole.length >> 1]! ^= 1;
    for (const damaged of [whole.subarray(0, -1), whole.subarray(0, 10), flipped, new Uint8Array()]) {
      writeFileSync(path, damaged);
      const blob = remote(PACKED);
      await recallLayer(blob, CLAIMS, { ...optionsOf(), cache });
      expect(blob.fetched).toBe(1);
      expect(readFileSync(path)).toEqual(whole);
    }
  });

  it.each(NAMES)('does not take %s for what it is not named after', async (name) => {
    const { files, cache } = await filled();
    const other = layerTar('other=1');
    const claims = { digest: digest(gzipSync(other)), diffId: digest(other) };
    await recallLayer(remote(gzipSync(other)), claims, { ...optionsOf(), cache });
    const kind = name.slice(name.lastIndexOf('.'));
    const stranger = readdirSync(files).find((each) => each.endsWith(kind) && each !== name)!;
    renameSync(join(files, stranger), join(files, name));
    expect(await cache.get(remote(PACKED), CLAIMS, optionsOf())).toBeUndefined();
  });

  it('passes over a folder or a pipe in the place of a file', async () => {
    const { files, cache } = await filled();
    for (const name of NAMES) rmSync(join(files, name));
    mkdirSync(join(files, NAMES[0]!));
    silentPipe(join(files, NAMES[1]!));
    expect(await cache.get(remote(PACKED), CLAIMS, optionsOf())).toBeUndefined();
    expect(await cache.get(memoryBlob('local', PACKED), { ...CLAIMS, digest: null }, optionsOf())).toBeUndefined();
  });

  it('is done without when it cannot be written', async () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    const cache = new LayerCache(file);
    await expect(recallLayer(remote(PACKED), CLAIMS, { ...optionsOf(), cache })).resolves.toBeDefined();
    expect(cache.trouble).toMatch(/^nothing is kept in the cache .*file.v1: not a directory$/);
  });
});
