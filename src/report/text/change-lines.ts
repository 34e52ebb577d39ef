import { formatBytes, formatCount, plural, printable } from '../../base/text.ts';
import type { DiffChange, DiffSummary } from '../documents/diff.ts';
import type { Part } from './flow.ts';
import { LETTER_TONES, painted, type TextStyle } from './style.ts';

/** How changes are listed. */
export interface ChangeStyle extends TextStyle {
  /** `lines` of docker diff, the `names` that git would print, or nothing but `sums`. */
  readonly form: 'lines' | 'names' | 'sums';
}

/** The changes one by one, in the form that is asked for. */
export function* changeLines(changes: Iterable<DiffChange>, style: ChangeStyle): Generator<string> {
  if (style.form === 'sums') return;
  for (const change of changes) {
    const line = style.form === 'names' ? nameLine(change, style) : dockerLine(change, style);
    if (line !== '') yield `${line}\n`;
  }
}

function dockerLine({ change, from, path }: DiffChange, style: TextStyle): string {
  const source = from === undefined ? '' : `${printable(from)} -> `;
  return `${painted(style, LETTER_TONES[change], change)} ${source}${printable(path)}`;
}

/** As `git diff --name-status`: a directory that is listed only for what it holds is left out. */
function nameLine({ change, from, path, type, reasons }: DiffChange, style: TextStyle): string {
  if (change === 'C' && type === 'dir' && reasons.length === 0) return '';
  const letter = change === 'C' ? (reasons.includes('type') ? 'T' : 'M') : change === 'R' ? 'R100' : change;
  const names = from === undefined ? [path] : [from, path];
  return [painted(style, LETTER_TONES[change], letter), ...names.map(printable)].join('\t');
}

/** `A 1,204 (+98.4 MB)`: for each letter how many files, and what they add; then how many directories there are besides. */
export function sumParts({ directories, ...sums }: DiffSummary, style: TextStyle): Part[] {
  const files = fileParts(sums, style);
  if (directories === 0) return files;
  const count = plural(directories, 'directory', 'directories');
  return [...files, { text: files.length > 0 ? `and ${count}` : `only ${count}` }];
}

function fileParts({ added, changed, deleted, renamed }: Omit<DiffSummary, 'directories'>, style: TextStyle): Part[] {
  const sums = { A: added, C: changed, D: deleted, R: renamed } as const;
  return (['A', 'C', 'D', 'R'] as const).flatMap((letter): Part[] => {
    const { files, bytes } = sums[letter];
    if (files === 0) return [];
    const size = letter === 'R' ? '' : ` (${signed(bytes)})`;
    const paint = (text: string): string => painted(style, LETTER_TONES[letter], text);
    return [{ text: `${letter} ${formatCount(files)}${size}`, paint }];
  });
}

function signed(bytes: number): string {
  return bytes < 0 ? formatBytes(bytes) : `+${formatBytes(bytes)}`;
}
