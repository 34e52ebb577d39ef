import { describe, expect, it } from 'vitest';
import type { LayerLines } from '../../fixtures/layers.ts';
import { costOf, findDuplicates } from '../../src/analysis/duplicates.ts';
import { topView } from '../../src/analysis/top-view.ts';
import { DEFAULT_LIMITS } from '../../src/model/limits.ts';
import { pathAt } from '../../src/union/row-path.ts';
import { digest } from '../../fixtures/image.ts';
import { bytes } from '../../fixtures/tar.ts';
import { imageOf } from '../examine/open-layers.ts';

const SPARSE_PAX = { 'GNU.sparse.major': '1', 'GNU.sparse.minor': '0' };

describe('duplicates', () => {
  it.each<readonly [behaviour: string, layers: readonly LayerLines[], groups: readonly string[]]>([
    ['are files of equal content', ['a=one, b=one'], ['3: /a /b']],
    ['are found across layers', ['a=one', 'd/b=one'], ['3: /a /d/b']],
    ['may differ in mode, owner and time', ['a=one, b=one 0700 5:5 @9'], ['3: /a /b']],
    ['are not files of the same size alone', ['a=one, b=two'], []],
    ['are not hard links of one body', ['a=one, b => a'], []],
    ['count hard links of one body once, at the first path', ['z=one, b => z, c=one'], ['3: /b /c']],
    ['are not hard links from an upper layer', ['a=one', 'b => a'], []],
    ['are never empty files', ['a=, b='], []],
    ['are not symlinks with one target', ['a -> x, b -> x'], []],
    ['are sought in the top view only', ['a=one, b=one', '.wh.b'], []],
    ['come by what the copies cost', ['a=333, b=333, c=22, d=22, e=22, f=22'], ['2: /c /d /e /f', '3: /a /b']],
    ['that cost the same come in path order', ['b=11, c=22, d=22, e=11'], ['2: /b /e', '2: /c /d']],
    ['list their paths in tree order, not in that of the tar', ['z=1, a/b=1', 'm=1'], ['1: /a/b /m /z']],
  ])('%s', async (_behaviour, layers, groups) => {
    expect(await groupLines(layers)).toEqual(groups);
  });

  it('cost what the copies take beyond the first', async () => {
    const image = await imageOf('a=1234, b=1234, c=1234');
    const [group] = await findDuplicates(image, topView(image).view, DEFAULT_LIMITS);
    expect(costOf(group!)).toBe(8);
    expect(`sha256:${group!.sha256}`).toBe(digest(bytes('1234')));
  });

  it('compare what a reader of a sparse file sees with plain files', async () => {
    const map = `1\n2\n1\n${'\0'.repeat(506)}`;
    const pax = { ...SPARSE_PAX, 'GNU.sparse.name': 'holes', 'GNU.sparse.realsize': '3' };
    expect(await groupLines([[{ name: 'GNUSparseFile.0/x', pax, body: `${map}c` }, 'plain=\0\0c']])).toEqual([
      '3: /holes /plain',
    ]);
  });
});

async function groupLines(layers: readonly LayerLines[]): Promise<string[]> {
  const image = await imageOf(...layers);
  const groups = await findDuplicates(image, topView(image).view, DEFAULT_LIMITS);
  return groups.map(
    ({ bytes: size, rows }) => `${size}: ${rows.map((row) => pathAt(image.paths, row).path).join(' ')}`,
  );
}
