import type { Command } from '../../bindings.ts';
import { moved } from '../../list.ts';
import { pathAt } from '../../../union/row-path.ts';
import type { Version } from '../file/difference.ts';
import type { Around, Step } from '../screen.ts';
import type { Comparison } from './comparison.ts';
import { compareLayout } from './layout.ts';
import type { CompareState, Patch } from './state.ts';

/** Columns that one key moves a long line. */
const SIDE_STEP = 8;

/** Asks what differs in the file of a row. */
export function openedPatch(own: CompareState, comparison: Comparison, row: number): Step<CompareState> {
  const versions = [versionAt(comparison, row, 'before'), versionAt(comparison, row, 'after')] as const;
  const patch = { row, difference: null, failure: null, top: 0, left: 0 };
  return { own: { ...own, patch }, ask: [{ kind: 'compareFile', versions }] };
}

/** What a command makes of it; `null` when it leads back to the tree. */
export function patchCommand(patch: Patch, name: Command, around: Around): Patch | null {
  switch (name) {
    case 'back':
    case 'enter':
      return null;
    case 'right':
      return { ...patch, left: patch.left + SIDE_STEP };
    case 'left':
      return { ...patch, left: Math.max(0, patch.left - SIDE_STEP) };
    default: {
      const count = lineCount(patch, around);
      const to = moved({ cursor: patch.top, top: patch.top }, name, count, compareLayout(around.area).patchLines);
      return to ? scrolledTo(patch, to.cursor, around) : patch;
    }
  }
}

/** The same so many lines further down. */
export function scrolledPatch(patch: Patch, lines: number, around: Around): Patch {
  return scrolledTo(patch, patch.top + lines, around);
}

function scrolledTo(patch: Patch, top: number, around: Around): Patch {
  const last = Math.max(0, lineCount(patch, around) - compareLayout(around.area).patchLines);
  return { ...patch, top: Math.max(0, Math.min(top, last)) };
}

function lineCount({ difference }: Patch, { area }: Around): number {
  if (difference?.kind !== 'lines') return 0;
  return (compareLayout(area).isWide ? difference.pairs : difference.unified).length;
}

/** What was renamed is compared with what it was. */
function versionAt(
  { opened, other, sides, renamed }: Comparison,
  row: number,
  side: 'before' | 'after',
): Version | null {
  const twin = renamed.get(row);
  const event = sides[side][row]! >= 0 || twin === undefined ? sides[side][row]! : sides[side][twin]!;
  if (event < 0) return null;
  const table = sides.tables[side];
  const image = side === 'before' ? opened : other;
  return { opened: image, path: pathAt(table, table.eventRows[event]!).path, layer: table.layers.length - 1 };
}
