import { closeSync, lstatSync, openSync, readFileSync, readdirSync, readlinkSync, readSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import type { Blob } from '../blob/blob.ts';
import { openFile } from '../blob/file-blob.ts';
import { printable } from '../base/text.ts';
import { isSystemError } from '../blob/system-error.ts';
import { resolvePath, type Link, type Members } from './members.ts';
import { readNow } from './read-now.ts';

/** Manifests and configs: a layout may hold a hundred thousand, and reading one at once costs a tenth of waiting for it. */
const SMALL_BYTES = 64 * 1024;

const ABSENT: ReadonlySet<string | undefined> = new Set(['ENOTDIR', 'ENAMETOOLONG']);

/** The files below a directory, looked up one by one: a layout may hold a whole registry. */
export interface FolderMembers extends Members {
  /** Gives back what positional reads hold open. */
  close(): void;
}

/** Nothing outside of `folder` is ever read: links that lead out of it, and absolute ones, lead nowhere. */
export function folderMembers(folder: string): FolderMembers {
  const name = printable(folder);
  const handles = new Map<string, number>();
  return {
    name,
    paths: () => walk(folder, ''),
    find(path) {
      const real = resolvePath(path, (each) => linkAt(join(folder, each)));
      const stats = real === undefined ? undefined : statsOf(join(folder, real));
      if (real === undefined || !stats?.isFile()) return undefined;
      return { path: real, blob: lazyBlob(join(folder, real), `${name}: ${printable(real)}`, stats.size, handles) };
    },
    close() {
      for (const handle of handles.values()) closeSync(handle);
      handles.clear();
    },
  };
}

/** A file that is opened when its bytes are wanted, and closed after each pass: layouts hold more files than handles. */
function lazyBlob(path: string, name: string, sizeBytes: number, handles: Map<string, number>): Blob {
  return {
    name,
    sizeBytes,
    async *open() {
      if (sizeBytes <= SMALL_BYTES) return yield readNow(name, () => readFileSync(path));
      const file = await openFile(path);
      try {
        yield* file.blob(name).open();
      } finally {
        await file.close();
      }
    },
    readInto(target, offset) {
      const handle = handles.get(path) ?? readNow(name, () => openSync(path, 'r'));
      handles.set(path, handle);
      return readNow(name, () => readSync(handle, target, 0, target.length, offset));
    },
  };
}

/** All files below, sorted in each directory, links not followed. */
function* walk(folder: string, below: string): Iterable<string> {
  const entries = readNow(printable(folder), () => readdirSync(join(folder, below), { withFileTypes: true }));
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const path = below ? `${below}/${entry.name}` : entry.name;
    if (entry.isDirectory()) yield* walk(folder, path);
    else if (entry.isFile()) yield path;
  }
}

function linkAt(path: string): Link | undefined {
  return statsOf(path)?.isSymbolicLink() ? { target: readlinkSync(path), fromRoot: false } : undefined;
}

/** What cannot be there is not there: names below a file, names that are too long. */
function statsOf(path: string): Stats | undefined {
  return readNow(printable(path), () => {
    try {
      return lstatSync(path, { throwIfNoEntry: false });
    } catch (error) {
      if (isSystemError(error) && ABSENT.has(error.code)) return undefined;
      throw error;
    }
  });
}
