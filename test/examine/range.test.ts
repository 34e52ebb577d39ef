import { assert, asyncProperty, nat } from 'fast-check';
import { expect, it } from 'vitest';
import type { Entry } from '../../fixtures/tar.ts';
import { diff } from '../../src/examine/diff.ts';
import { someLayers } from '../union/arbitrary-layers.ts';
import { EndlessLinks } from '../union/naive-layer.ts';
import { EMPTY, naiveDifferences, type NaiveNode, stackNaively } from '../union/naive-tree.ts';
import { open } from './open-layers.ts';

it('tells between any two views, forwards and backwards, what differs between two trees', async () => {
  const check = async (layers: readonly (readonly Entry[])[], first: number, second: number): Promise<void> => {
    const views = viewsOf(layers);
    const [from, to] = [(first % (layers.length + 1)) - 1, second % layers.length];
    const { changes } = await diff(await open(...layers), { range: { from, to } });
    const lines = [...changes!].map(({ change, path }) => `${change} ${path}`);
    if (views) expect(lines.join('\n')).toBe(naiveDifferences(views[from] ?? EMPTY, views[to]!).join('\n'));
  };
  await assert(asyncProperty(someLayers, nat(), nat(), check), { numRuns: 400 });
});

/** Layers whose own links lead round in circles have no right answer. */
function viewsOf(layers: readonly (readonly Entry[])[]): readonly NaiveNode[] | undefined {
  try {
    return stackNaively(layers).views;
  } catch (error) {
    if (error instanceof EndlessLinks) return undefined;
    throw error;
  }
}
