import { assert, pre, property } from 'fast-check';
import { indexOf } from '../../fixtures/layers.ts';
import { type Entry, tar } from '../../fixtures/tar.ts';
import type { LayerIndex } from '../../src/layer/layer-index.ts';
import { someLayers } from './arbitrary-layers.ts';
import { EndlessLinks } from './naive-layer.ts';
import { type NaiveImage, stackNaively } from './naive-tree.ts';

/** Layers at random, read, and what the naive model makes of them. */
export interface RandomStack {
  readonly indexes: readonly LayerIndex[];
  readonly naive: NaiveImage;
}

/** Tries `check` on random layers, and says with which seed it failed. */
export function onRandomStacks(check: (stack: RandomStack) => void, numRuns = 700): void {
  assert(
    property(someLayers, (layers) => {
      const naive = naiveOf(layers);
      check({ naive, indexes: layers.map((entries) => indexOf(tar(entries))) });
    }),
    { numRuns },
  );
}

/** Layers whose own links lead round in circles have no right answer. */
function naiveOf(layers: readonly (readonly Entry[])[]): NaiveImage {
  try {
    return stackNaively(layers);
  } catch (error) {
    pre(!(error instanceof EndlessLinks));
    throw error;
  }
}
