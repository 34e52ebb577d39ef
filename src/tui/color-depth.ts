/** How many colours there are to paint with: none at all, the 8 or 16 of the terminal's theme, or the fixed 256. */
export type ColorDepth = 0 | 8 | 16 | 256;

/** `--color`. */
export type ColorChoice = 'auto' | 'always' | 'never';

/** Variables of the environment. */
export type Environment = Readonly<Record<string, string | undefined>>;

const MANY_COLORS = /256|direct|kitty|ghostty|alacritty|foot|wezterm/;
const NO_COLORS = /^vt\d|-m(ono)?$/;

/**
 * What TERM and COLORTERM promise, unless NO_COLOR or `never` forbid it; `always` is stronger than NO_COLOR. True colour
 * counts as 256: that is what is painted with.
 */
export function colorDepth(env: Environment, choice: ColorChoice = 'auto', system = 'linux'): ColorDepth {
  if (choice === 'never' || (choice === 'auto' && env['NO_COLOR'])) return 0;
  const terminal = env['TERM'] ?? '';
  if (/truecolor|24bit/.test(env['COLORTERM'] ?? '') || MANY_COLORS.test(terminal)) return 256;
  if (system === 'win32' && terminal === '') return 256;
  if (terminal === 'linux') return 8;
  return choice === 'auto' && NO_COLORS.test(terminal) ? 0 : 16;
}
