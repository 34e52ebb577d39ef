import { describe, expect, it } from 'vitest';
import { stackOf } from '../../fixtures/layers.ts';
import { rowAt } from '../../src/union/path-table.ts';
import { pathAt } from '../../src/union/row-path.ts';
import { expectFullView, expectNotes, expectView, type Noted, type Rule } from './rules.ts';

describe('the same path twice in one tar', () => {
  it.each<Rule>([
    ['shows the last file', ['a=1 @1, a=23 @2'], 'file /a 0 0644 0:0 @2 2'],
    ['in other spellings, too', ['a=1, ./a=23, /b/../a/.=456'], 'file /a 0 0644 0:0 @0 3'],
    ['shows the last of other types', ['a=1, a -> b, a p'], 'fifo /a 0 0644 0:0 @0 0'],
    [
      'merges directories, the last one says mode and owner',
      ['d/ 0700, d/a, d/ 0711 1:2'],
      'dir /d 0 0711 1:2 @0 0, file /d/a 0 0644 0:0 @0 0',
    ],
    ['loses what lies below an own directory', ['d/, d/a, d/e/b, d=x'], 'file /d 0 0644 0:0 @0 1'],
    ['makes a directory of a file', ['d=x, d/, d/a'], 'dir /d 0 0755 0:0 @0 0, file /d/a 0 0644 0:0 @0 0'],
    [
      'starts anew after a file swept it',
      ['d/e/ 0700, d, d/, d/e/a'],
      'dir /d 0 0755 0:0 @0 0, dir /d/e 0 0755 0:0 @- 0, file /d/e/a 0 0644 0:0 @0 0',
    ],
    [
      'leaves lower content alone where the file made way',
      ['d/old', 'd=x, d/'],
      'dir /d 1 0755 0:0 @0 0, file /d/old 0 0644 0:0 @0 0',
    ],
  ])('%s', (...rule) => expectFullView(rule));

  it.each<Noted>([
    ['is refused by engines', ['a, a'], 'duplicate-path /a'],
    ['is refused in other spellings', ['d/a, d/./a'], 'duplicate-path /d/a'],
    ['is refused for directories', ['d/, d/'], 'duplicate-path /d'],
    ['is nothing odd in two layers', ['a', 'a'], ''],
    ['is nothing odd for a parent and its entry', ['d/a, d/'], ''],
  ])('%s', (...noted) => expectNotes(noted));

  it.each([
    ['a file that another replaced', 'a=12, a=345', ['/a 2']],
    ['a file that a directory replaced', 'a=12, a/', ['/a 2']],
    ['files below a directory that a file replaced', 'd/a=1, d/e/b=22, d=333', ['/d/a 1', '/d/e/b 2']],
    ['a file that a path below it replaced', 'd=12, d/a=3', ['/d 2']],
    ['a file that a device 0/0 replaced', 'a=12, a c0:0', ['/a 2']],
    ['none that a hard link still names', 'a=12, h => a, a=3', []],
    ['one that lost all its hard links, too', 'a=12, h => a, a=3, h=4', ['/a 2']],
    ['a file that names the root', '.=12', ['/ 2']],
    ['empty files are none', 'a, a', []],
  ])('leaves bodies without a name: %s', (_what, layer, bodies) => {
    const { table } = stackOf(layer);
    const { stored } = table.layers[0]!;
    const lines = table.placements[0]!.unnamed.map(
      ({ row, node }) => `${pathAt(table, rowAt(table, node)).path} ${stored[row]}`,
    );
    expect(lines).toEqual(bodies);
  });
});

