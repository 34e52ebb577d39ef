import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { tar } from '../../fixtures/tar.ts';
import { memoryBlob } from '../../src/blob/memory-blob.ts';
import type { Image } from '../../src/image/image.ts';
import { loadImage } from '../../src/image/load-image.ts';
import { type BodyReader, type Range, readBodies } from '../../src/image/read-bodies.ts';
import { layerOf, manifestOf, OPTIONS } from './loading.ts';

const LONG = 'ab'.repeat(1_500_000);
const SPARSE = { 'GNU.sparse.size': '6', 'GNU.sparse.numblocks': '1', 'GNU.sparse.map': '2,2' };
const TAR = tar([
  { name: 'first', body: 'hello' },
  { name: 'long', body: LONG },
  { name: 'empty' },
  { name: 'sparse', pax: SPARSE, body: 'xy' },
  { name: 'last', body: 'bye' },
]);
const OTHER = tar([{ name: 'first', body: 'jello' }]);

/** Layer 0 plain, layer 1 gzip. */
const image = await loadImage(manifestOf([layerOf(TAR), layerOf(TAR, gzipSync(TAR))]), OPTIONS);

function* ranges(asked: readonly Range[]): BodyReader<string[]> {
  const texts: string[] = [];
  for (const range of asked) texts.push(Buffer.from(yield range).toString());
  return texts;
}

async function read(
  from: Image,
  wanted: readonly (readonly [layer: number, row: number, ...asked: Range[]])[],
): Promise<[string, string[]][]> {
  const bodies = wanted.map(([layer, row, ...asked]) => ({ inode: { layer, row }, read: () => ranges(asked) }));
  const found: [string, string[]][] = [];
  for await (const [{ layer, row }, texts] of readBodies(from, bodies, OPTIONS.limits))
    found.push([`${layer}:${row}`, texts]);
  return found;
}

const all = { offset: 0, length: 100 };

describe('many bodies', () => {
  it('come layer by layer as they lie, whatever order they are asked in', async () => {
    expect(
      await read(image, [
        [1, 4, all],
        [1, 0, all],
        [0, 4, all],
        [0, 2, all],
      ]),
    ).toEqual([
      ['0:2', ['']],
      ['0:4', ['bye']],
      ['1:0', ['hello']],
      ['1:4', ['bye']],
    ]);
  });

  it.each([
    ['plain', 0],
    ['gzip', 1],
  ])('of a %s layer give the ranges that are asked for, one behind the other', async (_form, layer) => {
    const end = LONG.length;
    const asked = [
      { offset: 0, length: 2 },
      { offset: 2_000_001, length: 3 },
      { offset: end - 1, length: 9 },
      { offset: end + 5, length: 1 },
    ];
    expect(
      await read(image, [
        [layer, 1, ...asked],
        [layer, 4, all],
      ]),
    ).toEqual([
      [`${layer}:1`, ['ab', 'bab', 'b', '']],
      [`${layer}:4`, ['bye']],
    ]);
  });

  it.each([0, 1])('give what a sparse file shows, layer %d', async (layer) => {
    expect(await read(image, [[layer, 3, { offset: 1, length: 5 }]])).toEqual([[`${layer}:3`, ['\0xy\0\0']]]);
  });

  it('are refused where a packed layer is not what it was', async () => {
    const changed = { ...image.layers[1]!, blob: memoryBlob('changed', gzipSync(OTHER)) };
    const other: Image = { ...image, layers: [image.layers[0]!, changed] };
    const hashed = image.layers[1]!.index.hash(0);
    expect(hashed).toBeDefined();
    await expect(read(other, [[1, 0, { offset: 0, length: 5 }]])).rejects.toMatchObject({ code: 'DIGEST_MISMATCH' });
    await expect(read(other, [[1, 1, all]])).rejects.toMatchObject({ code: 'READ_FAILED' });
  });

  it('unpack a layer once', async () => {
    let opened = 0;
    const { blob } = image.layers[1]!;
    const counted = { ...blob, open: () => ((opened += 1), blob.open()) };
    const other: Image = { ...image, layers: [image.layers[0]!, { ...image.layers[1]!, blob: counted }] };
    await read(other, [
      [1, 0, all],
      [1, 1, all],
      [1, 4, all],
    ]);
    expect(opened).toBe(1);
  });

  it.each([
    ['bodies of another layer', [[0, 0, all]], 0],
    ['an empty body', [[1, 2, all]], 1],
    ['the first body', [[1, 0, all]], 1],
  ] as const)('hold no packed layer open when they are read: %s', async (_which, wanted, passes) => {
    const noted = { opened: 0, released: 0 };
    const { blob } = image.layers[1]!;
    async function* open(): AsyncGenerator<Uint8Array> {
      noted.opened += 1;
      try {
        yield* blob.open();
      } finally {
        noted.released += 1;
      }
    }
    const other: Image = { ...image, layers: [image.layers[0]!, { ...image.layers[1]!, blob: { ...blob, open } }] };
    await read(other, wanted);
    expect(noted).toEqual({ opened: passes, released: passes });
  });
});
