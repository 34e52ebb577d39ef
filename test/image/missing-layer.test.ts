import { setTimeout } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { layerTar } from '../../fixtures/layers.ts';
import { loadImage } from '../../src/image/load-image.ts';
import { watchRejections } from '../sweep/watch.ts';
import { layerOf, manifestOf, OPTIONS } from './loading.ts';

it('a layer that is not at hand is told of before others are read: no failure of theirs is left to nobody', async () => {
  const rejections = watchRejections();
  const broken = layerOf(Buffer.from('no tar '.repeat(100)));
  const missing = { ...layerOf(layerTar('a=1')), blob: null };
  await expect(loadImage(manifestOf([broken, missing]), OPTIONS)).rejects.toMatchObject({ code: 'BLOB_MISSING' });
  await setTimeout(20);
  expect(rejections.take()).toEqual([]);
  rejections.stop();
});
