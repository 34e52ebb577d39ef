import { printable } from '../../base/text.ts';

/** A word as a POSIX shell takes it, quoted only where it must be. */
export function shellWord(text: string): string {
  const word = printable(text);
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
