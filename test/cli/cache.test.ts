import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { classicArchive, type Image, ociLayout } from '../../fixtures/image.ts';
import { layerTar } from '../../fixtures/layers.ts';
import { cachePlace } from '../../src/cli/cache-place.ts';
import type { Io } from '../../src/cli/io.ts';
import { cacheSchema } from '../../src/report/documents/cache.ts';
import { type Outcome, runInProcess, runProgram } from './run-varve.ts';
import { DEMO, scratch, written } from './scratch.ts';

const IMAGE: Image = {
  names: ['shop/api:1'],
  steps: [
    { createdBy: 'ADD rootfs', layer: layerTar('d/, d/a=one, d/b=two, big=1234567890'), compression: 'gzip' },
    { createdBy: 'RUN rm', layer: layerTar(['.wh.big', 'd/a=two', { name: 'odd', type: 'Z' }]), compression: 'gzip' },
    { createdBy: 'COPY', layer: layerTar('c => c2, e=plain') },
  ],
};

const folder = scratch();
const layout = join(folder, 'layout');
for (const [path, content] of ociLayout(IMAGE)) {
  mkdirSync(dirname(join(layout, path)), { recursive: true });
  writeFileSync(join(layout, path), content);
}
const archive = written(folder, 'classic.tar', classicArchive(IMAGE));

let caches = 0;
const newCache = (): string => join(folder, `cache-${(caches += 1)}`);
const filesOf = (cache: string): string[] => readdirSync(join(cache, 'v1')).sort();
const said = ({ exit, stdout, stderr }: Outcome): object => ({ exit, stdout, stderr });

async function filledCache(): Promise<string> {
  const cache = newCache();
  await runInProcess(['analyze', layout, '--cache-dir', cache]);
  expect(filesOf(cache)).toHaveLength(4);
  return cache;
}

/** The layout with the last byte of its first layer changed. */
function damagedLayout(): string {
  const damaged = join(folder, 'damaged');
  cpSync(layout, damaged, { recursive: true });
  const blobs = join(damaged, 'blobs/sha256');
  const name = readdirSync(blobs).find((each) => readFileSync(join(blobs, each))[0] === 0x1f)!;
  const bytes = readFileSync(join(blobs, name));
  bytes[bytes.length - 1]! ^= 1;
  writeFileSync(join(blobs, name), bytes);
  return damaged;
}

describe('documents', () => {
  it.each<readonly string[]>([
    ['analyze', layout, '--duplicates', '--json'],
    ['analyze', layout, '--verify', '--json'],
    ['analyze', archive, '--json'],
    ['ls', layout, '-R', '--hash', '--json'],
    ['diff', archive, '--json'],
    ['log', layout, '/d/a', '--json'],
    ['cat', layout, '/big', '--layer', '0'],
  ])('are the same with a cold cache, a warm one and none: %s %s', async (...call) => {
    const cache = newCache();
    const none = await runProgram([...call, '--no-cache', '--cache-dir', cache]);
    expect(none.exit).toBe(0);
    const cold = await runProgram([...call, '--cache-dir', cache]);
    const kept = filesOf(cache);
    expect(kept.length).toBeGreaterThan(0);
    const warm = await runProgram([...call, '--cache-dir', cache]);
    expect([said(cold), said(warm)]).toEqual([said(none), said(none)]);
    expect(filesOf(cache)).toEqual(kept);
  });

  it('are the same from processes that run at once', async () => {
    const cache = newCache();
    const call = ['analyze', layout, '--json', '--cache-dir', cache];
    const all = await Promise.all([1, 2, 3].map(() => runProgram(call)));
    const none = await runProgram(['analyze', layout, '--json', '--no-cache']);
    expect(all.map(said)).toEqual(all.map(() => said(none)));
    expect(filesOf(cache)).toHaveLength(4);
  });

  it('are told from what went by on standard input, too', async () => {
    const cache = newCache();
    const stdin = { bytes: readFileSync(archive), chunkBytes: 1000 };
    const passed = await runInProcess(['ls', '-', '-R', '--json', '--cache-dir', cache], { stdin });
    expect(passed.exit).toBe(0);
    const kept = filesOf(cache);
    expect(kept).toHaveLength(4);
    const warm = await runInProcess(['analyze', layout, '--json', '--cache-dir', cache]);
    expect(said(warm)).toEqual(said(await runInProcess(['analyze', layout, '--json', '--no-cache'])));
    expect(filesOf(cache)).toEqual(kept);
  });

  it('of an image that was damaged since are refused as without a cache', async () => {
    const cache = await filledCache();
    const damaged = damagedLayout();
    const warm = await runInProcess(['analyze', damaged, '--cache-dir', cache]);
    expect(said(warm)).toEqual(said(await runInProcess(['analyze', damaged, '--no-cache'])));
    expect(warm.exit).toBe(3);
  });

  it('need no cache: only --verbose tells that none can be written', async () => {
    const file = written(folder, 'file', '');
    const quiet = await runInProcess(['analyze', layout, '--cache-dir', file]);
    expect(said(quiet)).toEqual(said(await runInProcess(['analyze', layout, '--no-cache'])));
    const { exit, stderr } = await runInProcess(['analyze', layout, '--cache-dir', file, '--verbose']);
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: expect.stringContaining('not a directory') as string });
  });
});

