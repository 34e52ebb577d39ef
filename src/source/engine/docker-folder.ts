import { join } from 'node:path';
import { JsonError, parseJson } from '../../base/json.ts';
import { type Shape, ShapeError } from '../../base/shape.ts';
import { printable } from '../../base/text.ts';
import { openFile } from '../../blob/file-blob.ts';
import { readAll } from '../../blob/read-all.ts';
import type { RemoteOptions } from '../../config/remote-options.ts';
import { VarveError } from '../../model/error.ts';
import type { EngineTls } from './engine-address.ts';

/** Settings are a few kilobytes. */
const MAX_SETTINGS_BYTES = 2 ** 20;

/** Where docker's command line keeps its settings. */
export function dockerFolder({ env, home }: RemoteOptions): string {
  return env['DOCKER_CONFIG'] || join(home, '.docker');
}

/**
 * What lies in a folder of certificates: `ca.pem`, `cert.pem` and `key.pem`, each of them only if it is there.
 *
 * @throws VarveError `READ_FAILED`, `LIMIT`
 */
export async function readTls(folder: string): Promise<Omit<EngineTls, 'verify'>> {
  const [ca, cert, key] = await Promise.all(['ca', 'cert', 'key'].map((name) => readIfThere(`${folder}/${name}.pem`)));
  return { ca, cert, key };
}

/**
 * A JSON document of docker's settings; `undefined` when it is not there.
 *
 * @throws VarveError `CONFIG_INVALID`, `READ_FAILED`, `LIMIT`
 */
export async function readSettings<T>(path: string, shape: Shape<T>): Promise<T | undefined> {
  const bytes = await readIfThere(path);
  if (!bytes) return undefined;
  try {
    return shape(parseJson(bytes), 'the document');
  } catch (error) {
    if (!(error instanceof JsonError || error instanceof ShapeError)) throw error;
    throw new VarveError('CONFIG_INVALID', `reading ${printable(path)}: ${error.message}`, { cause: error });
  }
}

async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  const file = await openFile(path).catch((error: unknown) => {
    if (error instanceof VarveError && error.code === 'IMAGE_NOT_FOUND') return undefined;
    throw error;
  });
  if (!file) return undefined;
  try {
    return await readAll(file.blob(printable(path)), MAX_SETTINGS_BYTES);
  } finally {
    await file.close();
  }
}
