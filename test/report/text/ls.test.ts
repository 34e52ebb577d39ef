import { describe, expect, it } from 'vitest';
import { lazily } from '../../../src/base/lazy.ts';
import type { LsDocument } from '../../../src/report/documents/ls.ts';
import { lsText } from '../../../src/report/text/ls.ts';
import { modeText } from '../../../src/report/text/mode.ts';
import { entryOf, HASHED, LISTING, lsOf, OWN, PLAIN } from './documents.ts';
import { goldenFile, goldenText } from './golden.ts';

const SHORT = { ...PLAIN, long: false, tree: false };
const LONG = { ...PLAIN, long: true, tree: false };
const TREE = { ...PLAIN, long: false, tree: true };

const treeOf = (...paths: string[]): string =>
  [...lsText(lsOf(paths.map((path) => entryOf(path, { size: 1 }))), TREE)].join('');

describe('ls as text', () => {
  it.each([
    ['short', LISTING, SHORT],
    ['long', LISTING, LONG],
    ['long.color', LISTING, { ...LONG, color: true }],
    ['tree', LISTING, TREE],
    ['tree.color', LISTING, { ...TREE, color: true }],
    ['own.short', OWN, SHORT],
    ['own.long', OWN, LONG],
    ['own.long.color', OWN, { ...LONG, color: true }],
    ['own.tree', OWN, TREE],
    ['hash.short', HASHED, SHORT],
    ['hash.long', HASHED, LONG],
  ])('%s', async (name, document, style) => {
    await expect(goldenText(lsText(document, style))).toMatchFileSnapshot(goldenFile(`ls.${name}`));
  });

  it.each([
    ['short', SHORT],
    ['long', LONG],
    ['tree', TREE],
  ])('of nothing is nothing: %s', (_name, style) => {
    expect([...lsText(lsOf([]), style)]).toEqual([]);
  });

  it.each([
    ['short', SHORT, 1, 1],
    ['long', LONG, 2, 1],
    ['tree', TREE, 2, 2],
  ])('holds no entries: %s', (_name, style, passesAllowed, linesBefore) => {
    let [passes, read, line] = [0, 0, 0];
    const entries = lazily(function* () {
      passes += 1;
      for (read = 0; read < 1000; read += 1) yield entryOf(`/d/${read}`);
    });
    for (const _line of lsText(lsOf(entries), style)) {
      expect(Math.abs(read - line)).toBeLessThanOrEqual(linesBefore);
      line += 1;
    }
    expect(passes).toBe(passesAllowed);
  });
});

describe('the tree', () => {
  it('starts where the paths part', () => {
    expect(treeOf('/usr/lib/a', '/usr/lib/b/c')).toBe(`\
           /usr/lib
      1 B  ├── a
           └── b
      1 B      └── c

1 directory, 2 files
`);
  });

  it('starts at the directory of a lone file', () => {
    expect(treeOf('/etc/passwd')).toBe('           /etc\n      1 B  └── passwd\n\n0 directories, 1 file\n');
  });

  it('shows directories that only their children tell of', () => {
    expect(treeOf('/a/x/1', '/b')).toBe(`\
           /
           ├── a
           │   └── x
      1 B  │       └── 1
      1 B  └── b

2 directories, 2 files
`);
  });

  it('knows a directory from one whose name begins the same', () => {
    expect(treeOf('/a/x', '/ab/x').split('\n').slice(1, 5)).toEqual([
      '           ├── a',
      '      1 B  │   └── x',
      '           └── ab',
      '      1 B      └── x',
    ]);
  });

  it('passes over an entry for the root itself', () => {
    const document: LsDocument = lsOf([entryOf('/', { type: 'dir', mode: '0755' }), entryOf('/a')]);
    expect([...lsText(document, TREE)].slice(0, 2)).toEqual(['           /\n', '      0 B  └── a\n']);
  });
});

describe('the mode', () => {
  it.each([
    ['file', '0644', '-rw-r--r--'],
    ['dir', '0755', 'drwxr-xr-x'],
    ['symlink', '0777', 'lrwxrwxrwx'],
    ['hardlink', '0600', '-rw-------'],
    ['char', '0666', 'crw-rw-rw-'],
    ['block', '0660', 'brw-rw----'],
    ['fifo', '0000', 'p---------'],
    ['file', '4755', '-rwsr-xr-x'],
    ['file', '4644', '-rwSr--r--'],
    ['file', '2755', '-rwxr-sr-x'],
    ['file', '2745', '-rwxr-Sr-x'],
    ['dir', '1777', 'drwxrwxrwt'],
    ['dir', '1776', 'drwxrwxrwT'],
    ['file', '7777', '-rwsrwsrwt'],
  ] as const)('of a %s %s is %s', (type, mode, expected) => {
    expect(modeText({ type, mode })).toBe(expected);
  });
});