describe('a hard link', () => {
  it.each<Rule>([
    ['shows the body of its target', ['a=123, h => a'], 'file /a 0 0644 0:0 @0 3, hardlink /h 0 0644 0:0 @0 3'],
    [
      'shows mode, owner and time of the last entry, as its target does',
      ['a=1 0600 7:8 @1, h => a 0640 1:2 @9'],
      'file /a 0 0640 1:2 @9 1, hardlink /h 0 0640 1:2 @9 1',
    ],
    [
      'names its target by an absolute path',
      ['d/a=123, d/h => /d/a'],
      'dir /d 0 0755 0:0 @- 0, file /d/a 0 0644 0:0 @0 3, hardlink /d/h 0 0644 0:0 @0 3',
    ],
    [
      'names its target from the root, not from where it lies',
      ['a=123, d/a=1, d/h => a'],
      'file /a 0 0644 0:0 @0 3, dir /d 0 0755 0:0 @- 0, file /d/a 0 0644 0:0 @0 1, hardlink /d/h 0 0644 0:0 @0 3',
    ],
    ['is clamped to the root', ['a=123, h => ../../x/../a'], 'file /a 0 0644 0:0 @0 3, hardlink /h 0 0644 0:0 @0 3'],
    [
      'to a hard link names the same inode',
      ['a=123, b => a, c => ./b 0600'],
      'file /a 0 0600 0:0 @0 3, hardlink /b 0 0600 0:0 @0 3, hardlink /c 0 0600 0:0 @0 3',
    ],
    [
      'keeps the first of two files of one name',
      ['a=1, h => a, a=23'],
      'file /a 0 0644 0:0 @0 2, hardlink /h 0 0644 0:0 @0 1',
    ],
    [
      'to a symlink names the link, not its target',
      ['t=123, s -> t, h => s'],
      'hardlink /h 0 0644 0:0 @0 0, symlink /s 0 0644 0:0 @0 0, file /t 0 0644 0:0 @0 3',
    ],
    [
      'through a symlink of its layer finds what that leads to',
      ['d/a=123, l -> d, h => l/a'],
      'dir /d 0 0755 0:0 @- 0, file /d/a 0 0644 0:0 @0 3, hardlink /h 0 0644 0:0 @0 3, symlink /l 0 0777 0:0 @0 0',
    ],
    [
      'has no body of its own, whatever its size says',
      [
        [
          { name: 'a', body: '123' },
          { name: 'h', type: 'hardlink', link: 'a', size: 512 },
        ],
      ],
      'file /a 0 0644 0:0 @0 3, hardlink /h 0 0644 0:0 @0 3',
    ],
    [
      'before its target shows it all the same',
      ['h => a 0600, a=123 0640'],
      'file /a 0 0640 0:0 @0 3, hardlink /h 0 0640 0:0 @0 3',
    ],
    [
      'to one that stands before its target shows it, too',
      ['h => z, i => h, z=123'],
      'hardlink /h 0 0644 0:0 @0 3, hardlink /i 0 0644 0:0 @0 3, file /z 0 0644 0:0 @0 3',
    ],
    [
      'before a chain of them shows it, too',
      ['i => h, h => z, z=123'],
      'hardlink /h 0 0644 0:0 @0 3, hardlink /i 0 0644 0:0 @0 3, file /z 0 0644 0:0 @0 3',
    ],
    ['to nothing is empty', ['h => a'], 'hardlink /h 0 0644 0:0 @0 0'],
    ['to a directory is one to nothing', ['d/, h => d'], 'dir /d 0 0755 0:0 @0 0, hardlink /h 0 0644 0:0 @0 0'],
    ['to itself is one to nothing', ['h => h'], 'hardlink /h 0 0644 0:0 @0 0'],
    ['in a circle is one to nothing', ['h => i, i => h'], 'hardlink /h 0 0644 0:0 @0 0, hardlink /i 0 0644 0:0 @0 0'],
    ['to a lower layer shows its body', ['a=123', 'h => a'], 'file /a 0 0644 0:0 @0 3, hardlink /h 1 0644 0:0 @0 3'],
    [
      'to a lower layer follows its links',
      ['d/a=123, l -> d', 'h => l/a'],
      'dir /d 0 0755 0:0 @- 0, file /d/a 0 0644 0:0 @0 3, hardlink /h 1 0644 0:0 @0 3, symlink /l 0 0777 0:0 @0 0',
    ],
    ['outlives its target', ['a=123, h => a', '.wh.a'], 'hardlink /h 0 0644 0:0 @0 3'],
    ['outlives a new target', ['a=123, h => a', 'a=4'], 'file /a 1 0644 0:0 @0 1, hardlink /h 0 0644 0:0 @0 3'],
    ['is outlived by its target', ['a=123, h => a', 'h=4'], 'file /a 0 0644 0:0 @0 3, file /h 1 0644 0:0 @0 1'],
  ])('%s', (...rule) => expectFullView(rule));

  it.each<Rule>([
    [
      'is no directory, whatever its target',
      ['d/a, h => d', 'd/b'],
      'dir /d 0, file /d/a 0, file /d/b 1, hardlink /h 0',
    ],
    ['replaces a lower directory', ['h/x', 'a, h => a'], 'file /a 1, hardlink /h 1'],
  ])('%s', (...rule) => expectView(rule));

  it.each<Noted>([
    ['is nothing odd', ['a, h => a'], ''],
    ['before its target is refused by engines', ['h => a, a'], 'link-before-target'],
    ['to a lower layer is refused', ['a', 'h => a'], 'link-to-lower-layer /h'],
    ['to nothing is refused', ['h => a'], 'link-to-nothing /h'],
    ['to a directory is refused', ['d/, h => d'], 'link-to-nothing /h'],
  ])('%s', (...noted) => expectNotes(noted));
});
