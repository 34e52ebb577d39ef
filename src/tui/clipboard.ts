import type { Environment } from './color-depth.ts';

/** Terminals take at least this much. */
const MAX_BYTES = 74_994;
/** The console of Linux and old terminals would print it. */
const DEAF = /^(linux|vt\d)/;
/** GNU screen takes no longer strings. */
const SCREEN_CHUNK = 700;

/**
 * The bytes that ask the terminal to put the text on the clipboard (OSC 52), through tmux and screen where these lie
 * between; nothing where the terminal would not understand them or the text is too long for it.
 */
export function copySequence(text: string, env: Environment): string {
  const bytes = Buffer.from(text);
  const terminal = env['TERM'] ?? '';
  if (bytes.length > MAX_BYTES || DEAF.test(terminal)) return '';
  const sequence = `\x1b]52;c;${bytes.toString('base64')}\x07`;
  // tmux takes it itself or passes it on, as it is set up; the other of the two is ignored.
  if (env['TMUX']) return `${sequence}\x1bPtmux;\x1b${sequence}\x1b\\`;
  return terminal.startsWith('screen') ? throughScreen(sequence) : sequence;
}

function throughScreen(sequence: string): string {
  let wrapped = '';
  for (let at = 0; at < sequence.length; at += SCREEN_CHUNK) {
    wrapped += `\x1bP${sequence.slice(at, at + SCREEN_CHUNK)}\x1b\\`;
  }
  return wrapped;
}
