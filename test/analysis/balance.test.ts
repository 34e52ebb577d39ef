import { asyncProperty, assert } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Entry } from '../../fixtures/tar.ts';
import { layerSizes } from '../../src/analysis/layer-sizes.ts';
import { topView } from '../../src/analysis/top-view.ts';
import { imageOf } from '../examine/open-layers.ts';
import { someLayers } from '../union/arbitrary-layers.ts';
import { EndlessLinks } from '../union/naive-layer.ts';
import { type NaiveImage, stackNaively, walk } from '../union/naive-tree.ts';
import { deadLines } from './dead-lines.ts';

/** GNU format 1.0: the map is a block at the head of the body, the content follows. Logical size: 1,000,000. */
const SPARSE: Entry = {
  name: 'GNUSparseFile.0/disk',
  body: `1\n0\n3\n${'\0'.repeat(506)}abc`,
  pax: {
    'GNU.sparse.major': '1',
    'GNU.sparse.minor': '0',
    'GNU.sparse.name': 'disk',
    'GNU.sparse.realsize': '1000000',
  },
};

describe('what counts as bytes', () => {
  it('of a sparse file is what the tar holds, its map included', async () => {
    const image = await imageOf([SPARSE], ['.wh.disk']);
    expect(layerSizes(image).map(({ bytes }) => bytes)).toEqual([515, 0]);
    expect(await deadLines(image)).toEqual(['/disk 0>1 515 deleted']);
  });

  it('of a marker is nothing, whatever its body', async () => {
    const image = await imageOf('d/, a=one', '.wh.a=body, d/.wh..wh..opq=body, .wh.=body');
    expect(layerSizes(image)[1]).toMatchObject({ bytes: 0, entries: 3, files: 0, whiteouts: 1, opaques: 1 });
    expect(topView(image).visibleBytes).toBe(0);
    expect(await deadLines(image)).toEqual(['/a 0>1 3 deleted']);
  });

  it('of a hard link is nothing: its body counts once', async () => {
    const image = await imageOf('a=body, b => a', 'c => a');
    expect(layerSizes(image).map(({ bytes, files }) => [bytes, files])).toEqual([
      [4, 2],
      [0, 1],
    ]);
    expect(topView(image)).toMatchObject({ files: 3, visibleBytes: 4 });
  });

  it('adds up in any image, and what is visible is what a naive model shows', async () => {
    const check = async (layers: readonly (readonly Entry[])[]): Promise<void> => {
      const naive = naiveOf(layers);
      if (!naive) return;
      const image = await imageOf(...layers);
      await deadLines(image);
      expect(topView(image).visibleBytes).toBe(naiveVisibleBytes(naive));
    };
    await assert(asyncProperty(someLayers, check), { numRuns: 200 });
  });
});

/** Layers whose own links lead round in circles have no right answer. */
function naiveOf(layers: readonly (readonly Entry[])[]): NaiveImage | undefined {
  try {
    return stackNaively(layers);
  } catch (error) {
    if (error instanceof EndlessLinks) return undefined;
    throw error;
  }
}

function naiveVisibleBytes({ views }: NaiveImage): number {
  const bodies = new Set([...walk(views.at(-1)!)].flatMap(({ node }) => node.inode ?? []));
  return [...bodies].reduce((sum, { bytes }) => sum + bytes, 0);
}
