import { randomBytes } from 'node:crypto';
import { chmodSync, closeSync, openSync, realpathSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { printable } from '../base/text.ts';
import { isSystemError, systemReason } from '../blob/system-error.ts';
import { VarveError } from '../model/error.ts';

/**
 * Writes a file whole or not at all: under another name beside it first, then moved into place. A file that is replaced
 * keeps its permissions, and links to it go on leading there. A pipe or device is written to as it is.
 *
 * @throws VarveError `OUTPUT_FAILED`
 */
export async function writeWhole(path: string, pieces: Iterable<string>): Promise<void> {
  try {
    const existing = statSync(path, { throwIfNoEntry: false });
    if (!existing) moveIntoPlace(path, pieces);
    else if (existing.isFile()) moveIntoPlace(realpathSync(path), pieces, existing.mode);
    else writeTo(path, pieces);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    const message = `${printable(path)} could not be written: ${systemReason(error)}`;
    throw new VarveError('OUTPUT_FAILED', message, { cause: error });
  }
}

function moveIntoPlace(path: string, pieces: Iterable<string>, mode?: number): void {
  const temporary = join(dirname(path), `.varve-${randomBytes(6).toString('hex')}.tmp`);
  try {
    writeTo(temporary, pieces);
    if (mode !== undefined) chmodSync(temporary, mode);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

function writeTo(path: string, pieces: Iterable<string>): void {
  const file = openSync(path, 'w');
  try {
    for (const piece of pieces) {
      const bytes = Buffer.from(piece);
      for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
    }
  } finally {
    closeSync(file);
  }
}
