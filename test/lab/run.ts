import { execFileSync } from 'node:child_process';
import { printable } from '../../src/base/text.ts';

/** What a program of this machine prints; thrown is what it complains of. */
export function run(
  program: string,
  argv: readonly string[],
  { cwd, env = {} }: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Buffer {
  return execFileSync(program, argv, {
    ...(cwd !== undefined && { cwd }),
    env: { ...process.env, LC_ALL: 'C', ...env },
    maxBuffer: 2 ** 30,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** What `work` gives, or the last line of what the program that it ran complained of. */
export function orComplaint<T>(work: () => T): T | string {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Error) || !('stderr' in error)) throw error;
    const lines = String(error.stderr).trim().split('\n');
    return cellText((lines.at(-1) || error.message).slice(0, 160));
  }
}

/** Text that can stand in a cell of a table. */
export function cellText(text: string): string {
  return printable(text).replaceAll('|', '\\|');
}
