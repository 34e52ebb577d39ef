import {
  chmodSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runInProcess, type World } from './run-varve.ts';
import { DEMO, scratch, written } from './scratch.ts';

const folder = scratch();
const fresh = () => mkdtempSync(join(folder, 'output-'));
const printed = async (argv: readonly string[], world?: World) => (await runInProcess(argv, world)).stdout;
const read = (path: string) => readFileSync(path, 'utf8');

describe('-o', () => {
  it.each([['analyze'], ['ls'], ['diff']])('writes to a file what would be printed: %s', async (command) => {
    const file = join(fresh(), 'out');
    const { exit, stdout, stderr } = await runInProcess([command, DEMO, '-o', file]);
    expect({ exit, stdout, stderr }).toEqual({ exit: 0, stdout: '', stderr: '' });
    expect(read(file)).toBe(await printed([command, DEMO]));
  });

  it('takes the format of --json and --format', async () => {
    const file = join(fresh(), 'out');
    await runInProcess(['ls', DEMO, '--json', '-o', file]);
    expect(read(file)).toBe(await printed(['ls', DEMO, '--format', 'json']));
  });

  it('may be given several times, with a format each, and - for standard output', async () => {
    const there = fresh();
    const [json, text] = [join(there, 'a.json'), join(there, 'a=b.txt')];
    const argv = ['analyze', DEMO, '--output', `json=${json}`, '-o', `text=${text}`, '-o', 'text=-'];
    const { exit, stdout } = await runInProcess(argv);
    expect(exit).toBe(0);
    expect([read(json), read(text)]).toEqual([await printed(['analyze', DEMO, '--json']), stdout]);
    expect(stdout).toBe(await printed(['analyze', DEMO]));
    expect(readdirSync(there).toSorted()).toEqual(['a.json', 'a=b.txt']);
  });

  it('may be - alone', async () => {
    expect(await printed(['ls', DEMO, '-o', '-', '--json'])).toBe(await printed(['ls', DEMO, '--json']));
  });

  it('replaces a file in one step: who has it open still reads the old one', async () => {
    const there = fresh();
    const file = written(there, 'out', 'old');
    chmodSync(file, 0o600);
    const before = statSync(file);
    await runInProcess(['ls', DEMO, '-o', file]);
    const after = statSync(file);
    expect(after.ino).not.toBe(before.ino);
    expect(after.mode).toBe(before.mode);
    expect(read(file)).toBe(await printed(['ls', DEMO]));
    expect(readdirSync(there)).toEqual(['out']);
  });

  it('writes to the file that a link leads to', async () => {
    const there = fresh();
    written(there, 'real', 'old');
    symlinkSync('real', join(there, 'link'));
    await runInProcess(['ls', DEMO, '-o', join(there, 'link')]);
    expect(readlinkSync(join(there, 'link'))).toBe('real');
    expect(lstatSync(join(there, 'real')).isFile()).toBe(true);
    expect(read(join(there, 'real'))).toBe(await printed(['ls', DEMO]));
  });

  it('writes to a device as it is', async () => {
    expect((await runInProcess(['ls', DEMO, '-o', '/dev/null'])).exit).toBe(0);
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
  });

  it.each([
    ['a directory that is not there', (there: string) => join(there, 'nope', 'out'), 'no such file or directory'],
    ['a directory', (there: string) => there, 'illegal operation on a directory'],
    ['a file as a directory', (there: string) => join(written(there, 'file', ''), 'out'), 'not a directory'],
    ['a device that is full', () => '/dev/full', 'no space left on device'],
  ])('to %s exits 4, names it and leaves nothing behind', async (_what, target, told) => {
    const there = fresh();
    const path = target(there);
    const before = readdirSync(there, { recursive: true });
    const { exit, stdout, stderr } = await runInProcess(['ls', DEMO, '--json', '-o', path]);
    expect({ exit, stdout }).toEqual({ exit: 4, stdout: '' });
    expect(stderr).toBe(`varve: ${path} could not be written: ${told}\n`);
    expect(readdirSync(there, { recursive: true })).toEqual(before);
  });

  it('leaves an old file alone when the image cannot be read', async () => {
    const file = written(fresh(), 'out', 'old');
    expect((await runInProcess(['ls', 'no such.tar', '-o', file])).exit).toBe(3);
    expect(read(file)).toBe('old');
  });
});

