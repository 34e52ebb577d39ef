import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { demoImage } from '../../fixtures/demo.ts';
import { dockerArchive } from '../../fixtures/image.ts';
import { tar } from '../../fixtures/tar.ts';
import { smallArchives } from '../sweep/made-archives.ts';
import { PROGRAM, type ProgramOptions, runInProcess, runProgram } from './run-varve.ts';
import { DEMO, scratch, written } from './scratch.ts';

const folder = scratch();

const image = demoImage();
const packed = dockerArchive({
  ...image,
  steps: image.steps.map((step) => ({ ...step, compression: 'gzip' as const })),
});

/** More than any pipe holds. */
const many = Array.from({ length: 6000 }, (_, i) => ({ name: `some/longer/folder/file-${i}`, body: 'x' }));
const large = written(
  folder,
  'large.tar',
  dockerArchive({
    steps: [{ createdBy: 'COPY', layer: tar([...many, { name: 'big', body: new Uint8Array(2_000_000) }]) }],
  }),
);

describe('a pipe that is closed early', () => {
  it.each([
    ['ls -R', 'head -1'],
    ['ls -R --json', 'head -1'],
    ['ls -R --tree', 'head -1'],
    ['diff', 'head -1'],
    ['diff --json', 'head -c 1'],
    ['cat', 'head -c 1'],
    ['analyze', 'true'],
  ])('is no error: varve %s | %s', (call, reader) => {
    const [command, ...options] = call.split(' ');
    const words = [command, large, ...(command === 'cat' ? ['/big'] : []), ...options];
    const pipeline = `"$0" "$@" | ${reader} >/dev/null; echo "\${PIPESTATUS[0]}"`;
    const argv = ['-c', pipeline, process.execPath, PROGRAM, ...words.map(String)];
    const { stdout, stderr } = spawnSync('bash', argv, { encoding: 'utf8' });
    expect({ exit: stdout.trim(), stderr }).toEqual({ exit: '0', stderr: '' });
  });

  it('is no error for standard error', () => {
    const pipeline = `"$0" "$@" 2> >(true) >/dev/null; echo "$?"`;
    const argv = ['-c', pipeline, process.execPath, PROGRAM, 'ls', DEMO, '--platform', 'linux/arm64'];
    expect(spawnSync('bash', argv, { encoding: 'utf8' }).stdout.trim()).toBe('0');
  });
});

