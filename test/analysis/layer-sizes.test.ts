import { describe, expect, it } from 'vitest';
import { layerSizes } from '../../src/analysis/layer-sizes.ts';
import { imageOf } from '../examine/open-layers.ts';

describe('the sizes of a layer', () => {
  it('count what its tar holds', async () => {
    const image = await imageOf('d/, d/a=one, b => d/a, s -> b, c c1:3, p p');
    expect(layerSizes(image)).toEqual([
      { bytes: 3, entries: 6, files: 2, whiteouts: 0, opaques: 0, changes: { A: 6, C: 0, D: 0 } },
    ]);
  });

  it('count bodies also where the tar replaces them itself', async () => {
    const image = await imageOf('a=one, a=other');
    expect(layerSizes(image)).toEqual([
      { bytes: 8, entries: 2, files: 2, whiteouts: 0, opaques: 0, changes: { A: 1, C: 0, D: 0 } },
    ]);
  });

  it('count markers of every form', async () => {
    const image = await imageOf('a=1, b=1, d/c=1, e=1', '.wh.a, b c0:0, d/.wh..wh..opq, .wh., e=22, f=1');
    expect(layerSizes(image)[1]).toEqual({
      bytes: 3,
      entries: 6,
      files: 2,
      whiteouts: 2,
      opaques: 1,
      changes: { A: 1, C: 2, D: 3 },
    });
  });

  it('count the lines that diff prints: a directory that goes is one, parents are C', async () => {
    const image = await imageOf('d/e/a=1, d/e/b=1, f/g=1', '.wh.d, f/h=1');
    expect(layerSizes(image).map(({ changes }) => changes)).toEqual([
      { A: 6, C: 0, D: 0 },
      { A: 1, C: 1, D: 1 },
    ]);
  });

  it('are none for an image without layers', async () => {
    expect(layerSizes(await imageOf())).toEqual([]);
  });
});
