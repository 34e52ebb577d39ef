import { printableBytes } from '../../../base/text.ts';
import { isDirectory } from '../../../union/event.ts';
import { pathAt } from '../../../union/row-path.ts';
import type { PathTable } from '../../../union/path-table.ts';
import { reasonsOf } from '../../../union/reasons.ts';
import type { Comparison } from './comparison.ts';
import { type Letter, LETTERS } from './letters.ts';

const WORDS: Readonly<Record<Letter, string>> = {
  '': 'the same',
  A: 'only in the other image',
  C: 'changed',
  D: 'not in the other image',
  R: 'renamed',
};

/** The letter of a row. */
export function letterOf({ letters }: Comparison, row: number): Letter {
  return LETTERS[letters[row]!]!;
}

/** The base name, with `/` behind it for a directory. */
export function nameOfRow({ sides }: Comparison, row: number): string {
  if (row === 0) return '/';
  const { table, event } = shownOf({ sides }, row);
  const name = printableBytes(table.tree.name(table.nodes[table.eventRows[event]!]!));
  return isDirectory(table.eventFlags[event]!) ? `${name}/` : name;
}

/** The absolute path, as people type it. */
export function pathOfRow({ sides }: Comparison, row: number): string {
  if (row === 0) return '/';
  const { table, event } = shownOf({ sides }, row);
  return pathAt(table, table.eventRows[event]!).path;
}

/** What happened to the path, in words: `content, mode`. */
export function storyOfRow(comparison: Comparison, row: number): string {
  const { sides, same, renamed } = comparison;
  const letter = letterOf(comparison, row);
  const twin = renamed.get(row);
  if (twin !== undefined) return `renamed ${sides.after[row]! < 0 ? 'to' : 'from'} ${pathOfRow(comparison, twin)}`;
  const reasons = reasonsOf(sides.tables, { before: sides.before[row]!, after: sides.after[row]! }, same);
  if (letter !== 'C') return WORDS[letter];
  return reasons.length > 0 ? reasons.join(', ') : 'something in it changed';
}

function shownOf(
  { sides }: Pick<Comparison, 'sides'>,
  row: number,
): { readonly table: PathTable; readonly event: number } {
  const side = sides.after[row]! >= 0 ? 'after' : 'before';
  return { table: sides.tables[side], event: sides[side][row]! };
}
