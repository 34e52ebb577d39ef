import { readSync } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { formatCount, printable } from '../base/text.ts';
import { VarveError } from '../model/error.ts';
import type { Blob } from './blob.ts';
import { isSystemError, onDisk, readFailed } from './system-error.ts';

const READ_BYTES = 1 << 20;

/** A file that is open for reading. */
export interface OpenFile {
  readonly sizeBytes: number;
  /** The part of the file from `offset` on, at most `length` bytes of it, never beyond the end of the file. */
  blob(name: string, offset?: number, length?: number): Blob;
  /** Its blobs cannot be read any more after this. May be called twice. */
  close(): Promise<void>;
}

/**
 * Opens a regular file. Pipes and devices are refused: they have no size and cannot be read twice.
 *
 * @throws VarveError `IMAGE_NOT_FOUND` when there is none, `READ_FAILED` for everything else
 */
export async function openFile(path: string): Promise<OpenFile> {
  const shown = printable(path);
  try {
    const found = await stat(path); // before opening, which would wait at a pipe that nobody writes to
    if (!found.isFile()) throw notAFile(shown, found.isDirectory());
    const handle = await open(path, 'r');
    const { size, dev, ino } = await handle.stat({ bigint: true });
    return fileOf(handle, Number(size), `${dev}:${ino}`);
  } catch (error) {
    throw isSystemError(error) ? notOpened(shown, error) : error;
  }
}

/** The first `sizeBytes` of a file that is open; `handle` is closed with it. `inode` tells the file from all others. */
export function fileOf(handle: FileHandle, sizeBytes: number, inode?: string): OpenFile {
  return {
    sizeBytes,
    blob(name, offset = 0, length = sizeBytes) {
      const start = Math.min(Math.max(0, offset), sizeBytes);
      const place = inode === undefined ? undefined : `${inode}:${start}`;
      return fileBlob(handle, { name, place, start, sizeBytes: Math.max(0, Math.min(length, sizeBytes - start)) });
    },
    close: () => handle.close(),
  };
}

/** Where a blob lies in its file. */
interface Part {
  readonly name: string;
  readonly place: string | undefined;
  readonly start: number;
  readonly sizeBytes: number;
}

function fileBlob(handle: FileHandle, part: Part): Blob {
  const { name, place, start, sizeBytes } = part;
  return {
    name,
    place,
    sizeBytes,
    open: () => pieces(handle, part),
    readInto(target, offset) {
      const wanted = target.subarray(0, Math.max(0, sizeBytes - offset));
      try {
        return readFully(handle.fd, wanted, start + offset);
      } catch (error) {
        throw isSystemError(error) ? readFailed(`reading ${name}`, error) : error;
      }
    },
  };
}

/** Reads ahead by one piece; each lies in memory of its own. */
async function* pieces(handle: FileHandle, part: Part): AsyncGenerator<Uint8Array> {
  let doneBytes = 0;
  let ahead = readPiece(handle, part, 0);
  try {
    while (doneBytes < part.sizeBytes) {
      const piece = await ahead;
      if (piece.length === 0) throw shrunk(part, doneBytes);
      doneBytes += piece.length;
      ahead = readPiece(handle, part, doneBytes);
      yield piece;
    }
  } finally {
    await ahead.catch(() => {}); // nobody asked for that one
  }
}

async function readPiece(handle: FileHandle, { name, start, sizeBytes }: Part, doneBytes: number): Promise<Uint8Array> {
  const buffer = Buffer.allocUnsafeSlow(Math.min(READ_BYTES, sizeBytes - doneBytes));
  if (buffer.length === 0) return buffer;
  const position = start + doneBytes;
  const { bytesRead } = await onDisk(`reading ${name}`, () => handle.read(buffer, 0, buffer.length, position));
  return buffer.subarray(0, bytesRead);
}

/** The system may give less than was asked for. */
function readFully(handle: number, target: Uint8Array, position: number): number {
  let doneBytes = 0;
  while (doneBytes < target.length) {
    const readBytes = readSync(handle, target, doneBytes, target.length - doneBytes, position + doneBytes);
    if (readBytes === 0) break;
    doneBytes += readBytes;
  }
  return doneBytes;
}

function notOpened(shown: string, error: NodeJS.ErrnoException): VarveError {
  if (error.code !== 'ENOENT') return readFailed(`opening ${shown}`, error);
  return new VarveError('IMAGE_NOT_FOUND', `${shown}: there is no such file`, {
    hint: 'Check the path; `docker save IMAGE -o FILE` makes such a file.',
    cause: error,
  });
}

function notAFile(shown: string, isDirectory: boolean): VarveError {
  return new VarveError('READ_FAILED', `${shown} is ${isDirectory ? 'a directory' : 'a pipe or a device'}, not a file`);
}

function shrunk({ name, sizeBytes }: Part, doneBytes: number): VarveError {
  const message = `reading ${name}: it ends at byte ${formatCount(doneBytes)} of ${formatCount(sizeBytes)}`;
  return new VarveError('READ_FAILED', message, { hint: 'The file became shorter while it was read: try again.' });
}
