import type { Environment } from './color-depth.ts';

/** Whether a screen can be drawn and keys be read at all: both ends are terminals, and not dumb ones. */
export function isUsable(
  env: Environment,
  input: { readonly isTTY?: boolean },
  output: { readonly isTTY?: boolean },
  system = 'linux',
): boolean {
  const terminal = env['TERM'] ?? '';
  return (
    input.isTTY === true && output.isTTY === true && terminal !== 'dumb' && (terminal !== '' || system === 'win32')
  );
}

/** Whether the locale is one of UTF-8; C, POSIX and none at all are ASCII. */
export function hasUnicode(env: Environment, system = 'linux'): boolean {
  if (system === 'win32') return true;
  return /utf-?8/i.test(env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '');
}
