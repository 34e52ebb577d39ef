import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CacheFolder } from '../../src/layer/cache-folder.ts';
import { listCache } from '../../src/layer/list-cache.ts';
import { clearCache, pruneCache } from '../../src/layer/prune-cache.ts';
import { temporaryFolder } from './temporary-folder.ts';

const layer = (digit: string): string => `sha256-${digit.repeat(64)}.layer`;
const unfinished = (digit: string): string => `${layer(digit)}.0123456789abcdef.tmp`;
const FOREIGN = ['sha256-xyz.layer', `${layer('a')}.bak`, 'notes.txt', `sha256-${'a'.repeat(65)}.blob`];

/** A cache of files of 100 bytes, with the ages of their last use in seconds. */
function cacheOf(files: Readonly<Record<string, number>>): { folder: CacheFolder; names: () => string[] } {
  const folder = new CacheFolder(temporaryFolder());
  mkdirSync(folder.path);
  const now = Date.now() / 1000;
  for (const [name, age] of Object.entries(files)) {
    writeFileSync(join(folder.path, name), new Uint8Array(100));
    utimesSync(join(folder.path, name), now - age, now - age);
  }
  return { folder, names: () => readdirSync(folder.path).sort() };
}

describe('pruning', () => {
  it.each([
    [300, []],
    [299, ['b']],
    [200, ['b']],
    [199, ['b', 'c']],
    [0, ['b', 'c', 'a']],
  ])('down to %d bytes removes what was not used for longest', async (maxBytes, gone) => {
    const { folder } = cacheOf({ [layer('a')]: 1, [layer('b')]: 30, [layer('c')]: 20 });
    const removed = await pruneCache(folder, maxBytes);
    expect(removed.map(({ name }) => name)).toEqual(gone.map(layer));
  });

  it('counts reading a file as use', async () => {
    const { folder, names } = cacheOf({ [layer('a')]: 10, [layer('b')]: 20 });
    await folder.read(layer('b'));
    await pruneCache(folder, 100);
    expect(names()).toEqual([layer('b')]);
  });

  it('takes files of the same age by their names', async () => {
    const { folder, names } = cacheOf({ [layer('b')]: 10, [layer('a')]: 10, [layer('c')]: 10 });
    const files = await folder.list();
    for (const { name } of files) utimesSync(join(folder.path, name), 1000, 1000);
    await pruneCache(folder, 100);
    expect(names()).toEqual([layer('c')]);
  });

  it('removes what a process left that died while it wrote, not what is being written', async () => {
    const { folder, names } = cacheOf({ [unfinished('a')]: 7200, [unfinished('b')]: 5 });
    await pruneCache(folder, 1000);
    expect(names()).toEqual([unfinished('b')]);
  });

  it.each(['prune', 'clear'])('touches nothing but what the cache has written: %s', async (action) => {
    const foreign = Object.fromEntries(FOREIGN.map((name) => [name, 9999]));
    const { folder, names } = cacheOf({ ...foreign, [layer('a')]: 1 });
    mkdirSync(join(folder.path, layer('d')));
    await (action === 'prune' ? pruneCache(folder, 0) : clearCache(folder));
    expect(names()).toEqual([...FOREIGN, layer('d')].sort());
  });
});

describe('clearing', () => {
  it('removes the folder, too', async () => {
    const { folder, names } = cacheOf({ [layer('a')]: 1, [unfinished('b')]: 1 });
    expect(await clearCache(folder)).toHaveLength(2);
    expect(names).toThrow('ENOENT');
    expect(await clearCache(folder)).toEqual([]);
  });
});

describe('listing', () => {
  it('shows layers, last used first, and what is no layer as damaged', async () => {
    const { folder } = cacheOf({ [layer('a')]: 5, [layer('b')]: 1, [layer('a').replace('layer', 'blob')]: 1 });
    expect(await listCache(folder)).toMatchObject({
      bytes: 300,
      layers: [
        { diffId: `sha256:${'b'.repeat(64)}`, entries: null, bytes: 100 },
        { diffId: `sha256:${'a'.repeat(64)}`, entries: null, bytes: 100 },
      ],
    });
  });

  it('of a cache that is not there shows nothing', async () => {
    expect(await listCache(new CacheFolder(temporaryFolder()))).toEqual({ bytes: 0, layers: [] });
  });
});
