import { type Difference, goneRows } from '../image/renames.ts';
import type { DiffSummary } from '../report/documents/diff.ts';
import type { RowFilter } from '../union/changes.ts';
import { isDirectory } from '../union/event.ts';
import { factsOf } from '../union/node.ts';
import type { PathTable } from '../union/path-table.ts';
import { reasonsOf, type Shown } from '../union/reasons.ts';
import type { Sides } from '../union/sides.ts';

const CHANGES_PER_STEP = 5_000;

/**
 * What differs in numbers: directories count for themselves; what goes with one counts, too. Sizes are logical ones.
 * Yields now and then.
 */
export function* summarySteps(
  sides: Sides,
  changes: readonly Difference[],
  filter?: RowFilter,
): Generator<void, DiffSummary> {
  const sums = { added: newSum(), changed: newSum(), deleted: newSum(), renamed: newSum() };
  const { before, after } = sides.tables;
  const moved = new Set<number>();
  let directories = 0;
  for (const [place, { letter, before: old, after: now }] of changes.entries()) {
    if (place % CHANGES_PER_STEP === CHANGES_PER_STEP - 1) yield;
    if (letter === 'R') moved.add(old);
    if (letter === 'D') continue;
    if (isFolder(after, now) && (old < 0 || isFolder(before, old))) {
      if (old < 0 || differs(sides, { before: old, after: now })) directories += 1;
      continue;
    }
    const sum = letter === 'A' ? sums.added : letter === 'R' ? sums.renamed : sums.changed;
    sum.files += 1;
    sum.bytes += sizeOf(after, now) - sizeOf(before, old);
  }
  let gone = 0;
  for (const row of goneRows(sides, changes)) {
    gone += 1;
    if (gone % CHANGES_PER_STEP === 0) yield;
    const event = sides.before[row]!;
    if (filter?.[row] === 0 || moved.has(event)) continue;
    if (isFolder(before, event)) {
      directories += 1;
      continue;
    }
    sums.deleted.files += 1;
    sums.deleted.bytes -= sizeOf(before, event);
  }
  return { ...sums, directories };
}

/** Whether a directory is another, and not only listed for what it holds. */
function differs({ tables }: Sides, shown: Shown): boolean {
  return reasonsOf(tables, shown, () => false).length > 0;
}

function newSum(): { files: number; bytes: number } {
  return { files: 0, bytes: 0 };
}

function isFolder(table: PathTable, event: number): boolean {
  return isDirectory(table.eventFlags[event]!);
}

function sizeOf(table: PathTable, event: number): number {
  return event < 0 ? 0 : factsOf(table, event).size;
}
