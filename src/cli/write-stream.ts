import { randomBytes } from 'node:crypto';
import { type FileHandle, link, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { printable } from '../base/text.ts';
import { isSystemError, systemReason } from '../blob/system-error.ts';
import { VarveError } from '../model/error.ts';

/**
 * Writes bytes that come one after the other, whole or not at all: under another name beside it first, then moved into
 * place. A pipe or device is written to as it is. Without `replace` a file that is there stays as it is.
 *
 * @throws VarveError `OUTPUT_FAILED`; what `pieces` throws comes out unchanged
 */
export async function writeStream(path: string, pieces: AsyncIterable<Uint8Array>, replace: boolean): Promise<void> {
  const target = new Target(path);
  const isSpecial = await target.try(isSpecialFile);
  const temporary = isSpecial ? path : join(dirname(path), `.varve-${randomBytes(6).toString('hex')}.tmp`);
  const file = await target.try(() => open(temporary, isSpecial ? 'w' : 'wx'));
  try {
    try {
      for await (const piece of pieces) await target.try(() => writeFully(file, piece));
    } finally {
      await file.close();
    }
    if (!isSpecial) await target.try(() => (replace ? rename(temporary, path) : linkNew(temporary, path)));
  } finally {
    if (!isSpecial) await rm(temporary, { force: true });
  }
}

/** Makes a folder, and those it lies in, where it is not there. @throws VarveError `OUTPUT_FAILED` */
export async function makeFolder(path: string): Promise<void> {
  await new Target(path).try((folder) => mkdir(folder, { recursive: true }));
}

/** What is written, for messages. */
class Target {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  async try<T>(work: (path: string) => Promise<T>): Promise<T> {
    try {
      return await work(this.#path);
    } catch (error) {
      if (!isSystemError(error)) throw error;
      const message = `${printable(this.#path)} could not be written: ${systemReason(error)}`;
      throw new VarveError('OUTPUT_FAILED', message, { cause: error });
    }
  }
}

/** A link fails where something is: unlike renaming, which replaces it. Some file systems have no links. */
async function linkNew(from: string, path: string): Promise<void> {
  try {
    await link(from, path);
  } catch (error) {
    if (!isSystemError(error) || error.code === 'EEXIST') throw error;
    await rename(from, path);
  }
}

async function isSpecialFile(path: string): Promise<boolean> {
  try {
    const found = await stat(path);
    return !found.isFile() && !found.isDirectory();
  } catch (error) {
    if (isSystemError(error) && error.code === 'ENOENT') return false;
    throw error;
  }
}

/** The system may take less than it was given. */
async function writeFully(file: FileHandle, piece: Uint8Array): Promise<void> {
  for (let at = 0; at < piece.length;) at += (await file.write(piece, at)).bytesWritten;
}
