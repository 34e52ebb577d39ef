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
import { padded } from '../tar/header.ts';
import { readNow } from './read-now.ts';
import { encodeHeader, type HeaderFields } from './tar-header.ts';

/** A directory as the tar of it would be. */
export interface FolderTar {
  readonly blob: Blob;
  readonly diagnostics: readonly Diagnostic[];
}

/** Which entry starts where; one more start marks the end. */
interface Plan {
  readonly folder: Buffer;
  readonly files: readonly HeaderFields[];
  readonly starts: Float64Array;
}

const CHUNK_BYTES = 2 ** 20;
const END_BYTES = 1024;

/**
 * The tree below a directory as a layer: a tar that is never written, whose pieces are made when they are read. Links are
 * not followed; hard links within the tree stay hard links; names are in the order of their bytes.
 *
 * @throws VarveError `READ_FAILED` when something in it may not be read, `LIMIT`
 */
export function folderTar(folder: string, limits: Limits): FolderTar {
  const diagnostics = new Diagnostics();
  const files = [...walk(Buffer.from(folder), limits, diagnostics)];
  const starts = new Float64Array(files.length + 1);
  files.forEach((fields, i) => (starts[i + 1] = starts[i]! + encodeHeader(fields).length + padded(fields.sizeBytes)));
  const sizeBytes = starts[files.length]! + END_BYTES;
  const plan: Plan = { folder: Buffer.from(folder), files, starts };
  const readInto = (target: Uint8Array, offset: number) =>
    fill(target.subarray(0, Math.max(0, sizeBytes - offset)), offset, plan);
  return {
    blob: { name: printable(folder), sizeBytes, readInto, open: () => passes(readInto, sizeBytes) },
    diagnostics: diagnostics.list(),
  };
}

async function* passes(
  readInto: (target: Uint8Array, offset: number) => number,
  sizeBytes: number,
): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < sizeBytes; at += CHUNK_BYTES) {
    const chunk = new Uint8Array(Math.min(CHUNK_BYTES, sizeBytes - at));
    readInto(chunk, at);
    yield chunk;
  }
}

/** Fills `target` from `offset` of the tar on: headers are made, bodies read, all between is zeros. */
function fill(target: Uint8Array, offset: number, { folder, files, starts }: Plan): number {
  target.fill(0);
  for (let i = fileAt(starts, offset); i < files.length && starts[i]! < offset + target.length; i += 1) {
    const fields = files[i]!;
    const header = encodeHeader(fields);
    copyAt(target, header, starts[i]! - offset);
    if (fields.sizeBytes > 0)
      readBody(target, below(folder, fields.name), fields.sizeBytes, starts[i]! + header.length - offset);
  }
  return target.length;
}

/** The last file that starts at or before `offset`. */
function fileAt(starts: Float64Array, offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (starts[middle]! <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Copies what of `bytes` falls into `target` when they stand at `at` of it, which may lie before it. */
function copyAt(target: Uint8Array, bytes: Uint8Array, at: number): void {
  const piece = bytes.subarray(Math.max(0, -at), Math.max(0, target.length - at));
  if (piece.length > 0) target.set(piece, Math.max(0, at));
}

function readBody(target: Uint8Array, path: Buffer, sizeBytes: number, at: number): void {
  const from = Math.max(0, -at);
  const wanted = target.subarray(Math.max(0, at), Math.max(0, Math.min(target.length, at + sizeBytes)));
  if (wanted.length === 0 || from >= sizeBytes) return;
  const handle = reading(path, () => openSync(path, 'r'));
  try {
    for (let done = 0; done < wanted.length;) {
      const bytes = reading(path, () => readSync(handle, wanted, done, wanted.length - done, from + done));
      if (bytes === 0) throw new VarveError('READ_FAILED', `${printableBytes(path)} became shorter while it was read`);
      done += bytes;
    }
  } finally {
    closeSync(handle);
  }
}

function* walk(folder: Buffer, { maxEntries }: Limits, diagnostics: Diagnostics): Iterable<HeaderFields> {
  const inodes = new Map<string, Uint8Array>();
  const ahead: Uint8Array[] = children(folder, new Uint8Array());
  for (let entries = 1; ahead.length > 0; entries += 1) {
    if (entries > maxEntries)
      throw new VarveError('LIMIT', `${printableBytes(folder)} holds more than ${maxEntries} files`, {
        hint: 'Raise it with --max-entries.',
      });
    const name = ahead.pop()!;
    const path = below(folder, name);
    const stats = reading(path, () => lstatSync(path, { bigint: true }));
    if (stats.isDirectory()) ahead.push(...children(folder, name));
    const fields = fieldsOf(name, path, stats, inodes);
    if (fields) yield fields;
    else
      diagnostics.add({
        code: 'skipped-entry',
        message: 'a socket was passed over: no layer can hold one',
        path: `/${printableBytes(name)}`,
      });
  }
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
