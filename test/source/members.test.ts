import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../src/model/limits.ts';
import { cleanPath, type Members } from '../../src/source/members.ts';
import { tarMembers } from '../../src/source/tar-members.ts';
import { bytesOf, type Content, readBlob, seekable, tarOf } from './build.ts';

it.each([
  ['a/b', 'a/b'],
  ['./a//b/.', 'a/b'],
  ['/a', 'a'],
  ['a/../b', 'b'],
  ['../a', undefined],
  ['a/../../b', undefined],
  ['.', undefined],
  ['', undefined],
  ['a/'.repeat(50_000), undefined],
])('the path %.20s cleaned is %s', (path, expected) => {
  expect(cleanPath(path)).toBe(expected);
});

describe('members of a tar', () => {
  const open = async (entries: readonly (readonly [string, Content])[]): Promise<Members> =>
    tarMembers(seekable(await tarOf(entries)), 'app.tar', DEFAULT_LIMITS);

  it.each<[string, readonly (readonly [string, Content])[], string, [string, string] | undefined]>([
    ['a file', [['a', '1']], 'a', ['a', '1']],
    ['a file whose name is spelled in another way', [['./d//a', '1']], '/d/./a', ['d/a', '1']],
    [
      'of two of one name the last',
      [
        ['a', '1'],
        ['./a', '2'],
      ],
      'a',
      ['a', '2'],
    ],
    [
      'a link to what stands before it',
      [
        ['i/t', '1'],
        ['j/t', { symlink: '../i/t' }],
      ],
      'j/t',
      ['i/t', '1'],
    ],
    [
      'a link to what stands after it',
      [
        ['j/t', { symlink: '../i/t' }],
        ['i/t', '1'],
      ],
      'j/t',
      ['i/t', '1'],
    ],
    [
      'a link to a link',
      [
        ['a', { symlink: 'b' }],
        ['b', { symlink: 'c' }],
        ['c', '1'],
      ],
      'a',
      ['c', '1'],
    ],
    [
      'a linked directory on the way',
      [
        ['d', { symlink: 'e' }],
        ['e/f', '1'],
      ],
      'd/f',
      ['e/f', '1'],
    ],
    [
      'a hard link, counted from the top',
      [
        ['i/t', '1'],
        ['j/u', { hardlink: 'i/t' }],
      ],
      'j/u',
      ['i/t', '1'],
    ],
    [
      'a file that replaces a link',
      [
        ['a', { symlink: 'b' }],
        ['b', '1'],
        ['a', '2'],
      ],
      'a',
      ['a', '2'],
    ],
    [
      'a link that climbs out',
      [
        ['a', { symlink: '../../etc/passwd' }],
        ['etc/passwd', '1'],
      ],
      'a',
      undefined,
    ],
    [
      'an absolute link',
      [
        ['a', { symlink: '/etc/passwd' }],
        ['etc/passwd', '1'],
      ],
      'a',
      undefined,
    ],
    [
      'links in a circle',
      [
        ['a', { symlink: 'b' }],
        ['b', { symlink: 'a' }],
      ],
      'a',
      undefined,
    ],
    ['a link to itself', [['a', { symlink: 'a' }]], 'a', undefined],
    ['a link that grows', [['a', { symlink: 'a/a/a' }]], 'a', undefined],
    ['a link to nothing', [['a', { symlink: 'b' }]], 'a', undefined],
    ['a path that climbs out', [['a', '1']], '../a', undefined],
    ['a name that climbs out', [['../../evil', '1']], 'evil', undefined],
    ['what is not there', [['a', '1']], 'b', undefined],
    ['a directory', [['d/a', '1']], 'd', undefined],
  ])('finds: %s', async (_what, entries, path, expected) => {
    const member = (await open(entries)).find(path);
    expect(member && [member.path, await readBlob(member.blob)]).toEqual(expected);
  });

  it('lists files in the order of the archive, names them for messages and shows nothing raw', async () => {
    const members = await open([
      ['b', '1'],
      ['a\u001b[2J', '2'],
      ['l', { symlink: 'a' }],
      ['../c', '3'],
    ]);
    expect([...members.paths()]).toEqual(['b', 'a\u001b[2J']);
    expect(members.find('a\u001b[2J')!.blob.name).toBe('app.tar: a\\x1b[2J');
  });

  it('stops at the limit of entries, and at damage, which it names', async () => {
    const tar = await tarOf({ a: '1', b: '2' });
    await expect(tarMembers(seekable(tar), 'app.tar', { ...DEFAULT_LIMITS, maxEntries: 1 })).rejects.toMatchObject({
      code: 'LIMIT',
    });
    await expect(tarMembers(seekable(tar.subarray(0, 512)), 'app.tar', DEFAULT_LIMITS)).rejects.toMatchObject({
      code: 'TAR_DAMAGED',
      message: expect.stringContaining('app.tar'),
    });
  });

  it('fills the holes of a sparse member', async () => {
    const header = (await tarOf({ big: bytesOf('data') })).slice(0, 512);
    header.set(bytesOf('S'), 156);
    header.set(bytesOf('ustar  \0'), 257);
    header.set(bytesOf('00000000010\0' + '00000000004\0'), 386);
    header.set(bytesOf('00000000020\0'), 483);
    header.set(bytesOf('        '), 148);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.set(bytesOf(`${sum.toString(8).padStart(6, '0')}\0 `), 148);
    const body = new Uint8Array(512);
    body.set(bytesOf('data'));
    const members = await tarMembers(seekable(new Uint8Array([...header, ...body])), 'app.tar', DEFAULT_LIMITS);
    expect(await readBlob(members.find('big')!.blob)).toBe('\0'.repeat(8) + 'data' + '\0'.repeat(4));
  });
});
