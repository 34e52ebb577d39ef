import { describe, expect, it } from 'vitest';
import { type LayerLines, stackOf } from '../../fixtures/layers.ts';
import { type Change, layerChanges, viewChanges } from '../../src/union/changes.ts';
import type { PathTable } from '../../src/union/path-table.ts';
import { pairsToCompare, reasonsOf } from '../../src/union/reasons.ts';
import { pathAt } from '../../src/union/row-path.ts';
import { bothOf, sidesOf } from '../../src/union/sides.ts';
import { viewAt } from '../../src/union/view.ts';

type Row = readonly [behaviour: string, layers: readonly LayerLines[], changes: string];

const same = () => true;
const different = () => false;

/** What the topmost layer changes. */
function changesOf(...layers: readonly LayerLines[]): { table: PathTable; changes: Change[] } {
  const { table } = stackOf(...layers);
  return { table, changes: layerChanges(table, viewAt(table, layers.length - 2), layers.length - 1) };
}

/** What differs between the views at two layers; -1 is the empty one. */
function rangeOf(from: number, to: number, ...layers: readonly LayerLines[]): { table: PathTable; changes: Change[] } {
  const { table } = stackOf(...layers);
  return { table, changes: viewChanges(sidesOf(table, viewAt(table, from), viewAt(table, to)), same) };
}

function linesOf({ table, changes }: { table: PathTable; changes: readonly Change[] }): string {
  return changes.map(({ letter, row }) => `${letter} ${pathAt(table, row).path}`).join(', ');
}

describe('the changes of a layer', () => {
  it.each<Row>([
    ['of the base are all it holds', ['a, d/e/b'], 'A /a, A /d, A /d/e, A /d/e/b'],
    ['list a new directory with all in it', ['a', 'd/e/b'], 'A /d, A /d/e, A /d/e/b'],
    ['list the parents of what is new', ['d/e/a', 'd/e/b'], 'C /d, C /d/e, A /d/e/b'],
    ['list each parent once', ['d/a, d/e/b', 'd/c, d/e/f, d/g'], 'C /d, A /d/c, C /d/e, A /d/e/f, A /d/g'],
    ['list a directory that goes in one line', ['d/a, d/e/b', '.wh.d'], 'D /d'],
    ['list the parents of what goes', ['d/a, d/b', 'd/.wh.a'], 'C /d, D /d/a'],
    ['list a file stored again even when nothing differs', ['a=1', 'a=1'], 'C /a'],
    ['list a symlink stored again even when nothing differs', ['a -> b', 'a -> b'], 'C /a'],
    ['list a hard link stored again', ['a, h => a', 'h=1'], 'C /h'],
    ['leave out a directory stored again as it was', ['d/, d/a', 'd/'], ''],
    ['list a directory whose mode differs', ['d/', 'd/ 0700'], 'C /d'],
    ['list a directory whose owner differs', ['d/', 'd/ 0:1'], 'C /d'],
    ['list a directory whose time differs', ['d/', 'd/ @1'], 'C /d'],
    ['list a directory that had no entry', ['d/a', 'd/'], 'C /d'],
    ['leave out a directory without an entry', ['d/ 0700', 'd/.wh.a'], ''],
    ['leave it out where it lost its mode', ['d/ 0700', '.wh.d, d/.wh.a'], ''],
    [
      'list what an opaque marker hides, one by one',
      ['d/a, d/e/b', 'd/.wh..wh..opq, d/c'],
      'C /d, D /d/a, A /d/c, D /d/e',
    ],
    ['tell what was hidden and stored again as changed', ['d/a, d/b', 'd/.wh..wh..opq, d/a'], 'C /d, C /d/a, D /d/b'],
    ['tell a directory that was hidden and made again as changed', ['d/a', '.wh.d, d/b'], 'C /d, D /d/a, A /d/b'],
    ['list a directory that becomes a file, not what was in it', ['d/a, d/e/b', 'd'], 'C /d'],
    ['list a file that becomes a directory, and what is in it', ['d', 'd/a'], 'C /d, A /d/a'],
    ['list a file that becomes an empty directory by a marker', ['d', 'd/.wh.a'], 'C /d'],
    ['list a symlink that becomes a directory', ['u/a, l -> u', 'l/x'], 'C /l, A /l/x'],
    ['do not list a whiteout of something absent', ['a', '.wh.b, d/.wh.c'], 'A /d'],
    ['do not list a whiteout beside an entry', ['a', '.wh.a, a'], 'C /a'],
    ['are in tree order', ['x', 'b, a-b, a/b, a.b'], 'A /a, A /a/b, A /a-b, A /a.b, A /b'],
    ['tell what comes back after a whiteout as added', ['d/a', '.wh.d', 'd/a'], 'A /d, A /d/a'],
    ['of an empty layer are none', ['a', ''], ''],
    ['never list the root', ['./', './ 0700'], ''],
    ['do not list what a dead file covered twice', ['d/e/a', 'd=x, d/e/b'], 'C /d, C /d/e, D /d/e/a, A /d/e/b'],
  ])('%s', (_behaviour, layers, expected) => {
    expect(linesOf(changesOf(...layers))).toBe(expected);
  });
});

