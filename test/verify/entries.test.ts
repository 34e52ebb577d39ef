import { describe, expect, it } from 'vitest';
import { indexOf } from '../../fixtures/layers.ts';
import { type Entry, tar } from '../../fixtures/tar.ts';
import { checkEntries } from '../../src/verify/entries.ts';

const judged = (entries: readonly Entry[]) => checkEntries(indexOf(tar(entries)));
const failures = (entries: readonly Entry[]) =>
  judged(entries)
    .filter(({ verdict }) => verdict === 'fail')
    .map(({ check, path }) => `${check} ${path}`);

describe('entries of a layer', () => {
  it.each<[string, readonly Entry[]]>([
    ['plain ones', [{ name: 'a/' }, { name: 'a/b', body: 'x' }]],
    ['a way down and up again', [{ name: 'a/../b' }]],
    [
      'symlinks to anywhere',
      [
        { name: 'a', link: '/etc' },
        { name: 'b', link: '../../etc' },
      ],
    ],
    ['hard links in any spelling', [{ name: 'a' }, { name: 'b', type: 'hardlink', link: '/./a' }]],
    ['hard links before their target', [{ name: 'b', type: 'hardlink', link: 'a' }, { name: 'a' }]],
    ['devices', [{ name: 'dev/null', type: 'char', device: [1, 3] }]],
    ['markers', [{ name: '.wh.a' }, { name: 'a' }]],
    ['what lies behind a symlink that stays inside', [{ name: 'a', link: 'b' }, { name: 'a/x' }]],
  ])('pass: %s', (_what, entries) => {
    expect(failures(entries)).toEqual([]);
  });

  it.each<[string, readonly Entry[], readonly string[]]>([
    ['a path that comes twice', [{ name: 'a' }, { name: './a' }], ['duplicate-entries /a']],
    ['a directory that comes twice', [{ name: 'a/' }, { name: 'a' }], ['duplicate-entries /a']],
    ['a name that climbs', [{ name: '../../etc/passwd' }], ['unsafe-entries /etc/passwd']],
    ['a name that climbs later', [{ name: 'a/../../b' }], ['unsafe-entries /b']],
    ['a hard link that climbs', [{ name: 'a', type: 'hardlink', link: '../a' }], ['unsafe-entries /a']],
    ['a hard link to nothing', [{ name: 'a', type: 'hardlink', link: 'b' }], ['unsafe-entries /a']],
    [
      'what lies behind a symlink that leads out',
      [{ name: 'd/a', link: '../../etc' }, { name: 'd/a/b/passwd' }],
      ['unsafe-entries /d/a/b/passwd'],
    ],
  ])('fail: %s', (_what, entries, expected) => {
    expect(failures(entries)).toEqual(expected);
  });

  it('name the place in the tar, and nothing that a terminal would act on', () => {
    const [fault] = judged([{ name: 'a' }, { name: 'b\u001b' }, { name: 'b\u001b' }]);
    expect(fault).toMatchObject({
      byte: 1024,
      path: String.raw`/b\x1b`,
      message: String.raw`/b\x1b comes again in the same tar`,
    });
  });

  it('are not told one by one beyond a hundred', () => {
    const findings = judged(Array.from({ length: 150 }, () => ({ name: 'a' })));
    const duplicates = findings.filter(({ check }) => check === 'duplicate-entries');
    expect(duplicates).toHaveLength(101);
    expect(duplicates.at(-1)?.message).toBe('49 more of this kind are not listed');
  });
});
