import { describe, expect, it } from 'vitest';
import type { LayerLines } from '../../fixtures/layers.ts';
import { largest, type Sized, topView } from '../../src/analysis/top-view.ts';
import { pathAt } from '../../src/union/row-path.ts';
import { imageOf } from '../examine/open-layers.ts';

describe('the largest paths', () => {
  it.each<readonly [behaviour: string, layers: readonly LayerLines[], limit: number, files: string, dirs: string]>([
    ['come largest first', ['a=1, b=333, c=22'], 9, '/b 3 0, /c 2 0, /a 1 0', ''],
    ['of one size come in path order', ['c=1, b=1, a=1'], 9, '/a 1 0, /b 1 0, /c 1 0', ''],
    ['are no more than the limit, the earlier of equals', ['c=1, b=1, a=1, d=22'], 2, '/d 2 0, /a 1 0', ''],
    ['are found behind many small ones', ['a=1, b=1, c=1, d=1, e=1, f=1, g=22, h=333'], 1, '/h 3 0', ''],
    ['count a directory with all below it', ['d/e/a=1, d/b=22'], 9, '/d/b 2 0, /d/e/a 1 0', '/d 3 0, /d/e 1 0'],
    ['leave out what holds no bytes', ['a=, s -> a, d/, d/e='], 9, '', ''],
    ['name a body of several names once, with its first', ['b=one, a => b'], 9, '/a 3 0', ''],
    ['tell the layer they show from', ['a=1, d/b=1', 'a=22', 'd/ 0700'], 9, '/a 2 1, /d/b 1 0', '/d 1 2'],
    ['are of the top view only', ['a=one, d/b=22', '.wh.a', 'd/.wh..wh..opq'], 9, '', ''],
  ])('%s', async (_behaviour, layers, limit, files, directories) => {
    const image = await imageOf(...layers);
    const found = largest(image, topView(image), limit);
    const lines = (list: readonly Sized[]): string =>
      list.map(({ row, bytes, layer }) => `${pathAt(image.paths, row).path} ${bytes} ${layer}`).join(', ');
    expect([lines(found.files), lines(found.directories)]).toEqual([files, directories]);
  });
});
