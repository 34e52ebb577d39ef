import { getSystemErrorMap } from 'node:util';
import { VarveError } from '../model/error.ts';

/** Whether the system refused something, with a code such as `ENOENT`. */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error && 'syscall' in error;
}

/** What the system said, in plain words: `permission denied`. */
export function systemReason(error: NodeJS.ErrnoException): string {
  const known = error.errno === undefined ? undefined : getSystemErrorMap().get(error.errno);
  return known?.[1] ?? error.message;
}

/**
 * Runs `work` on the disk; `attempt` says what it does: `reading app.tar`. Errors that are not the system's pass untouched.
 *
 * @throws VarveError `READ_FAILED`
 */
export async function onDisk<T>(attempt: string, work: () => Promise<T>, hint?: string): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw isSystemError(error) ? readFailed(attempt, error, hint) : error;
  }
}

/** The failure of an attempt on the disk. */
export function readFailed(attempt: string, error: NodeJS.ErrnoException, hint?: string): VarveError {
  return new VarveError('READ_FAILED', `${attempt}: ${systemReason(error)}`, { hint, cause: error });
}
