import { homedir, platform } from 'node:os';
import { isAbsolute, sep } from 'node:path';
import type { RemoteOptions } from './remote-options.ts';

/** Where this user's settings lie, and how this system is called. */
export function thisMachine(): Pick<RemoteOptions, 'home' | 'system'> {
  const system = platform();
  return { home: homeFolder(), system: system === 'win32' || system === 'darwin' ? system : 'linux' };
}

/**
 * The root when the system knows no home: in a container, the user may be any number. Never a relative path: settings must
 * not be taken from wherever varve is called.
 */
function homeFolder(): string {
  try {
    const home = homedir();
    return isAbsolute(home) ? home : sep;
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) return sep;
    throw error;
  }
}
