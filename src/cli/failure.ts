import { printable } from '../base/text.ts';
import { ERRORS, VarveError } from '../model/error.ts';

const BUG = 70;
const MAX_MESSAGE_CHARACTERS = 1500;

/** One sentence and a hint for a failure the user can act on; the whole stack for a bug. */
export function failureText(error: unknown): string {
  if (!(error instanceof VarveError)) {
    const stack = error instanceof Error ? error.stack : String(error);
    return `varve: this is a bug, please report it with the command that led here\n${stack}\n`;
  }
  const lines = [`varve: ${error.message}`, ...(error.hint ? error.hint.split('\n').map((line) => `  ${line}`) : [])];
  return `${lines
    .flatMap((line) => line.split('\n'))
    .map(shown)
    .join('\n')}\n`;
}

/** The exit code that CONTRACT.md gives the failure. */
export function exitCodeOf(error: unknown): number {
  return error instanceof VarveError ? ERRORS[error.code].exit : BUG;
}

/** Messages are made of printable parts; this is the last look, and keeps a line readable. */
function shown(line: string): string {
  const text = printable(line);
  return text.length > MAX_MESSAGE_CHARACTERS ? `${text.slice(0, MAX_MESSAGE_CHARACTERS)}…` : text;
}
