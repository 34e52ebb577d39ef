import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { mkdir, open, readdir, rename, rm, rmdir, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { isSystemError } from '../blob/system-error.ts';

/** A file of the cache. */
export interface CacheFile {
  readonly name: string;
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly usedAtMs: number;
}

/** Other layouts of the folder will lie beside this one. */
const SUBFOLDER = 'v1';
/** Larger files would be no faster than the layers they stand for. */
const MAX_FILE_BYTES = 2 ** 30;
/** A file that was begun so long ago was left by a process that died. */
const ABANDONED_MS = 3_600_000;

/** Names that the cache gives: a digest and what is known by it, or such a file while it is written. */
const NAME = /^(?:sha256-[0-9a-f]{64}|sha512-[0-9a-f]{128})\.(?:layer|blob|json|answer)(?:\.[0-9a-f]{16}\.tmp)?$/;

/** The folder the files of the cache lie in. It is made when the first is written; nothing but these files is touched. */
export class CacheFolder {
  readonly path: string;

  /** `folder` is the user's; the files lie in a folder of their own within. */
  constructor(folder: string) {
    this.path = join(folder, SUBFOLDER);
  }

  /** The bytes of a file, and a mark that it was used; `undefined` when it is not there or cannot be read. */
  async read(name: string): Promise<Uint8Array | undefined> {
    const bytes = await orNothing(() => readRegular(join(this.path, name), MAX_FILE_BYTES));
    if (bytes) await orNothing(() => this.#touch(name));
    return bytes;
  }

  /** The first bytes of a file. Does not count as use. */
  async readStart(name: string, length: number): Promise<Uint8Array | undefined> {
    return orNothing(() => readRegular(join(this.path, name), length));
  }

  /**
   * Writes a file whole or not at all: whoever reads at the same time finds the one before, this one or none.
   *
   * @throws whatever the system refuses
   */
  async write(name: string, bytes: Uint8Array): Promise<void> {
    if (bytes.length > MAX_FILE_BYTES) return;
    await mkdir(this.path, { recursive: true, mode: 0o700 });
    const unfinished = join(this.path, `${name}.${randomBytes(8).toString('hex')}.tmp`);
    try {
      const handle = await open(unfinished, 'wx', 0o600);
      await handle.writeFile(bytes).finally(() => handle.close());
      await rename(unfinished, join(this.path, name));
    } catch (error) {
      await rm(unfinished, { force: true });
      throw error;
    }
  }

  /** All files, least recently used first, ties by name. @throws whatever the system refuses */
  async list(): Promise<readonly CacheFile[]> {
    const names = (await ifThere(() => readdir(this.path))) ?? [];
    const found = await Promise.all(names.filter((name) => NAME.test(name)).map((name) => this.#file(name)));
    const files = found.filter((file) => file !== undefined);
    return files.sort((a, b) => a.usedAtMs - b.usedAtMs || (a.name < b.name ? -1 : 1));
  }

  /** Whether a file was left by a process that died while it wrote it. */
  isAbandoned({ name, usedAtMs }: CacheFile): boolean {
    return name.endsWith('.tmp') && usedAtMs < Date.now() - ABANDONED_MS;
  }

  /** Removes files; one that another process removed before is no failure. @throws whatever the system refuses */
  async remove(files: readonly CacheFile[]): Promise<void> {
    for (const { name } of files) await rm(join(this.path, name), { force: true });
  }

  /** Removes the folder if nothing is left in it. */
  async removeEmpty(): Promise<void> {
    await orNothing(() => rmdir(this.path));
  }

  async #file(name: string): Promise<CacheFile | undefined> {
    const found = await ifThere(() => stat(join(this.path, name)));
    return found?.isFile() ? { name, bytes: found.size, usedAtMs: found.mtimeMs } : undefined;
  }

  async #touch(name: string): Promise<void> {
    const now = new Date();
    await utimes(join(this.path, name), now, now);
  }
}

/** The file from its start, `length` bytes at most. A pipe in the place of a file must not be waited for. */
async function readRegular(path: string, length: number): Promise<Uint8Array | undefined> {
  const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const found = await handle.stat();
    if (!found.isFile()) return undefined;
    const bytes = new Uint8Array(Math.min(found.size, length));
    for (let at = 0; at < bytes.length;) {
      const { bytesRead } = await handle.read(bytes, at, bytes.length - at, at);
      if (bytesRead === 0) return undefined;
      at += bytesRead;
    }
    return bytes;
  } finally {
    await handle.close();
  }
}

async function orNothing<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (isSystemError(error)) return undefined;
    throw error;
  }
}

async function ifThere<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (isSystemError(error) && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
