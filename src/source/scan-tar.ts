import type { OpenFile } from '../blob/file-blob.ts';
import { during } from '../model/error.ts';
import type { TarEntry } from '../tar/entry.ts';
import { hopTar } from '../tar/hop.ts';

/** What scanning needs of a file that lies plain on disk: its size, and runs of it. */
export type Seekable = Pick<OpenFile, 'sizeBytes' | 'blob'>;

/**
 * Tells `visit` of every entry of a plain tar, in order, without reading bodies; lets others work now and then.
 * The entry object is reused. Oddities are not told: engines do not mind them in the outer archive.
 *
 * @throws VarveError `TAR_DAMAGED`, naming the file
 */
export async function scanTar(file: Seekable, name: string, visit: (entry: TarEntry) => void): Promise<void> {
  const { readInto } = file.blob(name);
  if (!readInto) throw new Error(`${name} cannot be read at an offset`);
  await during(`reading ${name}`, async () => {
    for (const _ of hopTar(readInto, file.sizeBytes, { entry: visit, oddity: () => {} })) await letOthersWork();
  });
}

function letOthersWork(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}