describe('the changes between two views', () => {
  it.each<readonly [string, number, number, readonly LayerLines[], string]>([
    ['from nothing are all that is visible', -1, 1, ['a, b', '.wh.a, c'], 'A /b, A /c'],
    ['leave out what came and went between', 0, 2, ['a', 'b', '.wh.b'], ''],
    ['tell what was removed and put back otherwise as changed', 0, 2, ['a=1', '.wh.a', 'a=23'], 'C /a'],
    ['run backwards, too', 1, 0, ['a', '.wh.a, b'], 'A /a, D /b'],
    ['list a directory that goes in one line', 0, 1, ['d/a, d/e/b', '.wh.d'], 'D /d'],
    ['list parents of a change', 0, 1, ['d/a, d/b', 'd/.wh.a'], 'C /d, D /d/a'],
    ['leave out a directory stored again as it was', 0, 1, ['d/, d/a', 'd/'], ''],
    ['leave out a symlink stored again as it was', 0, 1, ['a -> b', 'a -> b'], ''],
    ['leave out an empty file stored again as it was', 0, 1, ['a', 'a'], ''],
    ['list a file of another size', 0, 1, ['a=1', 'a=23'], 'C /a'],
    ['list a file of another mode', 0, 1, ['a', 'a 0600'], 'C /a'],
    ['leave out a hard link that became the file itself', 0, 1, ['a, h => a', 'h'], ''],
    ['list a directory without an entry whose mode differs', 0, 1, ['d/ 0700', '.wh.d, d/.wh.a'], 'C /d'],
    ['list a directory whose entry came between', 1, 0, ['d/.wh.a', 'd/'], 'C /d'],
  ])('%s', (_behaviour, from, to, layers, expected) => {
    expect(linesOf(rangeOf(from, to, ...layers))).toBe(expected);
  });
});

describe('reasons', () => {
  const device = (major: number) => `n c${major}:1`;
  const xattr = (value: string) => [{ name: 'a', pax: { 'SCHILY.xattr.user.k': value } }];

  it.each<readonly [string, LayerLines, LayerLines, string]>([
    ['none for a rewrite of the same', 'a=1', 'a=1', ''],
    ['content for another size', 'a=1', 'a=23', 'content'],
    ['mode', 'a=1', 'a=1 0600', 'mode'],
    ['owner for a user', 'a=1', 'a=1 1:0', 'owner'],
    ['owner for a group', 'a=1', 'a=1 0:1', 'owner'],
    ['mtime', 'a=1', 'a=1 @1', 'mtime'],
    ['mtime for a fraction of a second', 'a', [{ name: 'a', pax: { mtime: '0.5' } }], 'mtime'],
    ['link', 'a -> b', 'a -> c', 'link'],
    ['xattrs for another value', xattr('1'), xattr('2'), 'xattrs'],
    ['xattrs for one that is gone', xattr('1'), 'a', 'xattrs'],
    ['device', device(1), device(2), 'device'],
    ['type alone for a change of type', 'a=1', 'a -> b 1:1 @5', 'type'],
    ['type for a directory that becomes a file', 'a/', 'a', 'type'],
    [
      'all that differ, in a fixed order',
      'a=1',
      [{ name: 'a', body: '23', mode: 0o600, uid: 1, mtime: 9, pax: { 'SCHILY.xattr.k': 'v' } }],
      'content, mode, owner, mtime, xattrs',
    ],
    ['none for what is added', '', 'a=1', ''],
    ['none for what is deleted', 'a=1', '.wh.a', ''],
    ['none for a hard link that becomes the file itself', 'a=1, h => a', 'h=1', ''],
    ['mode for a directory', 'd/', 'd/ 0700', 'mode'],
  ])('are %s', (_reason, before, after, expected) => {
    const { table, changes } = changesOf(before, after);
    expect(changes.flatMap((change) => reasonsOf(bothOf(table), change, same)).join(', ')).toBe(expected);
  });

  it('are content for another body of the same size', () => {
    const { table, changes } = changesOf('a=1', 'a=2');
    expect(reasonsOf(bothOf(table), changes[0]!, different)).toEqual(['content']);
  });

  it('ask to compare bodies only where sizes are equal and not zero', () => {
    const { table, changes } = changesOf('a=1, b=1, c, d=1, e -> x, f=1', 'a=1, b=22, c, d/, e -> y, g=1');
    const pairs = [...pairsToCompare(bothOf(table), changes)];
    expect(pairs).toEqual([
      [
        { layer: 0, row: 0 },
        { layer: 1, row: 0 },
      ],
    ]);
  });
});
