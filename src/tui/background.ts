import type { Environment } from './color-depth.ts';

/** Whether the terminal writes bright on dark, or dark on light. */
export type Background = 'dark' | 'light' | 'unknown';

/** Asks the terminal for the colour of its background; {@link readBackground} reads the answer. */
export const BACKGROUND_QUERY = '\x1b]11;?\x1b\\';

/** Terminals that answer or keep silent; others would show the question. */
const ASKABLE = /^(xterm|tmux|rxvt|kitty|ghostty|alacritty|foot|wezterm|konsole|gnome|vte|st-|contour)/;

/** The answer: a colour of one to four hexadecimal digits a part. */
const ANSWER = /^\x1b\]11;rgba?:([0-9a-f]{1,4})\/([0-9a-f]{1,4})\/([0-9a-f]{1,4})/i;

/** Whether the terminal may be asked. */
export function isAskable(env: Environment): boolean {
  return ASKABLE.test(env['TERM'] ?? '');
}

/** What COLORFGBG says, which some terminals set: `foreground;background` as numbers of the 16 colours. */
export function backgroundOf(env: Environment): Background {
  const color = /;(\d+)$/.exec(env['COLORFGBG'] ?? '')?.[1];
  if (color === undefined) return 'unknown';
  return color === '7' || Number(color) > 8 ? 'light' : 'dark';
}

/** What the terminal's answer says; `null` when it is the answer to something else. */
export function readBackground(answer: string): 'dark' | 'light' | null {
  const parts = ANSWER.exec(answer)?.slice(1);
  if (!parts) return null;
  const [red, green, blue] = parts.map((digits) => Number.parseInt(digits, 16) / (16 ** digits.length - 1));
  return 0.299 * red! + 0.587 * green! + 0.114 * blue! > 0.5 ? 'light' : 'dark';
}