describe('colour', () => {
  const coloured = async (argv: readonly string[], world: World) =>
    (await printed(['analyze', DEMO, ...argv], world)).includes('\u001b[');

  it.each<[string, readonly string[], World, boolean]>([
    ['is used at a terminal', [], { isTerminal: true }, true],
    ['is not used in a pipe', [], { isTerminal: false }, false],
    ['is used in a pipe when it is asked for', ['--color', 'always'], { isTerminal: false }, true],
    ['is not used at a terminal when it is not wanted', ['--color', 'never'], { isTerminal: true }, false],
    ['is not used with NO_COLOR', [], { isTerminal: true, env: { NO_COLOR: '1' } }, false],
    ['is used with an empty NO_COLOR', [], { isTerminal: true, env: { NO_COLOR: '' } }, true],
    ['is used when it is asked for, whatever NO_COLOR says', ['--color=always'], { env: { NO_COLOR: '1' } }, true],
    ['is not used at a dumb terminal', [], { isTerminal: true, env: { TERM: 'dumb' } }, false],
    ['is never used in documents', ['--json', '--color', 'always'], { isTerminal: true }, false],
  ])('%s', async (_rule, argv, world, expected) => {
    expect(await coloured(argv, world)).toBe(expected);
  });

  it('is used in a file only when it is asked for', async () => {
    const file = join(fresh(), 'out');
    await runInProcess(['analyze', DEMO, '-o', file], { isTerminal: true });
    expect(read(file)).not.toContain('\u001b');
    await runInProcess(['analyze', DEMO, '-o', file, '--color', 'always']);
    expect(read(file)).toContain('\u001b[');
  });
});

describe('the day', () => {
  const CREATED = Date.parse('2026-10-28T09:13:04Z') / 1000;
  const age = async (argv: readonly string[], world: World) =>
    /BuildKit, (.*)/.exec(await printed(['analyze', DEMO, ...argv], world))?.[1];

  it.each<[string, readonly string[], World, string]>([
    ['is today', [], { now: () => CREATED + 3600 * 5 }, '5 hours ago'],
    ['is that of SOURCE_DATE_EPOCH', [], { env: { SOURCE_DATE_EPOCH: String(CREATED + 150) } }, '2 minutes ago'],
    ['is that of --as-of', ['--as-of', '2026-11-20'], { env: { SOURCE_DATE_EPOCH: '1' } }, '3 weeks ago'],
    ['may have a time', ['--as-of', '2026-10-28T09:14:34Z'], {}, 'About a minute ago'],
    ['may lie before the image', ['--as-of', '2000-01-01'], {}, 'dated 2026-10-28'],
    [
      'is today when SOURCE_DATE_EPOCH is no number',
      [],
      { now: () => CREATED + 1800, env: { SOURCE_DATE_EPOCH: 'x' } },
      '29 minutes ago',
    ],
  ])('%s', async (_rule, argv, world, expected) => {
    expect(await age(argv, world)).toBe(expected);
  });

  it('is in no document', async () => {
    const at = (now: number) => printed(['analyze', DEMO, '--json'], { now: () => now });
    expect(await at(CREATED)).toBe(await at(CREATED + 1e8));
  });
});

describe('notes', () => {
  it('go to standard error, unless --quiet', async () => {
    const argv = ['ls', DEMO, '--platform', 'linux/arm64'];
    const { exit, stdout, stderr } = await runInProcess(argv);
    expect({ exit, stdout }).toEqual({ exit: 0, stdout: await printed(['ls', DEMO]) });
    expect(stderr).toMatch(/^varve: the only image here is for linux\/amd64/);
    expect((await runInProcess([...argv, '--quiet'])).stderr).toBe('');
    expect((await runInProcess([...argv, '-q'])).stderr).toBe('');
  });
});

describe('diff --exit-code', () => {
  it.each<[readonly string[], number]>([
    [['--from', '0', '--to', '1'], 1],
    [['--from', '2', '--to', '2'], 0],
    [['--layer', '4'], 1],
    [[], 1],
  ])('with %j exits %i', async (argv, expected) => {
    expect((await runInProcess(['diff', DEMO, '--exit-code', ...argv])).exit).toBe(expected);
  });
});
