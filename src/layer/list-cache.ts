import type { CacheFile, CacheFolder } from './cache-folder.ts';
import { rowsOfFile, START_BYTES } from './layer-file.ts';

/** A layer as the cache keeps it. */
export interface CachedLayer {
  readonly diffId: string;
  /** `null` when the file is damaged or of another version; it is written anew when its layer is read. */
  readonly entries: number | null;
  readonly bytes: number;
  readonly usedAtMs: number;
}

/** What the cache keeps: its layers, last used first, ties by diff ID; and what all its files take. */
export interface CacheList {
  readonly layers: readonly CachedLayer[];
  readonly bytes: number;
}

/** Looks at the files of a cache. @throws whatever the system refuses */
export async function listCache(folder: CacheFolder): Promise<CacheList> {
  const files = await folder.list();
  const layers: CachedLayer[] = [];
  for (const { name, bytes, usedAtMs } of files.filter(isLayer)) {
    const start = await folder.readStart(name, START_BYTES);
    const diffId = name.replace('-', ':').replace('.layer', '');
    layers.push({ diffId, entries: (start && rowsOfFile(start)) ?? null, bytes, usedAtMs });
  }
  layers.sort((a, b) => b.usedAtMs - a.usedAtMs || (a.diffId < b.diffId ? -1 : 1));
  return { layers, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0) };
}

/** Whether a file holds a layer, and not a note about one. */
export function isLayer({ name }: CacheFile): boolean {
  return name.endsWith('.layer');
}
