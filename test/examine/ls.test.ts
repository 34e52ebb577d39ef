import { describe, expect, it } from 'vitest';
import { digest } from '../../fixtures/image.ts';
import type { LayerLines } from '../../fixtures/layers.ts';
import { bytes } from '../../fixtures/tar.ts';
import { ls, type LsOptions } from '../../src/examine/ls.ts';
import { open } from './open-layers.ts';
import { written } from './schema.ts';

const LAYERS: readonly LayerLines[] = [
  'etc/, etc/passwd=root, etc/motd=hi, usr/, usr/bin/, usr/bin/sh=12345, bin -> usr/bin',
  'etc/.wh.motd, etc/hosts=123, usr/bin/ash => usr/bin/sh, tmp/ 01777, z.txt=',
];

const paths = async (options: LsOptions, layers = LAYERS): Promise<string> =>
  written(await ls(await open(...layers), options))
    .entries.map(({ path }) => path)
    .join(' ');

describe('ls', () => {
  it.each<readonly [behaviour: string, options: LsOptions, paths: string]>([
    ['lists the root without itself', {}, '/bin /etc /tmp /usr /z.txt'],
    ['lists a directory one level deep', { path: '/usr' }, '/usr/bin'],
    ['lists everything below in tree order', { path: 'etc', recursive: true }, '/etc/hosts /etc/passwd'],
    ['lists a file as itself', { path: '/etc/passwd' }, '/etc/passwd'],
    ['lists a file as itself also with everything below', { path: '/etc/passwd', recursive: true }, '/etc/passwd'],
    ['lists nothing in an empty directory', { path: '/tmp' }, ''],
    ['does not follow a symlink that is named', { path: '/bin' }, '/bin'],
    ['follows it when the path ends in a slash', { path: '/bin/' }, '/usr/bin/ash /usr/bin/sh'],
    ['follows symlinks of parents', { path: '/bin/sh' }, '/usr/bin/sh'],
    ['shows the view at a layer', { path: '/etc', layer: 0 }, '/etc/motd /etc/passwd'],
    [
      'matches a glob without a slash with base names',
      { recursive: true, glob: '*s*' },
      '/etc/hosts /etc/passwd /usr /usr/bin/ash /usr/bin/sh',
    ],
    ['matches a glob with a slash with whole paths', { recursive: true, glob: '/usr/*/*' }, '/usr/bin/ash /usr/bin/sh'],
    ['matches a glob of any depth', { recursive: true, glob: '/**/*sh' }, '/usr/bin/ash /usr/bin/sh'],
    ['keeps the types asked for', { recursive: true, types: ['hardlink', 'symlink'] }, '/bin /usr/bin/ash'],
    [
      'keeps what is as large as asked for',
      { recursive: true, minSizeBytes: 4 },
      '/etc /etc/passwd /usr /usr/bin /usr/bin/ash /usr/bin/sh',
    ],
    ['sorts by size, ties in path order', { path: '/etc', sort: 'size' }, '/etc/passwd /etc/hosts'],
    ['sorts directories by all below them', { sort: 'size' }, '/etc /usr /bin /tmp /z.txt'],
  ])('%s', async (_behaviour, options, expected) => {
    expect(await paths(options)).toBe(expected);
  });

  it.each<readonly [behaviour: string, path: string]>([
    ['lists a file as itself where a lower layer has a directory', '/f'],
    ['lists a symlink as itself where a lower layer has a directory', '/s'],
  ])('%s', async (_behaviour, path) => {
    expect(await paths({ path }, ['f/x=1, s/y=1', 'f=2, s -> f'])).toBe(path);
  });

  it('matches hidden names with a glob, and names with a newline', async () => {
    const layers = [[{ name: 'a/.hidden' }, { name: 'a/two\nlines' }]];
    expect(await paths({ recursive: true, glob: '*i*' }, layers)).toBe('/a/.hidden /a/two\nlines');
  });

  it.each<readonly [behaviour: string, options: LsOptions, message: RegExp, hint: RegExp]>([
    ['a path removed by a layer', { path: '/etc/motd' }, /\/etc\/motd.*layer 1 removed it/, /--layer 0/],
    ['a path of a later layer', { path: '/etc/hosts', layer: 0 }, /only in layer 1/, /--layer 1/],
    ['a path of no layer', { path: '/nothing' }, /\/nothing.*no layer has it/, /--glob/],
  ])('says where to look for %s', async (_behaviour, options, message, hint) => {
    const failure = ls(await open(...LAYERS), options);
    await expect(failure).rejects.toMatchObject({
      code: 'PATH_NOT_FOUND',
      message: expect.stringMatching(message) as string,
      hint: expect.stringMatching(hint) as string,
    });
  });
});

