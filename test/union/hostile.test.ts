import { describe, expect, it } from 'vitest';
import { type LayerLines, stackOf } from '../../fixtures/layers.ts';
import { bytes } from '../../fixtures/tar.ts';
import { inodeOf } from '../../src/union/node.ts';
import { followPath } from '../../src/union/follow.ts';
import { viewAt } from '../../src/union/view.ts';

describe('an archive that means no good', () => {
  it('may chain many hard links before their target: each is looked at once', () => {
    const count = 50_000;
    const links = Array.from({ length: count }, (_, i) => ({ name: `h${i}`, type: 'hardlink', link: `h${i + 1}` }));
    const { table } = stackOf([...links, { name: `h${count}`, body: 'x' }]);
    const top = viewAt(table, 0);
    expect(inodeOf(table, top[1]!)).toEqual({ layer: 0, row: count });
  });

  it('may chain them in a circle', () => {
    const links = Array.from({ length: 50_000 }, (_, i) => ({
      name: `h${i}`,
      type: 'hardlink',
      link: `h${(i + 1) % 50_000}`,
    }));
    const { table } = stackOf(links);
    expect(inodeOf(table, viewAt(table, 0)[1]!)).toBe(null);
  });

  it('may make and remove the same directory many times', () => {
    const entries = Array.from({ length: 20_000 }, (_, i) => [`d/e${i}/f`, 'd']).flat();
    expect(stackOf(entries).table.placements[0]!.nodes).toHaveLength(1);
  });

  const long = { name: 'l', link: 'a/../'.repeat(65_000) };
  it.each<readonly [string, readonly LayerLines[]]>([
    ['an entry below it', [[{ name: 'a/' }, long, { name: 'l/x' }]]],
    ['a hard link through it', [[{ name: 'a/' }, long, { name: 'h', type: 'hardlink', link: 'l/x' }]]],
    ['an entry in the next layer below a link to it', [[{ name: 'a/' }, long, { name: 'm', link: 'l' }], 'm/x']],
  ])('may have a symlink longer than any path, and %s', (_what, layers) => {
    expect(stackOf(...layers).table.rows).toBeGreaterThan(1);
  });

  it('may have a symlink longer than any path, which is followed', () => {
    const { table } = stackOf([{ name: 'a/' }, long]);
    expect(followPath(table, viewAt(table, 0), bytes('/l/x')).outcome).not.toBe('found');
  });
});
