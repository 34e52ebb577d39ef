import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { dockerArchive } from '../../fixtures/image.ts';
import { layerTar } from '../../fixtures/layers.ts';
import { readTar } from '../fixtures/read-tar.ts';
import { runInProcess } from './run-varve.ts';
import { DEMO, scratch, written } from './scratch.ts';

const root = scratch();
let folder = '';
let app = '';

beforeEach(() => {
  folder = mkdtempSync(join(root, 'case-'));
  const layers = ['etc/a=1, etc/gone=2, dev/null c1:3', 'etc/.wh.gone, etc/b=3'];
  const steps = layers.map((lines) => ({ createdBy: 'RUN', layer: layerTar(lines) }));
  app = written(folder, 'app.tar', dockerArchive({ steps }));
});

const names = async (tar: Uint8Array) => (await readTar(tar)).map(({ header }) => header.name);

describe('export', () => {
  it('writes the merged root to standard output or to a file, the same bytes', async () => {
    const printed = await runInProcess(['export', app, '-o', '-']);
    expect(printed.exit).toBe(0);
    expect(printed.stderr).toBe('varve: 1 device node left out: --devices takes them along\n');
    expect(await names(printed.bytes)).toEqual(['dev/', 'etc/', 'etc/a', 'etc/b']);
    const file = join(folder, 'out.tar');
    expect(await runInProcess(['export', app, '-o', file, '--quiet'])).toMatchObject({
      exit: 0,
      stdout: '',
      stderr: '',
    });
    expect(Buffer.compare(readFileSync(file), printed.bytes)).toBe(0);
  });

  it.each<[string, readonly string[], readonly string[]]>([
    ['an earlier layer', ['--layer', '0'], ['dev/', 'etc/', 'etc/a', 'etc/gone']],
    ["a layer's own entries", ['--own'], ['etc/.wh.gone', 'etc/b']],
    ["a lower layer's own entries", ['--own', '--layer', '0'], ['etc/a', 'etc/gone']],
    ['device nodes', ['--devices'], ['dev/', 'dev/null', 'etc/', 'etc/a', 'etc/b']],
  ])('writes %s', async (_what, argv, expected) => {
    expect(await names((await runInProcess(['export', app, '-o', '-', ...argv])).bytes)).toEqual(expected);
  });

  it('lists with --dry-run what it would write, and writes nothing', async () => {
    const file = join(folder, 'out.tar');
    const { exit, stdout, stderr } = await runInProcess(['export', app, '-o', file, '--dry-run', '--devices']);
    expect({ exit, stdout }).toEqual({ exit: 0, stdout: '/dev/\n/dev/null\n/etc/\n/etc/a\n/etc/b\n' });
    expect(stderr).toBe('varve: the tar would have 4608 bytes\n');
    expect(existsSync(file)).toBe(false);
    expect((await runInProcess(['export', app, '-o', '-', '--devices'])).bytes).toHaveLength(4608);
  });

  it('replaces a file only with --force', async () => {
    const file = written(folder, 'out.tar', 'precious');
    const refused = await runInProcess(['export', app, '-o', file]);
    expect(refused).toMatchObject({ exit: 4, stderr: expect.stringContaining('is there already\n  Add --force') });
    expect(readFileSync(file, 'utf8')).toBe('precious');
    expect((await runInProcess(['export', app, '-o', file, '--force'])).exit).toBe(0);
    expect(await names(readFileSync(file))).toContain('etc/b');
  });

  it.each<[string, readonly string[], string]>([
    ['nowhere to write', [], 'nothing says where the tar shall go'],
    ['no such layer', ['-o', '-', '--layer', '2'], 'the image has layers 0 to 1'],
  ])('refuses %s', async (_what, argv, message) => {
    const { exit, stderr } = await runInProcess(['export', app, ...argv]);
    expect({ exit, stderr }).toEqual({ exit: 2, stderr: expect.stringContaining(message) });
  });

  it('refuses to write to a terminal', async () => {
    const { exit, stderr } = await runInProcess(['export', app, '-o', '-'], { isTerminal: true });
    expect({ exit, stderr }).toEqual({ exit: 2, stderr: expect.stringContaining('a tar is not for a terminal') });
  });

  it.each<[string, (folder: string) => string, string]>([
    ['a folder that is not there', (at) => join(at, 'none', 'out.tar'), 'no such file or directory'],
    ['a folder', (at) => (mkdirSync(join(at, 'there')), join(at, 'there')), 'could not be written'],
    [
      'a dangling link to a folder',
      (at) => (symlinkSync('none/x', join(at, 'l')), join(at, 'l')),
      'file already exists',
    ],
  ])('leaves nothing behind where it cannot write: %s', async (_what, target, reason) => {
    const file = target(folder);
    const before = readdirSync(folder);
    const { exit, stderr } = await runInProcess(['export', app, '-o', file]);
    expect({ exit, stderr }).toEqual({ exit: 4, stderr: expect.stringContaining(reason) });
    expect(readdirSync(folder)).toEqual(before);
  });

  it.runIf(existsSync('/dev/full'))('says that the disk is full', async () => {
    const { exit, stderr } = await runInProcess(['export', app, '-o', '/dev/full', '--force']);
    expect({ exit, stderr }).toEqual({ exit: 4, stderr: expect.stringContaining('no space left on device') });
  });

  it.runIf(spawnSync('tar', ['--version']).status === 0)('is what tar reads', async () => {
    const { bytes } = await runInProcess(['export', DEMO, '-o', '-']);
    const env = { ...process.env, LC_ALL: 'C.UTF-8' };
    const listed = execFileSync('tar', ['-t'], { input: bytes, env, encoding: 'utf8' }).trim().split('\n');
    const { stdout } = await runInProcess(['ls', DEMO, '-R', '--json']);
    const entries = (JSON.parse(stdout) as { entries: { path: string; type: string }[] }).entries;
    const paths = entries.map(({ path, type }) => path.slice(1) + (type === 'dir' ? '/' : ''));
    expect(listed.sort()).toEqual(paths.sort());
  });

  it('writes a whole image that came by standard input', async () => {
    const stdin = { bytes: readFileSync(app), chunkBytes: 1000 };
    const { exit, bytes } = await runInProcess(['export', '-', '-o', '-'], { stdin });
    expect({ exit, names: await names(bytes) }).toEqual({ exit: 0, names: ['dev/', 'etc/', 'etc/a', 'etc/b'] });
    writeFileSync(join(folder, 'again.tar'), bytes);
    const again = await runInProcess(['export', `rootfs:${join(folder, 'again.tar')}`, '-o', '-']);
    expect(Buffer.compare(again.bytes, bytes)).toBe(0);
  });
});
