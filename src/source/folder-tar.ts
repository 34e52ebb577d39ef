import {
  accessSync,
  closeSync,
  constants,
  lstatSync,
  openSync,
  readdirSync,
  readlinkSync,
  readSync,
  type BigIntStats,
} from 'node:fs';
import { concatBytes, compareBytes, utf8 } from '../base/bytes.ts';
import { printable, printableBytes } from '../base/text.ts';
import type { Blob } from '../blob/blob.ts';
import { Diagnostics, type Diagnostic } from '../model/diagnostic.ts';
import { VarveError } from '../model/error.ts';
import type { Limits } from '../model/limits.ts';
import { assembledTar } from './assembled-tar.ts';
import { readNow } from './read-now.ts';
import type { HeaderFields } from './tar-header.ts';

/** A directory as the tar of it would be. */
export interface FolderTar {
  readonly blob: Blob;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * The tree below a directory as a layer. Links are not followed; hard links within the tree stay hard links; names are in
 * the order of their bytes.
 *
 * @throws VarveError `READ_FAILED` when something in it may not be read, `LIMIT`
 */
export function folderTar(folder: string, limits: Limits): FolderTar {
  const diagnostics = new Diagnostics();
  const top = Buffer.from(folder);
  const entries = [...walk(top, limits, diagnostics)];
  const blob = assembledTar(printable(folder), entries, ({ name }, target, offset) =>
    readBody(below(top, name), target, offset),
  );
  return { blob, diagnostics: diagnostics.list() };
}

function readBody(path: Buffer, target: Uint8Array, offset: number): void {
  const handle = reading(path, () => openSync(path, 'r'));
  try {
    for (let done = 0; done < target.length;) {
      const bytes = reading(path, () => readSync(handle, target, done, target.length - done, offset + done));
      if (bytes === 0) throw new VarveError('READ_FAILED', `${printableBytes(path)} became shorter while it was read`);
      done += bytes;
    }
  } finally {
    closeSync(handle);
  }
}

function* walk(folder: Buffer, { maxEntries }: Limits, diagnostics: Diagnostics): Iterable<HeaderFields> {
  const inodes = new Map<string, Uint8Array>();
  const ahead = children(folder, new Uint8Array());
  for (let entries = 1; ahead.length > 0; entries += 1) {
    if (entries > maxEntries) throw tooMany(folder, maxEntries);
    const name = ahead.pop()!;
    const path = below(folder, name);
    const stats = reading(path, () => lstatSync(path, { bigint: true }));
    if (stats.isDirectory()) for (const child of children(folder, name)) ahead.push(child);
    const fields = fieldsOf(name, path, stats, inodes);
    if (fields) yield fields;
    else diagnostics.add(skipped(name));
  }
}

function tooMany(folder: Buffer, maxEntries: number): VarveError {
  const message = `${printableBytes(folder)} holds more than ${maxEntries} files`;
  return new VarveError('LIMIT', message, { hint: 'Raise it with --max-entries.' });
}

function skipped(name: Uint8Array): Diagnostic {
  const message = 'a socket was passed over: no layer can hold one';
  return { code: 'skipped-entry', message, path: `/${printableBytes(name)}` };
}

/** Names in a directory, last one first, so that the first is on top of the stack. */
function children(folder: Buffer, directory: Uint8Array): Uint8Array[] {
  const path = below(folder, directory);
  const names = reading(path, () => readdirSync(path, { encoding: 'buffer' }));
  names.sort((a, b) => compareBytes(b, a));
  return names.map((name) => (directory.length > 0 ? concatBytes([directory, utf8('/'), name]) : name));
}

function below(folder: Buffer, name: Uint8Array): Buffer {
  return name.length > 0 ? Buffer.concat([folder, utf8('/'), name]) : folder;
}

function fieldsOf(
  name: Uint8Array,
  path: Buffer,
  stats: BigIntStats,
  inodes: Map<string, Uint8Array>,
): HeaderFields | undefined {
  const none = new Uint8Array();
  const fields = {
    name,
    mode: Number(stats.mode & 0o7777n),
    uid: Number(stats.uid),
    gid: Number(stats.gid),
    sizeBytes: 0,
    mtimeSec: Math.floor(Number(stats.mtimeNs / 1_000_000n) / 1000),
    link: none,
    major: 0,
    minor: 0,
  };
  if (stats.isDirectory()) return { ...fields, flag: '5', name: concatBytes([name, utf8('/')]) };
  if (stats.isSymbolicLink())
    return { ...fields, flag: '2', mode: 0o777, link: reading(path, () => readlinkSync(path, { encoding: 'buffer' })) };
  if (stats.isFIFO()) return { ...fields, flag: '6' };
  if (stats.isCharacterDevice() || stats.isBlockDevice())
    return { ...fields, flag: stats.isBlockDevice() ? '4' : '3', ...device(Number(stats.rdev)) };
  if (!stats.isFile()) return undefined;
  const inode = `${stats.dev}:${stats.ino}`;
  const first = stats.nlink > 1n ? inodes.get(inode) : undefined;
  if (first) return { ...fields, flag: '1', link: first };
  if (stats.nlink > 1n) inodes.set(inode, name);
  reading(path, () => accessSync(path, constants.R_OK));
  return { ...fields, flag: '0', sizeBytes: Number(stats.size) };
}

/** Linux packs both numbers into one, the low bytes first. */
function device(rdev: number): { readonly major: number; readonly minor: number } {
  return { major: Math.floor(rdev / 256) % 4096, minor: (rdev % 256) + (Math.floor(rdev / 2 ** 20) % 4096) * 256 };
}

function reading<T>(path: Uint8Array, work: () => T): T {
  return readNow(
    printableBytes(path),
    work,
    'Run varve as a user who may read the whole tree, or give it a tar made by one.',
  );
}
