import { execFileSync, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from 'vitest';
import { dockerArchive } from '../../fixtures/image.ts';
import { type LayerLines, layerTar } from '../../fixtures/layers.ts';
import { runInProcess, type World } from './run-varve.ts';
import { DEMO, scratch, written } from './scratch.ts';

const root = scratch();
const isRoot = process.getuid?.() === 0;
let folder = '';
let to = '';

beforeEach(() => {
  folder = fs.mkdtempSync(join(root, 'case-'));
  to = join(folder, 'to');
});

/** Extracts from an image of these layers. */
function extract(layers: readonly LayerLines[], argv: readonly string[] = [], world: World = {}) {
  const steps = layers.map((lines) => ({ createdBy: 'RUN', layer: layerTar(lines), compression: 'gzip' as const }));
  const app = written(folder, 'app.tar', dockerArchive({ steps }));
  return runInProcess(['extract', app, ...argv, '--to', to], world);
}

/** Everything below a folder, a line each. */
function found(at = to, below = ''): string[] {
  if (!fs.existsSync(at)) return [];
  return fs.readdirSync(join(at, below), { withFileTypes: true }).flatMap((entry) => {
    const path = join(below, entry.name);
    if (entry.isDirectory()) return [`${path}/`, ...found(at, path)];
    if (entry.isSymbolicLink()) return [`${path} -> ${fs.readlinkSync(join(at, path))}`];
    return [entry.isFile() ? `${path}=${fs.readFileSync(join(at, path), 'latin1')}` : `${path} special`];
  });
}

/** All that writing into a folder, or giving modes and times to what is in it, would change. */
function stateOf(at: string): string[] {
  const facts = [at, ...fs.readdirSync(at).map((name) => join(at, name))].map((path) => {
    const { mode, uid, gid, mtimeMs, nlink } = fs.lstatSync(path);
    return [mode, uid, gid, mtimeMs, nlink].join(' ');
  });
  return [...found(at), ...facts];
}

const LAYERS = ['etc/a=1, etc/gone=2, usr/bin/x=3, bin -> usr/bin', 'etc/.wh.gone, etc/b => etc/c, etc/c=4'];

describe('extract', () => {
  it.each<[string, readonly string[], readonly string[]]>([
    ['everything', [], ['bin -> usr/bin', 'etc/', 'etc/a=1', 'etc/b=4', 'etc/c=4', 'usr/', 'usr/bin/', 'usr/bin/x=3']],
    ['a file', ['/etc/a'], ['etc/', 'etc/a=1']],
    ['a file that was deleted', ['etc/gone', '--layer', '0'], ['etc/', 'etc/gone=2']],
    ['a folder and a file', ['/usr', '/etc/a'], ['etc/', 'etc/a=1', 'usr/', 'usr/bin/', 'usr/bin/x=3']],
    ['a file behind a link', ['/bin/x'], ['usr/', 'usr/bin/', 'usr/bin/x=3']],
    ['a link', ['/bin'], ['bin -> usr/bin']],
    ['a hard link without its target', ['/etc/b'], ['etc/', 'etc/b=4']],
    ["a layer's own entries", ['--own'], ['etc/', 'etc/.wh.gone=', 'etc/b=4', 'etc/c=4']],
    ["one of a lower layer's own entries", ['--own', '--layer', '0', '/etc/gone'], ['etc/', 'etc/gone=2']],
  ])('writes %s', async (_what, argv, expected) => {
    const { exit, stdout } = await extract(LAYERS, argv);
    expect({ exit, stdout, found: found() }).toEqual({ exit: 0, stdout: '', found: expected });
  });

  it('says in sums what it wrote', async () => {
    const { stderr } = await extract([
      'd/a=12345, c c1:3, p p, dead => none, x=1',
      [{ name: 'y', pax: { 'SCHILY.xattr.user.a': 'b' } }],
    ]);
    expect(stderr).toBe(
      [
        `varve: 4 entries, 3 files of 6 B among them, written to ${to}`,
        'varve: 2 device nodes and pipes left out: add --devices',
        'varve: extended attributes of 1 entry are lost: varve export keeps them',
        'varve: 1 link to nothing left out, the first is /dead\n',
      ].join('\n'),
    );
    expect(await extract(['a=1'], ['--quiet'])).toMatchObject({ exit: 0, stderr: '' });
  });

  it('lists with --dry-run what it would write, and writes nothing', async () => {
    const { exit, stdout, stderr } = await extract(LAYERS, ['/etc', '--dry-run']);
    expect({ exit, stdout, found: found() }).toEqual({ exit: 0, stdout: '/etc/\n/etc/a\n/etc/c\n/etc/b\n', found: [] });
    expect(stderr).toContain('4 entries, 2 files of 2 B among them, would be written');
  });

  it('gives modes and times, of directories, too', async () => {
    await extract(['d/ 0555 @5, d/f=x 04750 @1700000000, s -> d @7', [{ name: 'old', pax: { mtime: '-1.5' } }]]);
    const seen = (path: string) => {
      const { mode, mtimeMs } = fs.lstatSync(join(to, path));
      return `${(mode & 0o7777).toString(8)} ${mtimeMs / 1000}`;
    };
    expect([seen('d'), seen('d/f'), seen('s').split(' ')[1]]).toEqual([
      '555 5',
      `${isRoot ? '4750' : '750'} 1700000000`,
      '7',
    ]);
    expect(seen('old')).toBe('644 -1.5');
  });

  it.runIf(isRoot)('gives owners to root, and makes device nodes with --devices', async () => {
    const { exit, stderr } = await extract(
      ['a=1 7:8, d/ 1:2, c c1:3 0620 3:4, b b7:1, p p, s -> a 5:6'],
      ['--devices'],
    );
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: expect.stringContaining('6 entries') });
    const owners = ['a', 'd', 'c', 's'].map((name) => fs.lstatSync(join(to, name))).map(({ uid, gid }) => [uid, gid]);
    expect(owners).toEqual([
      [7, 8],
      [1, 2],
      [3, 4],
      [5, 6],
    ]);
    const device = fs.lstatSync(join(to, 'c'));
    expect({ isDevice: device.isCharacterDevice(), rdev: device.rdev, mode: device.mode & 0o7777 }).toEqual({
      isDevice: true,
      rdev: 0x103,
      mode: 0o620,
    });
    expect(fs.lstatSync(join(to, 'p')).isFIFO()).toBe(true);
  });

  it('keeps hard links, names that are not UTF-8, and the holes of sparse files', async () => {
    const sparse = { 'GNU.sparse.size': '100000000', 'GNU.sparse.numblocks': '1', 'GNU.sparse.map': '50000000,2' };
    await extract([
      ['a=1', 'b => a', { name: Uint8Array.of(0xe9), body: 'x' }, { name: 's', body: 'yz', pax: sparse }],
    ]);
    expect(fs.statSync(join(to, 'a')).ino).toBe(fs.statSync(join(to, 'b')).ino);
    expect(fs.readdirSync(to, { encoding: 'buffer' }).map((name) => name.toString('hex'))).toContain('e9');
    const { size, blocks } = fs.statSync(join(to, 's'));
    expect({ size, isSmall: blocks < 1000 }).toEqual({ size: 100_000_000, isSmall: true });
    expect(fs.readFileSync(join(to, 's')).subarray(49_999_999, 50_000_003).toString('latin1')).toBe('\0yz\0');
  });

  it.runIf(spawnSync('tar', ['--version']).stdout?.includes('GNU'))('does what tar does with the export', async () => {
    const { bytes } = await runInProcess(['export', DEMO, '-o', '-']);
    fs.mkdirSync(join(folder, 'tar'));
    execFileSync('tar', ['-x', '-p', '-C', join(folder, 'tar')], { input: bytes });
    await runInProcess(['extract', DEMO, '--to', to]);
    const listed = (at: string) =>
      execFileSync('find', ['.', '-mindepth', '1', '-printf', '%p %M %U %G %T@ %l %n\\n'], {
        cwd: at,
        encoding: 'utf8',
      });
    expect(listed(to).split('\n').sort()).toEqual(listed(join(folder, 'tar')).split('\n').sort());
    execFileSync('diff', ['-r', '--no-dereference', to, join(folder, 'tar')]);
  });
});

