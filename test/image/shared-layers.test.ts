import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { layerTar } from '../../fixtures/layers.ts';
import type { Blob } from '../../src/blob/blob.ts';
import { memoryBlob } from '../../src/blob/memory-blob.ts';
import type { Image } from '../../src/image/image.ts';
import { loadImage } from '../../src/image/load-image.ts';
import { SharedLayers } from '../../src/image/shared-layers.ts';
import { DEFAULT_LIMITS } from '../../src/model/limits.ts';
import type { SourceLayer } from '../../src/source/image-source.ts';
import { imageOf, layerOf, manifestOf, OPTIONS, viewsOf } from './loading.ts';

const A = layerTar('a=one, b=two');
const B = layerTar('a=one, b=owt');

/** Two images of one layer each, read one after the other. */
async function indexesOf(
  one: SourceLayer,
  other: SourceLayer,
  options = OPTIONS,
): Promise<Image['layers'][0]['index'][]> {
  const shared = new SharedLayers();
  const images = [
    await loadImage(manifestOf([one]), { ...options, shared }),
    await loadImage(manifestOf([other]), { ...options, shared }),
  ];
  return images.map(({ layers }) => layers[0]!.index);
}

const isShared = async (one: SourceLayer, other: SourceLayer, options = OPTIONS): Promise<boolean> => {
  const [first, second] = await indexesOf(one, other, options);
  return first === second;
};

const placed = (place: string, tar: Uint8Array): Blob => ({ ...memoryBlob(place, tar), place });
const unclaimed = (blob: Blob): SourceLayer => ({ ...layerOf(A, A, blob), digest: null, diffId: null });

describe('a layer of two images', () => {
  it.each<readonly [behaviour: string, one: SourceLayer, other: SourceLayer, shared: boolean]>([
    ['is one when it claims to be, and its bytes agree', layerOf(A), layerOf(A, A, memoryBlob('copy', A)), true],
    [
      'is not one only because it claims to be',
      layerOf(A),
      { ...layerOf(B), digest: null, diffId: layerOf(A).diffId },
      false,
    ],
    ['is not looked at when it claims nothing', unclaimed(memoryBlob('x', A)), unclaimed(memoryBlob('y', A)), false],
    ['is one when it lies at the same place', unclaimed(placed('1:2:0', A)), unclaimed(placed('1:2:0', A)), true],
    ['is two at two places', unclaimed(placed('1:2:0', A)), unclaimed(placed('1:2:512', A)), false],
    ['is one when both were hashed', layerOf(A, gzipSync(A)), layerOf(A, gzipSync(A, { level: 1 })), true],
    ['is two when only one was hashed', layerOf(A, gzipSync(A)), layerOf(A), false],
  ])('%s', async (_behaviour, one, other, shared) => {
    expect(await isShared(one, other)).toBe(shared);
  });

  it('is hashed in both when everything is to be', async () => {
    expect(await isShared(layerOf(A), layerOf(A, A, memoryBlob('copy', A)), { ...OPTIONS, verify: true })).toBe(true);
    const lying = { ...layerOf(B), digest: null, diffId: layerOf(A).diffId };
    await expect(isShared(layerOf(A), lying, { ...OPTIONS, verify: true })).rejects.toMatchObject({
      code: 'DIGEST_MISMATCH',
    });
  });

  it('is placed once below what is another', async () => {
    const shared = new SharedLayers();
    const one = await loadImage(manifestOf([layerOf(A), layerOf(B)]), { ...OPTIONS, shared });
    const copy = layerOf(A, A, memoryBlob('copy', A));
    const other = await loadImage(manifestOf([copy, layerOf(layerTar('c/d'))]), { ...OPTIONS, shared });
    expect(other.paths.placements[0]).toBe(one.paths.placements[0]);
    expect(viewsOf(other)).toEqual(viewsOf(await imageOf('a=one, b=two', 'c/d')));
  });

  it('counts its entries in both', async () => {
    const shared = new SharedLayers();
    const limits = { ...DEFAULT_LIMITS, maxEntries: 3 };
    await loadImage(manifestOf([layerOf(A)]), { ...OPTIONS, limits, shared });
    const twice = manifestOf([layerOf(A, A, memoryBlob('x', A)), layerOf(A, A, memoryBlob('y', A))]);
    await expect(loadImage(twice, { ...OPTIONS, limits, shared })).rejects.toMatchObject({ code: 'LIMIT' });
  });
});
