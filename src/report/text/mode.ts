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

/** Three permissions of one party: plain, and with the special bit that shares the place of `x`. */
const PLAIN = ['---', '--x', '-w-', '-wx', 'r--', 'r-x', 'rw-', 'rwx'];
const SET_ID = ['--S', '--s', '-wS', '-ws', 'r-S', 'r-s', 'rwS', 'rws'];
const STICKY = ['--T', '--t', '-wT', '-wt', 'r-T', 'r-t', 'rwT', 'rwt'];

/** Type and permissions as `ls -l` writes them: `drwxr-xr-x`, `-rwsr-xr-x`, `drwxrwxrwt`. */
export function modeText({ type, mode }: Pick<LsEntry, 'type' | 'mode'>): string {
  const bits = Number.parseInt(mode, 8);
  const owner = (bits & 0o4000 ? SET_ID : PLAIN)[(bits >> 6) & 7]!;
  const group = (bits & 0o2000 ? SET_ID : PLAIN)[(bits >> 3) & 7]!;
  const others = (bits & 0o1000 ? STICKY : PLAIN)[bits & 7]!;
  return LETTERS[type] + owner + group + others;
}