describe('varve cache', () => {
  it('ls lists the layers that are kept', async () => {
    const cache = await filledCache();
    const { exit, stdout } = await runInProcess(['cache', 'ls', '--cache-dir', cache, '--json']);
    expect(exit).toBe(0);
    const document = JSON.parse(stdout) as Record<string, unknown>;
    expect(new Ajv2020().validate(cacheSchema.json, document)).toBe(true);
    expect(document).toMatchObject({ kind: 'cache', schemaVersion: 1, directory: cache });
    const entries = (document['layers'] as { entries: number }[]).map((layer) => layer.entries);
    expect(entries.sort()).toEqual([3, 4]);
  });

  it('ls is a table for people', async () => {
    const cache = await filledCache();
    const now = Date.now() / 1000 + 300;
    const { stdout } = await runInProcess(['cache', 'ls', '--cache-dir', cache], { now: () => now });
    expect(stdout).toMatch(
      /^ {2}diff ID +entries +size +last used\n( {2}sha256:[0-9a-f]{12} .* 5 minutes ago\n){2}2 layers, /,
    );
  });

  it('prune removes down to a size, clear all', async () => {
    const cache = await filledCache();
    const kept = await runInProcess(['cache', 'prune', '--cache-dir', cache]);
    expect(kept.stdout).toMatch(/^removed 0 layers, 0 B\n2 layers, /);
    const pruned = await runInProcess(['cache', 'prune', '--max-size', '0', '--cache-dir', cache]);
    expect(pruned.stdout).toMatch(/^removed 2 layers, .*\nno layers in /);
    await runInProcess(['analyze', layout, '--cache-dir', cache]);
    const cleared = await runInProcess(['cache', 'clear', '--cache-dir', cache, '--json']);
    expect(JSON.parse(cleared.stdout)).toMatchObject({ bytes: 0, layers: [], removed: { layers: 2 } });
    expect(readdirSync(cache)).toEqual([]);
  });

  it('of a cache that is not there says so', async () => {
    const { exit, stdout } = await runInProcess(['cache', 'ls', '--cache-dir', join(folder, 'none')]);
    expect({ exit, stdout }).toEqual({ exit: 0, stdout: `no layers in ${join(folder, 'none')}\n` });
  });

  it.each<[string, readonly string[], number, string]>([
    ['an action that is none', ['cache', 'purge'], 2, 'the action is "purge"; it takes ls, prune, clear'],
    ['a size for a list', ['cache', 'ls', '--max-size', '1GB'], 2, '--max-size goes with prune only'],
    ['a size that is none', ['cache', 'prune', '--max-size', 'big'], 2, '--max-size is "big"'],
    ['a directory without a name', ['cache', 'ls', '--cache-dir', ''], 2, '--cache-dir names no directory'],
    ['a directory that is a file', ['cache', 'ls', '--cache-dir', DEMO], 3, 'not a directory'],
    ['to clear a file', ['cache', 'clear', '--cache-dir', DEMO], 4, 'not a directory'],
  ])('refuses %s', async (_what, argv, exit, message) => {
    const outcome = await runInProcess(argv);
    expect({ exit: outcome.exit, stdout: outcome.stdout }).toEqual({ exit, stdout: '' });
    expect(outcome.stderr).toContain(message);
  });
});

describe('the cache lies', () => {
  const linux = { system: 'linux', home: '/home/node', env: {} } as const;

  it.each<[string, Partial<Io>, string | undefined]>([
    ['below the home directory', {}, '/home/node/.cache/varve'],
    ['where XDG says', { env: { XDG_CACHE_HOME: '/c' } }, '/c/varve'],
    ['not where XDG says, when that is relative', { env: { XDG_CACHE_HOME: 'c' } }, '/home/node/.cache/varve'],
    ['where VARVE_CACHE_DIR says', { env: { XDG_CACHE_HOME: '/c', VARVE_CACHE_DIR: '/d' } }, '/d'],
    ['in Library/Caches', { system: 'darwin' }, '/home/node/Library/Caches/varve'],
    ['nowhere without a home', { home: '' }, undefined],
  ])('%s', (_where, world, place) => {
    expect(cachePlace({}, { ...linux, ...world } as Io)).toBe(place);
    expect(cachePlace({ 'cache-dir': 'given' }, { ...linux, ...world } as Io)).toBe('given');
  });
});
