import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type Entry, tar } from '../../fixtures/tar.ts';
import { concatBytes } from '../../src/base/bytes.ts';
import type { Blob } from '../../src/blob/blob.ts';
import { memoryBlob } from '../../src/blob/memory-blob.ts';
import { openBody } from '../../src/image/bodies.ts';
import type { Image } from '../../src/image/image.ts';
import { loadImage } from '../../src/image/load-image.ts';
import { compareBodies, contentHashOf } from '../../src/image/same-content.ts';
import { layerOf, manifestOf, OPTIONS } from './loading.ts';

const { limits } = OPTIONS;
const LONG = 'l'.repeat(2_500_000);
const holes = (size: number, map: string, body: string): Entry => ({
  name: 'sparse',
  pax: { 'GNU.sparse.size': `${size}`, 'GNU.sparse.numblocks': '1', 'GNU.sparse.map': map },
  body,
});
const TAR = tar([
  { name: 'a', body: 'hello' },
  { name: 'empty' },
  { name: 'long', body: LONG },
  holes(6, '2,2', 'xy'),
  { name: 'same', body: '\0\0xy\0\0' },
  holes(2 ** 33, '0,2', 'xy'),
]);
const OTHER = tar([
  { name: 'b', body: 'hellO' },
  { name: 'long', body: `${LONG.slice(0, -1)}x` },
  { name: 'c', body: 'hello' },
]);
/** Layer 0 plain, 1 gzip, 2 plain with other contents. */
const image = await loadImage(manifestOf([layerOf(TAR), layerOf(TAR, gzipSync(TAR)), layerOf(OTHER)]), OPTIONS);

async function bodyOf(layer: number, row: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of openBody(image, { layer, row }, limits)) chunks.push(chunk.slice());
  return Buffer.from(concatBytes(chunks)).toString();
}

describe('the body of a file', () => {
  it.each([
    ['plain', 0],
    ['gzip', 1],
  ])('is read from a %s layer', async (_form, layer) => {
    expect(await bodyOf(layer, 0)).toBe('hello');
    expect(await bodyOf(layer, 1)).toBe('');
    expect((await bodyOf(layer, 2)) === LONG).toBe(true);
    expect(await bodyOf(layer, 3)).toBe('\0\0xy\0\0');
  });

  it('comes on demand where it is a hole of gigabytes', async () => {
    const body = openBody(image, { layer: 0, row: 5 }, limits);
    expect((await body.next()).value).toEqual(Uint8Array.from(Buffer.from('xy')));
    await body.return(undefined);
  });

  it.each([0, 1])('has the hash of its content, layer %d', async (layer) => {
    const hash = await contentHashOf(image, { layer, row: 3 }, limits);
    expect(Buffer.from(hash!).toString('hex')).toBe(createHash('sha256').update('\0\0xy\0\0').digest('hex'));
  });

  it('has none when it is sparse and too large', async () => {
    expect(await contentHashOf(image, { layer: 0, row: 5 }, limits)).toBeUndefined();
  });
});

describe('the body of a file in a layer that is fetched again', () => {
  /** Gives `first` when it is opened first, then `later`. */
  async function loaded(first: Uint8Array, later: Uint8Array): Promise<{ image: Image; opened: () => number }> {
    let opened = 0;
    const open: Blob['open'] = () => memoryBlob('remote', (opened += 1) === 1 ? first : later).open();
    const remote = layerOf(TAR, first, { name: 'remote', sizeBytes: first.length, open });
    return { image: await loadImage(manifestOf([remote]), OPTIONS), opened: () => opened };
  }

  async function printed(from: Image, row: number): Promise<string> {
    const pieces: Uint8Array[] = [];
    for await (const piece of openBody(from, { layer: 0, row }, limits)) pieces.push(piece.slice());
    return Buffer.concat(pieces).toString();
  }

  it.each([0, 3])('is what was read before, row %d', async (row) => {
    const { image: fetched } = await loaded(gzipSync(TAR), gzipSync(TAR));
    expect(await printed(fetched, row)).toBe(await bodyOf(0, row));
  });

  it.each([
    ['plain', TAR, Buffer.from(Buffer.from(TAR).toString('latin1').replace('hello', 'hellO'), 'latin1')],
    ['gzip', gzipSync(TAR), gzipSync(OTHER)],
  ])('is refused in the end when it is another: %s', async (_form, first, later) => {
    const { image: fetched } = await loaded(first, later);
    const reading = openBody(fetched, { layer: 0, row: 0 }, limits);
    expect(Buffer.from((await reading.next()).value as Uint8Array).toString()).toBe('hellO');
    await expect(reading.next()).rejects.toMatchObject({
      code: 'DIGEST_MISMATCH',
      message: expect.stringMatching(
        /^layer 0 \(remote\): a should have the content sha256:2cf24d.* but has/,
      ) as string,
    });
  });

  it('is not fetched when it is empty', async () => {
    const { image: fetched, opened } = await loaded(gzipSync(TAR), gzipSync(OTHER));
    expect([await printed(fetched, 1), opened()]).toEqual(['', 1]);
  });
});

describe('two bodies', () => {
  it.each([
    ['plain and plain', 0, 0, 2, 2, true],
    ['plain and plain that differ', 0, 0, 2, 0, false],
    ['long ones that differ in their last byte', 0, 2, 2, 1, false],
    ['plain and gzip', 0, 2, 1, 2, true],
    ['gzip and plain that differ', 1, 2, 2, 1, false],
    ['sparse and plain', 0, 3, 0, 4, true],
    ['sparse and gzip', 0, 3, 1, 4, true],
    ['empty ones', 0, 1, 1, 1, true],
    ['sparse ones too large to be hashed', 0, 5, 1, 5, false],
  ])('are compared: %s', async (_what, layerA, rowA, layerB, rowB, expected) => {
    const [a, b] = [
      { layer: layerA, row: rowA },
      { layer: layerB, row: rowB },
    ];
    expect((await compareBodies(image, [[a, b]], limits))(a, b)).toBe(expected);
  });
});
