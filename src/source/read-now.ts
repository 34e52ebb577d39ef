import { isSystemError, readFailed } from '../blob/system-error.ts';

/**
 * Runs `work` on the disk at once; `what` is what it reads, printable.
 *
 * @throws VarveError `READ_FAILED`
 */
export function readNow<T>(what: string, work: () => T, hint?: string): T {
  try {
    return work();
  } catch (error) {
    throw isSystemError(error) ? readFailed(`reading ${what}`, error, hint) : error;
  }
}
