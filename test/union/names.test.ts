import { describe, expect, it } from 'vitest';
import { fullLines, stackOf, viewLines } from '../../fixtures/layers.ts';
import { bytes } from '../../fixtures/tar.ts';
import { PathCursor, pathAt } from '../../src/union/row-path.ts';
import { expectNotes, expectView, type Noted, type Rule } from './rules.ts';

describe('names', () => {
  it.each<Rule>([
    ['are one path in every spelling', ['a/b', './a/b', '/a//b', 'a/./b/.//', 'c/../a/b'], 'dir /a 0, file /a/b 4'],
    ['that climb are clamped to the root', ['../../a', 'b/../../c'], 'file /a 0, file /c 1'],
    ['that come to nothing are the root', ['., ./, /, a/.., x'], 'file /x 0'],
    ['of a file may end in a slash', [[{ name: 'f/', type: '0', body: 'x' }]], 'file /f 0'],
    ['keep spaces and what looks like an escape', [[{ name: ' a\\x41 ' }]], 'file / a\\x41  0'],
    [
      'are not folded: letter case and composition count',
      [[{ name: 'A' }, { name: 'a' }, { name: 'é' }, { name: 'e\u0301' }]],
      'file /A 0, file /a 0, file /e\u0301 0, file /é 0',
    ],
    [
      'in a directory that another entry of the layer led to follow what it is by then',
      [
        [
          ...[{ name: 'a/' }, { name: 'b/' }, { name: 'l', link: 'a' }, { name: 'l/x' }],
          ...[
            { name: 'l', link: 'b' },
            { name: 'l/y' },
            { name: 'c/d/e' },
            { name: 'c', link: 'a' },
            { name: 'c/d/f' },
          ],
        ],
      ],
      'dir /a 0, dir /a/d 0, file /a/d/f 0, file /a/x 0, dir /b 0, file /b/y 0, symlink /c 0, symlink /l 0',
    ],
  ])('%s', (...rule) => expectView(rule));

  it.each<Noted>([
    ['that climb out are said', ['../a, b/../../c, d/../e'], 'climbing-path, climbing-path'],
    ['of 255 bytes are nothing odd', [[{ name: 'n'.repeat(255) }]], ''],
    ['of more are refused by engines', [[{ name: 'n'.repeat(256) }]], `long-name /${'n'.repeat(256)}`],
  ])('%s', (...noted) => expectNotes(noted));

  it('that are not UTF-8 are told apart by their bytes, and shown escaped', () => {
    const { table } = stackOf([
      { name: bytesOf('d\xff/a') },
      { name: bytesOf('d\xfe/a') },
      { name: bytesOf('d\xff/\xc3\xa9') },
    ]);
    expect(viewLines(table)).toEqual([
      'dir /d\\xfe 0',
      'file /d\\xfe/a 0',
      'dir /d\\xff 0',
      'file /d\\xff/a 0',
      'file /d\\xff/é 0',
    ]);
    expect(pathAt(table, 2)).toEqual({
      path: '/d\\xfe/a',
      pathBytes: Buffer.from('/d\xfe/a', 'latin1').toString('base64'),
    });
  });

  it('are the same path only if all bytes are: a name and its escape are two', () => {
    const { table } = stackOf([{ name: bytesOf('\xff') }], [{ name: '\\xff' }]);
    expect(viewLines(table)).toEqual(['file /\\xff 1', 'file /\\xff 0']);
  });

  it('are sorted part by part, as bytes', () => {
    const { table } = stackOf([
      ...['ab', 'a/b', 'a-b', 'a.b', 'a/', '€', 'z', 'abcdefgh', 'abcdefg', 'abcdef/x'].map((name) => ({ name })),
    ]);
    const paths = viewLines(table).map((line) => line.split(' ')[1]);
    expect(paths).toEqual([
      '/a',
      '/a/b',
      '/a-b',
      '/a.b',
      '/ab',
      '/abcdef',
      '/abcdef/x',
      '/abcdefg',
      '/abcdefgh',
      '/z',
      '/€',
    ]);
  });

  it('are spelled alike by a cursor and one by one, in any order of rows', () => {
    const { table } = stackOf([{ name: 'a/b/c' }, { name: bytesOf('a/\xff/d') }, { name: 'a/\u200e' }, { name: 'e' }]);
    const cursor = new PathCursor(table);
    const rows = [...Array(table.rows).keys()];
    for (const row of [...rows, ...rows.toReversed(), 3, 1, 5, 0, 2])
      expect(cursor.at(row)).toEqual(pathAt(table, row));
  });

  it('may be nested deeper than anyone recurses', () => {
    const { table } = stackOf([{ name: 'd/'.repeat(4_000) }]);
    expect(table.depths.at(-1)).toBe(4_000);
    expect(() => stackOf([{ name: 'd/'.repeat(4_100) }])).toThrow(/directories deep/);
  });
});

describe('stacks', () => {
  it.each<Rule>([
    ['may hold empty layers', ['', 'a', '', 'b', ''], 'file /a 1, file /b 3'],
    ['may be of empty layers only', ['', ''], ''],
    ['may hold a layer twice', ['a, d/b', '.wh.a, d/.wh..wh..opq', 'a, d/b'], 'file /a 2, dir /d 0, file /d/b 2'],
    ['may repeat whiteouts', ['a', '.wh.a', '.wh.a'], ''],
    ['may end with nothing', ['a, d/b', '.wh.a, .wh.d'], ''],
  ])('%s', (...rule) => expectView(rule));

  it('may be 200 layers high', () => {
    const layers = Array.from({ length: 200 }, (_, i) => `a=${i}, d${i % 7}/f, .wh.d${(i + 3) % 7}`);
    const { table } = stackOf(...layers);
    expect(viewLines(table)).toHaveLength(9);
    expect(viewLines(table)[0]).toBe('file /a 199');
  });

  it('keep numbers beyond 32 bits', () => {
    const { table } = stackOf([
      { name: 'a', uid: 2 ** 32 + 1, gid: 2 ** 31, mtime: -86_400 * 365 * 100, mode: 0o7777 },
      { name: 'b', mtime: 2 ** 33, pax: { uid: '2147483648' } },
    ]);
    expect(fullLines(table)).toEqual([
      'file /a 0 7777 4294967297:2147483648 @-3153600000 0',
      'file /b 0 0644 2147483648:0 @8589934592 0',
    ]);
  });
});

function bytesOf(latin1: string): Uint8Array {
  return /[^\0-\x7f]/.test(latin1) ? Uint8Array.from(latin1, (character) => character.charCodeAt(0)) : bytes(latin1);
}
