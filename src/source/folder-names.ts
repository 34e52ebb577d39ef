import { readdirSync, statSync } from 'node:fs';
import { isSystemError, readFailed } from '../blob/system-error.ts';
import { printable } from '../base/text.ts';
import { VarveError } from '../model/error.ts';

const MAX_NAMES = 100_000;

/**
 * Names of the files and directories in a folder, sorted, links followed. What is neither - a pipe would never end - and
 * links that lead nowhere are left out.
 *
 * @throws VarveError `READ_FAILED`, `LIMIT`
 */
export function namesIn(folder: string): readonly string[] {
  try {
    const names = readdirSync(folder);
    if (names.length > MAX_NAMES) {
      throw new VarveError('LIMIT', `${printable(folder)} holds ${names.length} files, more than ${MAX_NAMES}`);
    }
    return names.filter((name) => isReadable(`${folder}/${name}`)).sort();
  } catch (error) {
    throw isSystemError(error) ? readFailed(`listing ${printable(folder)}`, error) : error;
  }
}

function isReadable(path: string): boolean {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    return stats !== undefined && (stats.isFile() || stats.isDirectory());
  } catch (error) {
    // A link that leads back to itself.
    if (isSystemError(error)) return false;
    throw error;
  }
}
