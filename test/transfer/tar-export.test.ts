import { gzipSync } from 'node:zlib';
import { asyncProperty, assert, pre } from 'fast-check';
import { describe, expect, it, type Mock, vi } from 'vitest';
import { type Entry, tar } from '../../fixtures/tar.ts';
import { memoryBlob } from '../../src/blob/memory-blob.ts';
import { loadImage } from '../../src/image/load-image.ts';
import type { Image } from '../../src/image/image.ts';
import { DEFAULT_LIMITS } from '../../src/model/limits.ts';
import { TarExport } from '../../src/transfer/tar-export.ts';
import { readTar } from '../fixtures/read-tar.ts';
import { imageOf, layerOf, manifestOf, OPTIONS } from '../image/loading.ts';
import { someLayers } from '../union/arbitrary-layers.ts';
import { noise } from '../sweep/random.ts';
import { collected, exported, imageOfTar, told } from './told.ts';

const long = 'd/'.repeat(120) + 'n'.repeat(200);
const latin1 = Uint8Array.of(0x66, 0xe9);

const ODD: readonly (readonly [string, Entry])[] = [
  ['a file', { name: 'a', body: 'text', mode: 0o4755, uid: 7, gid: 8, mtime: 1_700_000_000 }],
  ['a body of whole blocks', { name: 'a', body: noise(1, 1024) }],
  ['a directory', { name: 'd/', mode: 0o1777, mtime: 5 }],
  ['a mode of nothing', { name: 'a', mode: 0 }],
  ['a symlink', { name: 's', link: '../x' }],
  ['a device', { name: 'c', type: 'char', device: [5, 1] }],
  ['a block device', { name: 'b', type: 'block', device: [259, 300] }],
  ['a pipe', { name: 'p', type: 'fifo' }],
  ['a long name', { name: long, body: 'x' }],
  ['a name that is cut at a slash', { name: `${'d'.repeat(90)}/${'e'.repeat(90)}`, body: 'x' }],
  ['a long link', { name: 's', link: long }],
  ['a name that is not UTF-8', { name: latin1, body: 'x' }],
  ['a long name that is not UTF-8', { name: Buffer.concat([Buffer.from(long), latin1]), body: 'x' }],
  ['a link that is not UTF-8', { name: 's', link: latin1 }],
  ['nanoseconds', { name: 'a', pax: { mtime: '1700000000.123456789' } }],
  ['a time before 1970', { name: 'a', pax: { mtime: '-1.25' } }],
  ['a time after 2106', { name: 'a', pax: { mtime: '5000000000' } }],
  ['a time after 2242', { name: 'a', pax: { mtime: '9000000000.5' } }],
  ['large ids', { name: 'a', uid: 4_294_967_294, gid: 2_097_152 }],
  ['binary xattrs', { name: 'a', pax: { 'SCHILY.xattr.security.capability': Uint8Array.of(1, 0, 10, 0xff, 0x3d) } }],
  ['xattrs of a directory', { name: 'd/', pax: { 'SCHILY.xattr.user.a=b': 'c', 'SCHILY.xattr.user.z': 'y' } }],
  [
    'a sparse file with its map in the header',
    {
      name: 'a',
      body: 'abcd',
      pax: { 'GNU.sparse.size': '10', 'GNU.sparse.numblocks': '2', 'GNU.sparse.map': '0,2,6,2' },
    },
  ],
  [
    'a sparse file with its map in the body',
    {
      name: 'GNUSparseFile.0/a',
      body: '2\n0\n2\n6\n2\n'.padEnd(512, '\0') + 'abcd',
      pax: { 'GNU.sparse.major': '1', 'GNU.sparse.minor': '0', 'GNU.sparse.name': 'a', 'GNU.sparse.realsize': '10' },
    },
  ],
];

/** The layers packed, in a blob that counts how often it was opened. */
async function packed(layers: readonly Uint8Array[]): Promise<{ image: Image; opened: Mock<() => void> }> {
  const opened = vi.fn<() => void>();
  const stored = layers.map((layer, i) => {
    const bytes = gzipSync(layer);
    const blob = memoryBlob('layer', bytes);
    const open = () => {
      opened();
      return blob.open();
    };
    return layerOf(layer, bytes, { ...blob, name: `layer ${i}`, open, sizeBytes: bytes.length });
  });
  return { image: await loadImage(manifestOf(stored), OPTIONS), opened };
}

