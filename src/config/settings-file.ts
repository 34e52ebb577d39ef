import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { getSystemErrorMap } from 'node:util';
import { invalidSettings } from './invalid-settings.ts';

/** The disk, as far as settings go. */
export interface SettingsDisk {
  /** The user's number, which is in the name of a folder; `undefined` where users have none. */
  readonly userId: number | undefined;
  /**
   * The content of a file; `undefined` when there is none.
   *
   * @throws VarveError `CONFIG_INVALID` when it cannot be read, or is larger than 1 MiB
   */
  read(path: string): Promise<Uint8Array | undefined>;
  /**
   * The names in a folder, sorted; none when there is no such folder.
   *
   * @throws VarveError `CONFIG_INVALID` when it cannot be read
   */
  list(folder: string): Promise<readonly string[]>;
}

const MAX_BYTES = 2 ** 20;
const MAX_NAMES = 1_000;

/** The disk of this machine. */
export function localDisk(): SettingsDisk {
  return {
    userId: process.getuid?.(),
    read: (path) => unlessMissing(path, undefined, () => contentOf(path)),
    list: (folder) => unlessMissing(folder, [], () => namesIn(folder)),
  };
}

async function contentOf(path: string): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  const stream: AsyncIterable<Buffer> = createReadStream(path, { end: MAX_BYTES });
  for await (const chunk of stream) chunks.push(chunk);
  const content = Buffer.concat(chunks);
  if (content.length > MAX_BYTES) throw invalidSettings(path, 'it is larger than 1 MiB');
  return content;
}

async function namesIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder);
  if (names.length > MAX_NAMES) throw invalidSettings(folder, `it holds more than ${MAX_NAMES} files`);
  return names.sort();
}

async function unlessMissing<T>(path: string, otherwise: T, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isSystemError(error)) throw error;
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return otherwise;
    throw invalidSettings(path, getSystemErrorMap().get(error.errno ?? 0)?.[1] ?? error.message);
  }
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error && 'syscall' in error;
}
