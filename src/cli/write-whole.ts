import { randomBytes } from 'node:crypto';
import { closeSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { printable } from '../base/text.ts';
import { VarveError } from '../model/error.ts';

/**
 * Writes a file whole or not at all: under another name beside it first, then moved into place. A pipe or device is
 * written to as it is.
 *
 * @throws VarveError `OUTPUT_FAILED`
 */
export async function writeWhole(path: string, pieces: Iterable<string>): Promise<void> {
  const existing = statSync(path, { throwIfNoEntry: false });
  if (existing && !existing.isFile()) return writing(path, () => writeTo(path, pieces));
  const temporary = join(dirname(path), `.varve-${randomBytes(6).toString('hex')}.tmp`);
  writing(path, () => {
    try {
      writeTo(temporary, pieces);
      renameSync(temporary, path);
    } catch (error) {
      rmSync(temporary, { force: true });
      throw error;
    }
  });
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

function writing(path: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof Error) || !('syscall' in error)) throw error;
    throw new VarveError('OUTPUT_FAILED', `${printable(path)} could not be written: ${error.message}`, {
      cause: error,
    });
  }
}
