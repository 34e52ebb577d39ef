import { type Difference, goneRows } from '../image/renames.ts';
import type { DiffSummary } from '../report/documents/diff.ts';
import type { RowFilter } from '../union/changes.ts';
import { isDirectory } from '../union/event.ts';
import { factsOf } from '../union/node.ts';
import type { PathTable } from '../union/path-table.ts';
import type { Sides } from '../union/sides.ts';

/** What differs in numbers: everything but directories counts, also what goes with one. Sizes are logical ones. */
export function summaryOf(sides: Sides, changes: readonly Difference[], filter?: RowFilter): DiffSummary {
  const sums = { added: newSum(), changed: newSum(), deleted: newSum(), renamed: newSum() };
  const { before, after } = sides.tables;
  const moved = new Set<number>();
  for (const { letter, before: old, after: now } of changes) {
    if (letter === 'R') moved.add(old);
    if (letter === 'D' || (isFolder(after, now) && (old < 0 || isFolder(before, old)))) continue;
    const sum = letter === 'A' ? sums.added : letter === 'R' ? sums.renamed : sums.changed;
    sum.files += 1;
    sum.bytes += sizeOf(after, now) - sizeOf(before, old);
  }
  for (const row of goneRows(sides, changes)) {
    const event = sides.before[row]!;
    if (filter?.[row] === 0 || isFolder(before, event) || moved.has(event)) continue;
    sums.deleted.files += 1;
    sums.deleted.bytes -= sizeOf(before, event);
  }
  return sums;
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