describe('an entry of ls', () => {
  const FILE = { uid: 0, gid: 0, mtime: '1970-01-01T00:00:00Z', link: null, layer: 0, xattrs: {} };

  const entries = async (options: LsOptions, ...layers: readonly LayerLines[]) =>
    written(await ls(await open(...layers), { recursive: true, ...options })).entries;

  it('tells all of a file', async () => {
    const file = {
      name: 'f',
      body: 'abc',
      mode: 0o4755,
      uid: 5,
      gid: 6,
      mtime: 90,
      pax: { 'SCHILY.xattr.user.a': 'b' },
    };
    expect(await entries({}, [file])).toEqual([
      {
        path: '/f',
        type: 'file',
        mode: '4755',
        uid: 5,
        gid: 6,
        size: 3,
        mtime: '1970-01-01T00:01:30Z',
        link: null,
        layer: 0,
        xattrs: { 'user.a': 'Yg==' },
      },
    ]);
  });

  it('of a directory has the bytes below it, and no time when it is implied', async () => {
    expect(await entries({ types: ['dir'] }, 'd/e/a=abc')).toEqual([
      { ...FILE, path: '/d', type: 'dir', mode: '0755', size: 0, treeBytes: 3, mtime: null },
      { ...FILE, path: '/d/e', type: 'dir', mode: '0755', size: 0, treeBytes: 3, mtime: null },
    ]);
  });

  it('of a link has its target: as written, or as an absolute path', async () => {
    expect(await entries({ types: ['hardlink', 'symlink'] }, 'd/a=abc, h => ./d/a, s -> d/../d/a')).toEqual([
      { ...FILE, path: '/h', type: 'hardlink', mode: '0644', size: 3, link: '/d/a' },
      { ...FILE, path: '/s', type: 'symlink', mode: '0777', size: 0, link: 'd/../d/a' },
    ]);
  });

  it('of a device has its numbers', async () => {
    expect(await entries({}, 'n c1:3, p p')).toEqual([
      { ...FILE, path: '/n', type: 'char', mode: '0644', size: 0, device: { major: 1, minor: 3 } },
      { ...FILE, path: '/p', type: 'fifo', mode: '0644', size: 0 },
    ]);
  });

  it('has the bytes of a path that is not UTF-8 beside it, and takes its escape as a path', async () => {
    const layer = [{ name: Uint8Array.of(0x64, 0x2f, 0xff, 0x61), body: 'abc' }];
    const found = { ...FILE, path: '/d/\\xffa', pathBytes: 'L2Qv/2E=', type: 'file', mode: '0644', size: 3 };
    expect(await entries({ path: '/d' }, layer)).toEqual([found]);
    expect(await entries({ path: '/d/\\xffa' }, layer)).toEqual([found]);
  });

  it('has the sha256 of the content when it is asked for, and only of files', async () => {
    const found = await entries({ hash: true }, 'a=abc, b => a, d/, s -> a', 'c=x');
    expect(found.map(({ path, sha256 }) => [path, sha256])).toEqual([
      ['/a', hexOf('abc')],
      ['/b', hexOf('abc')],
      ['/c', hexOf('x')],
      ['/d', undefined],
      ['/s', undefined],
    ]);
  });

  const hexOf = (content: string): string => digest(bytes(content)).slice('sha256:'.length);
});

describe("ls of a layer's own tar", () => {
  it('lists entries in the order of the tar, with what its markers do', async () => {
    const layers = ['a=1, b=1, d/c=1', 'z=22, .wh.a, b c0:0, d/.wh..wh..opq, .wh., ./d//e/=, z=333'];
    const { entries } = written(await ls(await open(...layers), { own: true, layer: 1 }));
    expect(entries.map(({ path, type, size, marker }) => `${path} ${type} ${size} ${marker ?? '-'}`)).toEqual([
      '/z file 2 -',
      '/.wh.a file 0 whiteout',
      '/b char 0 whiteout',
      '/d/.wh..wh..opq file 0 opaque',
      '/.wh. file 0 bare',
      '/d/e dir 0 -',
      '/z file 3 -',
    ]);
  });

  it('is filtered and sorted like a view', async () => {
    expect(await paths({ own: true, layer: 0, types: ['file'], sort: 'size' })).toBe(
      '/usr/bin/sh /etc/passwd /etc/motd',
    );
    expect(await paths({ own: true, layer: 1, glob: '.wh.*', minSizeBytes: 0 })).toBe('/etc/.wh.motd');
  });
});