describe('extract stays in its folder', () => {
  it.each<[string, readonly LayerLines[], readonly string[]]>([
    ['a name that climbs', ['../../evil=1, a/../../../evil2=2'], ['evil2=2', 'evil=1']],
    ['an absolute name', ['/outside/evil=1'], ['outside/', 'outside/evil=1']],
    ['an absolute link, then a path through it', ['l -> OUTSIDE, l/evil=1'], ['PLACED', 'l -> OUTSIDE']],
    [
      'a link that climbs, then a path through it',
      ['l -> ../outside, l/evil=1'],
      ['l -> ../outside', 'outside/', 'outside/evil=1'],
    ],
    ['a link of a lower layer, then a path through it', ['l -> OUTSIDE', 'l/evil=1'], ['l/', 'l/evil=1']],
    ['a link to the folder above', ['l -> ..', 'l/evil=1'], ['l/', 'l/evil=1']],
    ['a file over a link', ['l -> OUTSIDE/precious', 'l=evil'], ['l=evil']],
    ['a hard link to what lies outside', ['h => OUTSIDE/precious'], []],
    ['a hard link that climbs', ['h => ../outside/precious'], []],
    ['a hard link to a link', ['l -> OUTSIDE/precious, h => l'], ['h -> OUTSIDE/precious', 'l -> OUTSIDE/precious']],
    ['a hard link through a link', ['l -> OUTSIDE, h => l/precious'], ['l -> OUTSIDE']],
    [
      'a hard link to a link, then a file over it',
      ['l -> OUTSIDE/precious, h => l', 'h=evil'],
      ['h=evil', 'l -> OUTSIDE/precious'],
    ],
    ['a link behind a link', ['a -> OUTSIDE, b -> a', 'b/evil=1'], ['a -> OUTSIDE', 'b/', 'b/evil=1']],
    ['a link to itself', ['l -> l', 'l/evil=1'], ['l/', 'l/evil=1']],
    [
      'modes and times for what a link leads to',
      ['l -> OUTSIDE', 'l/ 0777 @5, l/precious=evil 0777'],
      ['l/', 'l/precious=evil'],
    ],
    ['a mode and a time for a link', ['l -> OUTSIDE/precious 0777 @5'], ['l -> OUTSIDE/precious']],
    ['a whiteout below a link', ['l -> OUTSIDE', 'l/.wh.precious'], ['l/']],
    ['a whiteout of what is above', ['d/x=1', '.wh..., d/.wh..., d/.wh..'], ['d/', 'd/x=1']],
    ['an opaque marker below a link', ['l -> OUTSIDE', 'l/.wh..wh..opq'], ['l/']],
    ['a link where the root is', [[{ name: './', link: '../outside' }], 'evil=1'], ['evil=1']],
    ['a pipe, then a file over it', ['p p', 'p=1'], ['p=1']],
    ['a device, then what lies below it', ['c c1:3', 'c/evil=1'], ['c/', 'c/evil=1']],
    ['a hard link to a device', ['c c1:3, h => c', 'h=evil'], ['h=evil']],
  ])('with %s', async (_what, layers, expected) => {
    const outside = join(folder, 'outside');
    fs.mkdirSync(outside);
    fs.writeFileSync(join(outside, 'precious'), 'precious');
    const before = stateOf(outside);
    const real = (text: string) => text.replaceAll('OUTSIDE', outside);
    const placed = [...`${outside.slice(1)}/evil=1`.matchAll(/\//g)].map(({ index }) => outside.slice(1, index + 1));
    const own = [...placed.map((path) => `${path}/`), `${outside.slice(1)}/evil=1`];
    const lines = layers.map((each) => (typeof each === 'string' ? real(each) : each));
    for (const argv of [[], ['--force'], ['--own', '--force']]) {
      expect((await extract(lines, argv)).exit).toBe(0);
      expect(stateOf(outside)).toEqual(before);
      const wanted = expected.flatMap((line) => (line === 'PLACED' ? own : [real(line)])).sort();
      if (!argv.includes('--own')) expect(found().sort()).toEqual(wanted);
      fs.rmSync(to, { recursive: true });
    }
  });

  it.each([[[]], [['--force']]])('with links that stand in the folder: %s', async (argv) => {
    const outside = join(folder, 'outside');
    fs.mkdirSync(outside);
    fs.mkdirSync(to);
    fs.symlinkSync(outside, join(to, 'd'));
    const { exit, stderr } = await extract(['d/e/f=1'], argv);
    expect(found(outside)).toEqual([]);
    if (argv.length > 0) expect({ exit, found: found() }).toEqual({ exit: 0, found: ['d/', 'd/e/', 'd/e/f=1'] });
    else expect({ exit, stderr }).toEqual({ exit: 4, stderr: expect.stringMatching(/1 path stand[^]*\n {2,}\/d\n/) });
  });

  it.each([
    ['a link', (place: string, precious: string) => fs.symlinkSync(precious, place)],
    ['a hard link', (place: string, precious: string) => fs.linkSync(precious, place)],
    ['a pipe', (place: string) => execFileSync('mkfifo', [place])],
  ])('with %s where a file goes, and --force', async (_what, put) => {
    const outside = join(folder, 'outside');
    fs.mkdirSync(outside);
    fs.mkdirSync(to);
    fs.writeFileSync(join(outside, 'precious'), 'precious');
    put(join(to, 'f'), join(outside, 'precious'));
    expect((await extract(['f=evil 0777 @5'], ['--force'])).exit).toBe(0);
    expect({ found: found(), outside: found(outside) }).toEqual({ found: ['f=evil'], outside: ['precious=precious'] });
    expect(fs.statSync(join(outside, 'precious')).mode & 0o777).not.toBe(0o777);
  });

  it('takes a folder that is itself a link', async () => {
    fs.mkdirSync(join(folder, 'real'));
    fs.symlinkSync('real', to);
    expect((await extract(['a=1'])).exit).toBe(0);
    expect(found(join(folder, 'real'))).toEqual(['a=1']);
  });
});

describe('extract refuses', () => {
  it('to overwrite, before anything is written, and lists what is there', async () => {
    fs.mkdirSync(join(to, 'd/b'), { recursive: true });
    fs.writeFileSync(join(to, 'd/f'), 'precious');
    const layers = ['a=1, d/ 0700, d/f=2, d/b=3'];
    const refused = await extract(layers);
    expect(refused.exit).toBe(4);
    expect(refused.stderr).toMatch(/2 paths stand in [^]*\/d\/b\n[^]*\/d\/f\n[^]*Nothing was written. Add --force/);
    expect((await extract(layers, ['--dry-run'])).exit).toBe(4);
    expect(found()).toEqual(['d/', 'd/b/', 'd/f=precious']);
    const forced = await extract(layers, ['--force']);
    expect(forced.stderr).toMatch(/1 path stand[^]*\/d\/b\n[^]*A directory is never removed/);
    fs.rmdirSync(join(to, 'd/b'));
    expect((await extract(layers, ['--force'])).exit).toBe(0);
    expect(found()).toEqual(['a=1', 'd/', 'd/b=3', 'd/f=2']);
    expect((await extract(layers, ['--force'])).exit).toBe(0);
  });

  it('leaves the modes of directories that are there', async () => {
    fs.mkdirSync(join(to, 'd'), { recursive: true, mode: 0o711 });
    await extract(['d/ 0700, d/f=2']);
    expect(fs.statSync(join(to, 'd')).mode & 0o777).toBe(0o711);
  });

  it.each<[string, 'linux' | 'darwin' | 'win32', LayerLines, readonly string[]]>([
    ['names that differ by case', 'darwin', 'README=1, readme=2', ['/readme is the same name as /README']],
    ['names that differ by Unicode form', 'darwin', 'caf\u00e9=1, cafe\u0301=2', ['is the same name as']],
    ['names that differ by sharp s', 'win32', 'stra\u00dfe=1, STRASSE=2', ['is the same name as']],
    ['a link whose name is that of a folder', 'darwin', 'Lib -> OUT, lib/x=1', ['/lib is the same name as /Lib']],
    ['folders that differ by case', 'win32', 'A/x=1, a/y=2', ['/a is the same name as /A']],
    ['a colon', 'win32', 'a:b=1', ['/a:b has ":" in its name']],
    ['a backslash', 'win32', '..\\evil=1', ['has "\\\\" in its name']],
    [
      'names of devices',
      'win32',
      'CON=1, aux.txt=2, d/Lpt1=3',
      ['/CON is', '/aux.txt is', '/d/Lpt1 is the name of a device'],
    ],
    ['trailing dots and blanks', 'win32', [{ name: 'a.' }, { name: 'b ' }], ['/a. ends in a dot', '/b  ends in a']],
    ['what is not UTF-8', 'darwin', [{ name: Uint8Array.of(0xe9) }], ['/\\xe9 is not UTF-8']],
    ['a name that is too long', 'linux', `${'n'.repeat(256)}=1`, ['has a name of 256 bytes']],
  ])('%s on %s', async (_what, system, lines, messages) => {
    const { exit, stderr } = await extract([lines], [], { system });
    expect({ exit, found: found() }).toEqual({ exit: 4, found: [] });
    for (const message of messages) expect(stderr).toContain(message);
    expect(stderr).toContain('cannot be written here under the names they have');
  });

  it.each<[string, readonly string[], number, string]>([
    ['a path that is not there', ['/none'], 3, '/none is not in the image'],
    ['a path that is not in the layer', ['--own', '/etc/a'], 3, "/etc/a is not in layer 1's own entries"],
    ['a layer that is not there', ['--layer', '9'], 2, 'the image has layers 0 to 1'],
  ])('%s', async (_what, argv, exit, message) => {
    expect(await extract(LAYERS, argv)).toMatchObject({ exit, stderr: expect.stringContaining(message) });
    expect(found()).toEqual([]);
  });

  it('to guess where to write', async () => {
    const { exit, stderr } = await runInProcess(['extract', DEMO]);
    expect({ exit, stderr }).toEqual({ exit: 2, stderr: expect.stringContaining('Add --to DIR.') });
  });

  it('a file as its folder', async () => {
    fs.writeFileSync(to, '');
    expect(await extract(['a=1'])).toMatchObject({ exit: 4, stderr: expect.stringContaining('is no directory') });
  });

  it.skipIf(isRoot)('a folder that may not be written to', async () => {
    fs.mkdirSync(to, { mode: 0o555 });
    const { exit, stderr } = await extract(['a=1']);
    expect({ exit, stderr }).toEqual({ exit: 4, stderr: expect.stringContaining('permission denied; 0 of 1 entry') });
  });

  it('a layer that cannot be unpacked again, and says what was written', async () => {
    const app = written(folder, 'rootfs.tar.gz', gzipSync(layerTar('a=1')).subarray(0, 30));
    expect((await runInProcess(['extract', `rootfs:${app}`, '--to', to])).exit).toBe(3);
    expect(found()).toEqual([]);
  });
});
