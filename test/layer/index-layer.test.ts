import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { digest } from '../../fixtures/image.ts';
import { type Entry, tar } from '../../fixtures/tar.ts';
import type { Blob } from '../../src/blob/blob.ts';
import { memoryBlob } from '../../src/blob/memory-blob.ts';
import { type IndexedLayer, indexLayer, type LayerClaims } from '../../src/layer/index-layer.ts';
import type { LayerIndex } from '../../src/layer/layer-index.ts';
import { DEFAULT_LIMITS, type Limits } from '../../src/model/limits.ts';

const NO_CLAIMS: LayerClaims = { digest: null, diffId: null };

function read(blob: Blob, hashAll = false, limits: Partial<Limits> = {}, claims = NO_CLAIMS): Promise<IndexedLayer> {
  const options = { limits: { ...DEFAULT_LIMITS, ...limits }, budget: { entries: 0 }, hashAll };
  return indexLayer(blob, claims, options);
}

const sparse: Entry = {
  name: 'sparse',
  pax: { 'GNU.sparse.size': '100000', 'GNU.sparse.numblocks': '1', 'GNU.sparse.map': '50000,3' },
  body: 'xyz',
};
const ENTRIES: Entry[] = [
  { name: 'd/', mtime: -5 },
  { name: 'd/a', body: 'hello', uid: 2 ** 31, pax: { mtime: '1.5', 'SCHILY.xattr.user.a': 'b' } },
  { name: 'd/empty' },
  { name: 'd/l', link: 'a' },
  { name: 'd/h', type: 'hardlink', link: 'd/a' },
  { name: 'null', type: 'char', device: [1, 3] },
  sparse,
  { name: 'big', body: 'b'.repeat(3_000_000) },
  { name: 'odd', type: 'Z' },
];
const TAR = tar(ENTRIES);

function columns(index: LayerIndex): unknown {
  const { rows, types, modes, uids, gids, sizes, stored, mtimes, mtimeNanos, headerOffsets, bodyOffsets } = index;
  const all = Array.from({ length: rows }, (_, row) => ({
    name: Buffer.from(index.name(row)).toString(),
    link: Buffer.from(index.link(row)).toString(),
    xattrs: index.xattrs(row),
    device: index.device(row),
    sparse: index.sparse(row),
  }));
  return { types, modes, uids, gids, sizes, stored, mtimes, mtimeNanos, headerOffsets, bodyOffsets, all };
}

const hashes = ({ rows, hash }: LayerIndex): (string | undefined)[] =>
  Array.from({ length: rows }, (_, row) => hash(row) && Buffer.from(hash(row)!).toString('hex'));
const sha256 = (content: string): string => createHash('sha256').update(content).digest('hex');

