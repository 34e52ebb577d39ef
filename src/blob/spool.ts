import { randomUUID } from 'node:crypto';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { printable } from '../base/text.ts';
import { fileOf, type OpenFile } from './file-blob.ts';
import { onDisk } from './system-error.ts';

const HINT = 'Set TMPDIR to a directory with enough room that may be written to.';

/** A temporary file that is being filled. */
export interface Spool {
  /** @throws VarveError `READ_FAILED` when it cannot be written */
  append(chunk: Uint8Array): Promise<void>;
  /** The file as far as it was filled. */
  finish(): OpenFile;
  /** Gives it up. */
  discard(): Promise<void>;
}

/**
 * Opens a temporary file that nobody else can read. It loses its name as soon as it is open, so the system removes it when
 * it is closed or with the process, however that ends. `name` says what it will hold.
 *
 * @throws VarveError `READ_FAILED` when it cannot be made
 */
export async function openSpool(name: string): Promise<Spool> {
  const attempt = `keeping ${name} in ${printable(tmpdir())}`;
  const handle = await onDisk(attempt, openNameless, HINT);
  let sizeBytes = 0;
  return {
    async append(chunk) {
      await onDisk(attempt, () => writeFully(handle, chunk, sizeBytes), HINT);
      sizeBytes += chunk.length;
    },
    finish: () => fileOf(handle, sizeBytes),
    discard: () => handle.close(),
  };
}

/**
 * Copies a stream into such a file, and gives that file.
 *
 * @throws VarveError `READ_FAILED` when it cannot be written; what `chunks` throws comes out unchanged
 */
export async function spool(name: string, chunks: AsyncIterable<Uint8Array>): Promise<OpenFile> {
  const copy = await openSpool(name);
  try {
    for await (const chunk of chunks) await copy.append(chunk);
    return copy.finish();
  } catch (error) {
    await copy.discard();
    throw error;
  }
}

async function openNameless(): Promise<FileHandle> {
  const path = join(tmpdir(), `varve-${randomUUID()}`);
  const handle = await open(path, 'wx+', 0o600);
  await unlink(path);
  return handle;
}

/** The system may take less than it was given. */
async function writeFully(handle: FileHandle, chunk: Uint8Array, position: number): Promise<void> {
  for (let doneBytes = 0; doneBytes < chunk.length;) {
    const { bytesWritten } = await handle.write(chunk, doneBytes, chunk.length - doneBytes, position + doneBytes);
    doneBytes += bytesWritten;
  }
}
