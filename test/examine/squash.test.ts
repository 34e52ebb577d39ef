import { assert, asyncProperty, nat, pre } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LayerLines } from '../../fixtures/layers.ts';
import type { LayerRange } from '../../src/analysis/squash.ts';
import { analyze } from '../../src/examine/analyze.ts';
import { withSquash } from '../../src/examine/what-if.ts';
import { someLayers } from '../union/arbitrary-layers.ts';
import { open } from './open-layers.ts';
import { written } from './schema.ts';
import { canBeSquashed, seenLines, squashedLayer } from './squashed.ts';

async function squashOf(layers: readonly LayerLines[], from: number, to: number) {
  const opened = await open(...layers);
  return written(withSquash(await analyze(opened), opened.image, { from, to })).squash!;
}

describe('a squash', () => {
  const LAYERS = ['d/a=1, d/b=22, e=333', 'd/a=4444, f=55555', '.wh.d, f=666666', 'g=7777777'];

  it('tells what is stored before and after, what goes and what stays', async () => {
    expect(await squashOf(LAYERS, 1, 2)).toEqual({
      from: 1,
      to: 2,
      savedBytes: 9,
      before: { layers: 4, layerBytes: 28, deadBytes: 12 },
      after: { layers: 3, layerBytes: 19, deadBytes: 3 },
      layer: { bytes: 6, entries: 2, whiteouts: 1 },
      hiddenBelowBytes: 3,
      replacedCompressedBytes: null,
      pairs: [
        { createdIn: 1, hiddenBy: 2, cause: 'overwritten', bytes: 5, paths: 1 },
        { createdIn: 1, hiddenBy: 2, cause: 'deleted', bytes: 4, paths: 1 },
      ],
    });
  });

  it('of all layers leaves just what is seen', async () => {
    const { after } = await squashOf(LAYERS, 0, 3);
    expect(after).toEqual({ layers: 1, layerBytes: 16, deadBytes: 0 });
  });

  it.each<readonly [what: string, layers: readonly LayerLines[], bytes: number, entries: number, whiteouts: number]>([
    ['keeps one body for several names', ['z=1', 'a=22, b => a', '.wh.a, c=3'], 3, 2, 0],
    ['keeps what a lower layer stores, too', ['a=1', '.wh.a', 'a=1'], 1, 1, 0],
    ['hides a directory by one whiteout', ['d/a=1, d/b=1', '.wh.d', 'x=1'], 1, 2, 1],
    ['hides what a new directory no longer has, path by path', ['d/a=1, d/b=1, d/c=1', '.wh.d', 'd/, d/b=22'], 2, 4, 2],
    ['needs no whiteout for what a file replaces', ['d/a=1', '.wh.d', 'd=1'], 1, 1, 0],
    ['gives implied directories an entry', ['z=1', 'd/e/a=1', 'd/b=1'], 2, 4, 0],
    ['leaves implied directories to the lower layer', ['d/', 'd/a=1', 'd/b=1'], 2, 2, 0],
    ['drops what one tar stores twice', ['z=1', 'a=1, a=22', 'b=1'], 3, 2, 0],
    ['says nothing where nothing is left', ['z=1', 'a=1', '.wh.a'], 0, 0, 0],
  ])('%s', async (_what, layers, bytes, entries, whiteouts) => {
    expect((await squashOf(layers, 1, 2)).layer).toEqual({ bytes, entries, whiteouts });
  });

  it('has the figures of the image that is squashed indeed, and shows the same', async () => {
    const check = async (layers: readonly LayerLines[], first: number, second: number): Promise<void> => {
      const opened = await open(...layers);
      const range = rangeOf(layers.length, first, second);
      pre(canBeSquashed(opened.image, range));
      const before = await analyze(opened);
      const { squash } = withSquash(before, opened.image, range);
      const made = squashedLayer(opened.image, range);
      const really = await open(...layers.slice(0, range.from), made, ...layers.slice(range.to + 1));
      const { totals, layers: after } = await analyze(really);
      expect(seenLines(really.image, range.from)).toEqual(seenLines(opened.image, range.to));
      expect(squash!.after).toEqual({
        layers: totals.layers,
        layerBytes: totals.layerBytes,
        deadBytes: totals.deadBytes,
      });
      const { bytes, entries, whiteouts } = after[range.from]!;
      expect(squash!.layer).toEqual({ bytes, entries, whiteouts });
      expect(totals.visibleBytes).toBe(before.totals.visibleBytes);
      expect(squash!.before.layerBytes - squash!.savedBytes).toBe(totals.layerBytes);
    };
    await assert(asyncProperty(someLayers, nat(), nat(), check), { numRuns: 600 });
  });
});

function rangeOf(layers: number, first: number, second: number): LayerRange {
  const [a, b] = [first % layers, second % layers];
  return { from: Math.min(a, b), to: Math.max(a, b) };
}
