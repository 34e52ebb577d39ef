import type { CacheFile, CacheFolder } from './cache-folder.ts';

/** What the cache may take when nobody says otherwise. */
export const DEFAULT_CACHE_BYTES = 2 * 2 ** 30;

/**
 * Removes what was not used for longest until the rest takes no more than `maxBytes`, and what dead processes left.
 * Gives what was removed.
 *
 * @throws whatever the system refuses
 */
export async function pruneCache(folder: CacheFolder, maxBytes: number): Promise<readonly CacheFile[]> {
  const files = await folder.list();
  let surplus = files.reduce((sum, { bytes }) => sum + bytes, 0) - maxBytes;
  const removed = files.filter((file) => {
    const mustGo = surplus > 0 || folder.isAbandoned(file);
    if (mustGo) surplus -= file.bytes;
    return mustGo;
  });
  await folder.remove(removed);
  return removed;
}

/** Removes all of it, and gives it. @throws whatever the system refuses */
export async function clearCache(folder: CacheFolder): Promise<readonly CacheFile[]> {
  const files = await folder.list();
  await folder.remove(files);
  await folder.removeEmpty();
  return files;
}