describe('reading a layer', () => {
  it('gives the same columns and oddities hopping, streaming and unpacking', async () => {
    const hopped = await read(memoryBlob('l', TAR));
    const streamed = await read(memoryBlob('l', TAR), true);
    const unpacked = await read(memoryBlob('l', gzipSync(TAR)));
    expect(columns(streamed.index)).toEqual(columns(hopped.index));
    expect(columns(unpacked.index)).toEqual(columns(hopped.index));
    expect(hopped.diagnostics.map(({ code }) => code)).toEqual(['unknown-type']);
    expect([streamed.diagnostics, unpacked.diagnostics]).toEqual([hopped.diagnostics, hopped.diagnostics]);
    expect([hopped.tarBytes, streamed.tarBytes, unpacked.tarBytes]).toEqual([TAR.length, TAR.length, TAR.length]);
  });

  it('hashes nothing of a plain layer that it hops through', async () => {
    const { index, ...layer } = await read(memoryBlob('l', TAR));
    expect(layer).toMatchObject({ compression: 'none', compressedBytes: null, digest: null, diffId: null });
    expect(hashes(index)).toEqual(ENTRIES.map(() => undefined));
  });

  it('hashes the bytes and all contents of a plain layer when told to', async () => {
    const { index, ...layer } = await read(memoryBlob('l', TAR), true);
    expect(layer).toMatchObject({ compression: 'none', digest: digest(TAR), diffId: digest(TAR) });
    const none = undefined;
    const zeros = `${'\0'.repeat(50_000)}xyz${'\0'.repeat(49_997)}`;
    const big = sha256('b'.repeat(3_000_000));
    expect(hashes(index)).toEqual([
      none,
      sha256('hello'),
      sha256(''),
      none,
      none,
      none,
      sha256(zeros),
      big,
      sha256(''),
    ]);
  });

  it('hashes the bytes of a compressed layer as stored and as unpacked', async () => {
    const packed = gzipSync(TAR);
    const expected = {
      compression: 'gzip',
      compressedBytes: packed.length,
      digest: digest(packed),
      diffId: digest(TAR),
    };
    expect(await read(memoryBlob('l', packed))).toMatchObject(expected);
  });

  it('streams what cannot be read at an offset', async () => {
    const blob: Blob = { name: 'l', sizeBytes: TAR.length, open: () => memoryBlob('l', TAR).open() };
    expect(await read(blob)).toMatchObject({ compression: 'none', digest: digest(TAR) });
  });

  it.each([
    ['plain', TAR],
    ['gzip', gzipSync(TAR)],
  ])('takes the digests of a %s layer in the algorithm of the claims', async (_form, stored) => {
    const claims = { digest: `sha512:${'0'.repeat(128)}`, diffId: `sha512:${'0'.repeat(128)}` };
    const layer = await read(memoryBlob('l', stored), true, {}, claims);
    expect(layer.digest).toBe(`sha512:${createHash('sha512').update(stored).digest('hex')}`);
    expect(layer.diffId).toBe(`sha512:${createHash('sha512').update(TAR).digest('hex')}`);
  });

  it('takes the diff ID of a plain layer in its own algorithm', async () => {
    const claims = { digest: null, diffId: `sha512:${'0'.repeat(128)}` };
    const { diffId } = await read(memoryBlob('l', TAR), true, {}, claims);
    expect(diffId).toBe(`sha512:${createHash('sha512').update(TAR).digest('hex')}`);
  });
});

describe('the limits of a layer', () => {
  const forms: [string, Blob, boolean][] = [
    ['hopped through', memoryBlob('l', TAR), false],
    ['streamed', memoryBlob('l', TAR), true],
    ['unpacked', memoryBlob('l', gzipSync(TAR)), false],
  ];

  it.each(forms)('stop one that is %s at the first entry too many', async (_how, blob, hashAll) => {
    const failure = { code: 'LIMIT', message: 'the image has more than 2 entries (at byte 2560)' };
    await expect(read(blob, hashAll, { maxEntries: 2 })).rejects.toMatchObject(failure);
    await expect(read(blob, hashAll, { maxEntries: ENTRIES.length })).resolves.toBeDefined();
  });

  it.each(forms)('stop one that is %s at a byte too many', async (_how, blob, hashAll) => {
    await expect(read(blob, hashAll, { maxBytes: TAR.length - 1 })).rejects.toMatchObject({ code: 'LIMIT' });
    await expect(read(blob, hashAll, { maxBytes: TAR.length })).resolves.toBeDefined();
  });

  it('count the entries of all layers that share a budget', async () => {
    const options = {
      limits: { ...DEFAULT_LIMITS, maxEntries: ENTRIES.length + 1 },
      budget: { entries: 0 },
      hashAll: false,
    };
    await indexLayer(memoryBlob('l', TAR), NO_CLAIMS, options);
    await expect(indexLayer(memoryBlob('l', TAR), NO_CLAIMS, options)).rejects.toMatchObject({ code: 'LIMIT' });
  });
});

describe('a layer that is damaged', () => {
  it.each<[string, Uint8Array, string]>([
    ['cut', TAR.subarray(0, TAR.length - 3_000), 'TAR_DAMAGED'],
    ['cut after it was packed', gzipSync(TAR).subarray(0, 600), 'STREAM_DAMAGED'],
    ['no tar', Buffer.from('x'.repeat(2_000)), 'TAR_DAMAGED'],
  ])('is refused when it is %s', async (_what, stored, code) => {
    await expect(read(memoryBlob('l', stored))).rejects.toMatchObject({ code });
  });
});
