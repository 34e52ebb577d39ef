import { openSync } from 'node:fs';
import { platform } from 'node:os';
import { ReadStream } from 'node:tty';
import { isSystemError } from '../blob/system-error.ts';

/** The keyboard itself, where standard input is something else; `null` where the process has none. */
export function openKeyboard(): ReadStream | null {
  try {
    return new ReadStream(openSync(platform() === 'win32' ? '\\\\.\\CONIN$' : '/dev/tty', 'r'));
  } catch (error) {
    if (isSystemError(error)) return null;
    throw error;
  }
}
