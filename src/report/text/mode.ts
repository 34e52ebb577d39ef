import type { LsEntry } from '../documents/ls.ts';

/** A hard link is one more name of a file, and shown as one. */
const LETTERS: Readonly<Record<LsEntry['type'], string>> = {
  file: '-',
  hardlink: '-',
  dir: 'd',
  symlink: 'l',
  char: 'c',
  block: 'b',
  fifo: 'p',
};

/** The three special bits, each with the execute bit it shares a place with. */
const SPECIAL = [
  { bit: 0o4000, execute: 0o100, place: 3, letter: 's' },
  { bit: 0o2000, execute: 0o010, place: 6, letter: 's' },
  { bit: 0o1000, execute: 0o001, place: 9, letter: 't' },
];

/** Type and permissions as `ls -l` writes them: `drwxr-xr-x`, `-rwsr-xr-x`, `drwxrwxrwt`. */
export function modeText({ type, mode }: Pick<LsEntry, 'type' | 'mode'>): string {
  const bits = Number.parseInt(mode, 8);
  const text = [LETTERS[type], ...[...'rwxrwxrwx'].map((letter, i) => (bits & (0o400 >> i) ? letter : '-'))];
  for (const { bit, execute, place, letter } of SPECIAL) {
    if (bits & bit) text[place] = bits & execute ? letter : letter.toUpperCase();
  }
  return text.join('');
}
