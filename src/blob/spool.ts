import { randomUUID } from 'node:crypto';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { printable } from '../base/text.ts';
import { fileOf, type OpenFile } from './file-blob.ts';
import { onDisk } from './system-error.ts';

const HINT = 'Set TMPDIR to a directory with enough room that may be written to.';

/**
 * Copies a stream into a temporary file that nobody else can read, and gives that file. It loses its name as soon as it is
 * open, so the system removes it with `close` or with the process, however that ends.
 *
 * @throws VarveError `READ_FAILED` when it cannot be written; what `chunks` throws comes out unchanged
 */
export async function spool(name: string, chunks: AsyncIterable<Uint8Array>): Promise<OpenFile> {
  const attempt = `keeping ${name} in ${printable(tmpdir())}`;
  const handle = await onDisk(attempt, openNameless, HINT);
  try {
    let sizeBytes = 0;
    for await (const chunk of chunks) {
      const at = sizeBytes;
      await onDisk(attempt, () => writeFully(handle, chunk, at), HINT);
      sizeBytes += chunk.length;
    }
    return fileOf(handle, sizeBytes);
  } catch (error) {
    await handle.close();
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
