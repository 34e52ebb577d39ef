import { statSync } from 'node:fs';
import { isSystemError } from '../blob/system-error.ts';

/**
 * What lies at a path, links followed: for `parseReference`. All that is there and no directory is a `file`; what the
 * system will not tell of counts as absent, and opening it says why.
 */
export function pathKind(path: string): 'file' | 'dir' | null {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (!stats) return null;
    return stats.isDirectory() ? 'dir' : 'file';
  } catch (error) {
    if (isSystemError(error)) return null;
    throw error;
  }
}