describe('a full device', () => {
  it.each([['ls'], ['cat']])('as standard output is told with exit 4: %s', (command) => {
    const words = [command, large, ...(command === 'cat' ? ['/big'] : [])];
    const argv = ['-c', '"$0" "$@" >/dev/full', process.execPath, PROGRAM, ...words];
    const { status, stderr } = spawnSync('bash', argv, { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({
      status: 4,
      stderr: 'varve: standard output could not be written: no space left on device\n',
    });
  });
});

describe('the same image and options', () => {
  const path = written(folder, 'packed.tar', packed);
  const WORLDS: readonly (readonly [string, ProgramOptions])[] = [
    ['1', { cwd: folder, env: { ...process.env, TZ: 'Asia/Tokyo', LANG: 'C', LC_ALL: 'C' } }],
    ['8', { cwd: tmpdir(), env: { ...process.env, TZ: 'America/St_Johns', LC_ALL: 'tr_TR.UTF-8', COLUMNS: '40' } }],
  ];

  it.each([
    ['analyze', ['--duplicates', '--json']],
    ['analyze', ['--as-of', '2026-11-20']],
    ['ls', ['-R', '--long']],
    ['ls', ['-R', '--hash', '--json', '--sort', 'size']],
    ['diff', ['--json']],
  ])('give the same bytes everywhere: %s %j', async (command, options) => {
    const argv = [command, path, ...options];
    const calls = WORLDS.map(([jobs, world]) => runProgram([...argv, '--jobs', jobs], world));
    const [first, second] = await Promise.all(calls);
    expect(first).toMatchObject({ exit: 0, stderr: '' });
    expect(second!.stdout).toBe(first!.stdout);
    const again = await runInProcess(argv, { jobs: 3, columns: 200 });
    expect(again.stdout.replace(/"varve": ".*"/, '')).toBe(first!.stdout.replace(/"varve": ".*"/, ''));
  });
});

describe('an odd image', () => {
  it.each(['docker-1.2 plain', 'docker-25 gzip', 'oci zstd', 'rootfs'])(
    'gives the same bytes however many layers are read at once: %s',
    async (name) => {
      const odd = (await smallArchives()).find((base) => base.name === name);
      if (!odd) return; // there is no zstd here
      const path = written(folder, `${name}.tar`, odd.bytes);
      for (const call of [['analyze'], ['ls', '-R', '--hash'], ['diff']]) {
        const outcomes = await Promise.all([1, 2, 8].map((jobs) => runInProcess([...call, path, '--json'], { jobs })));
        expect(outcomes[0]).toMatchObject({ exit: 0, stderr: '' });
        expect(new Set(outcomes.map(({ stdout }) => stdout)).size).toBe(1);
      }
    },
  );
});

describe('standard input', () => {
  it.each([
    ['plain', DEMO],
    ['packed', written(folder, 'demo.tar.gz', gzipSync(dockerArchive(image)))],
  ])('is an image like any other: %s', async (_how, stdinPath) => {
    const [asStream, asFile] = [
      await runProgram(['ls', '-R', '-'], { stdinPath }),
      await runProgram(['ls', '-R', stdinPath]),
    ];
    expect(asStream).toMatchObject({ exit: 0, stdout: asFile.stdout, stderr: '' });
    expect((await runProgram(['-', '--json'], { stdinPath })).stdout).toContain('"reference": "-"');
  });

  it('that is empty is refused', async () => {
    const { exit, stdout, stderr } = await runProgram(['-']);
    expect({ exit, stdout }).toEqual({ exit: 3, stdout: '' });
    expect(stderr).toMatch(/^varve: standard input is not a container image: it is empty\n/);
  });

  it('may be a pipe with a name', () => {
    const argv = ['-c', `"$0" "$1" ls <(cat "$2") /etc/hostname`, process.execPath, PROGRAM, DEMO];
    const { stdout, stderr, status } = spawnSync('bash', argv, { encoding: 'utf8' });
    expect({ stdout, stderr, status }).toEqual({ stdout: '/etc/hostname\n', stderr: '', status: 0 });
  });

  it('leaves nothing behind when varve is interrupted while keeping it', async () => {
    const there = mkdtempSync(join(folder, 'tmp-'));
    const env = { ...process.env, TMPDIR: there };
    const child = spawn(process.execPath, [PROGRAM, 'cat', '-', '/etc/passwd'], {
      env,
      stdio: ['pipe', 'ignore', 'inherit'],
    });
    child.stdin.on('error', () => {});
    child.stdin.write(packed.subarray(0, 100_000));
    await setTimeout(1500);
    child.kill('SIGINT');
    const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
    expect([code === 130, signal === 'SIGINT']).toContain(true);
    expect(readdirSync(there)).toEqual([]);
  });
});

describe('words', () => {
  it('that name a command are the command, also where an image has that name', async () => {
    const cwd = mkdtempSync(join(folder, 'names-'));
    for (const name of ['ls', 'analyze', 'app']) copyFileSync(DEMO, join(cwd, name));
    const asCommand = await runProgram(['ls'], { cwd });
    expect(asCommand.exit).toBe(2);
    expect(asCommand.stderr).toContain('<image> is missing');
    const asImage = await runProgram(['./ls', '--as-of', '2026-11-20'], { cwd });
    expect(asImage).toMatchObject({ exit: 0, stdout: expect.stringMatching(/^shop\/api:2\.3 /) as string });
    expect((await runProgram(['ls', 'ls', '/etc/hostname'], { cwd })).stdout).toBe('/etc/hostname\n');
    const bare = await runProgram(['app', '--json'], { cwd });
    expect(bare.stdout).toBe((await runProgram(['analyze', 'app', '--json'], { cwd })).stdout);
  });
});