describe('the tar of a view', () => {
  it.each(ODD)('gives back %s', async (_what, entry) => {
    const image = await imageOfTar(tar([entry]));
    expect(await told(await imageOfTar(await exported(image)))).toEqual(await told(image));
  });

  it('gives back all that random layers show', async () => {
    await assert(
      asyncProperty(someLayers, async (layers) => {
        const image = await loadImage(manifestOf(layers.map((entries) => layerOf(tar(entries)))), OPTIONS);
        pre(image.paths.foreignInodes.size === 0); // their metadata is that of what they link to
        const isMarkerLike = (line: string): boolean => line.includes('/.wh.'); // a directory named so is a marker in a tar
        const lines = (await told(image)).filter((line) => !isMarkerLike(line));
        const bytes = await exported(image);
        const again = (await told(await imageOfTar(bytes))).filter((line) => !isMarkerLike(line));
        expect(again).toEqual(lines);
        const stored = await packed(layers.map((entries) => tar(entries)));
        expect(Buffer.compare(await exported(stored.image), bytes)).toBe(0);
      }),
      { numRuns: 300 },
    );
  });

  it('goes in tree order, but puts a name that is no link in its layer before those that are', async () => {
    const image = await imageOf('z/x=body, z/y -> x, a => z/x, z/z => a', 'z/n=new, b -> z');
    const entries = await readTar(await exported(image));
    expect(entries.map(({ header }) => `${header.type} ${header.name} ${header.linkname ?? ''}`.trim())).toEqual([
      'symlink b z',
      'directory z/',
      'file z/n',
      'file z/x',
      'link a z/x',
      'symlink z/y x',
      'link z/z z/x',
    ]);
  });

  it('unpacks each layer once', async () => {
    const entries = Array.from({ length: 20 }, (_, i) => ({ name: `${(i * 7) % 20}`, body: noise(i, 3000) }));
    const { image, opened } = await packed([tar(entries), tar([{ name: 'z', body: 'z' }])]);
    opened.mockClear();
    await exported(image);
    expect(opened).toHaveBeenCalledTimes(2);
  });

  it('leaves out device nodes, unless they are wanted, and links to nothing', async () => {
    const image = await imageOf('c c1:3, p p, dead => nowhere');
    const without = new TarExport(image, { devices: false, limits: DEFAULT_LIMITS });
    const view = Int32Array.from(image.paths.eventStarts).map((_, row) => (row === 0 ? -1 : row - 1));
    const entries = await readTar(await collected(without.view(view.subarray(0, image.paths.rows))));
    expect(entries.map(({ header }) => header.name)).toEqual(['p']);
    expect({ devices: without.devices, deadLinks: without.deadLinks }).toEqual({ devices: 1, deadLinks: ['/dead'] });
  });

  it('gives nothing of a view when a packed layer changed, and says up to where its own entries are whole', async () => {
    const [good, bad] = [
      tar([
        { name: 'a', body: noise(1, 9000) },
        { name: 'b', body: noise(2, 9000) },
      ]),
      noise(3, 18),
    ];
    const bytes = gzipSync(good);
    const blob = memoryBlob('layer', bytes);
    const changing = { ...blob, readInto: undefined, open: () => blob.open() };
    const image = await loadImage(manifestOf([layerOf(good, bytes, changing as never)]), OPTIONS);
    const other = good.slice();
    other.set(bad, 512 + 9216 + 512 + 100);
    changing.open = () => memoryBlob('layer', gzipSync(other)).open();
    const made = new TarExport(image, { devices: false, limits: DEFAULT_LIMITS });
    await expect(made.view(Int32Array.of(-1, 0, 1)).next()).rejects.toMatchObject({ code: 'DIGEST_MISMATCH' });
    expect(made.wholeBytes).toBe(0);
    await expect(collected(made.own(0))).rejects.toMatchObject({
      code: 'DIGEST_MISMATCH',
      message: 'layer 0 (layer): b has not the content that was read before',
    });
    expect(made.wholeBytes).toBe(512 + 9216);
  });
});

describe("the tar of a layer's own entries", () => {
  it('holds them as they stand, markers too, with cleaned names', async () => {
    const image = await imageOf('a=1, b/', './, b/.wh.c, ../a=2, /a=3, a2 => ./a, w c0:0, c c1:3');
    const own = new TarExport(image, { devices: false, limits: DEFAULT_LIMITS });
    const entries = await readTar(await collected(own.own(1)));
    const shown = entries.map(({ header, body }) => `${header.type} ${header.name} ${header.linkname ?? body}`.trim());
    expect(shown).toEqual(['directory ./', 'file b/.wh.c', 'file a 2', 'file a 3', 'link a2 a', 'character-device w']);
    expect(own.devices).toBe(1);
  });
});
