import { setImmediate as nextTurn } from 'node:timers/promises';
import { eventBytes, viewSums } from '../../../analysis/view-bytes.ts';
import { inSlices } from '../../../base/slices.ts';
import { sorted } from '../../../base/sorted.ts';
import { type ComparedImages, compareImages } from '../../../examine/diff-images.ts';
import type { Opened } from '../../../examine/opened.ts';
import { goneRows } from '../../../image/renames.ts';
import type { PathTable } from '../../../union/path-table.ts';
import type { SameContent } from '../../../union/reasons.ts';
import type { Sides } from '../../../union/sides.ts';
import { viewAt } from '../../../union/view.ts';
import type { Row } from '../../rows.ts';
import { type Letter, LETTERS } from './letters.ts';
import { summaryRows } from './summary.ts';

/** Two images side by side: the paths of both in tree order, each row once. */
export interface Comparison {
  readonly opened: Opened;
  readonly other: Opened;
  /** What differs beside the files, line by line. */
  readonly summary: readonly Row[];
  readonly sides: Sides;
  readonly same: SameContent;
  /** Place in {@link LETTERS} of what happened to each row. */
  readonly letters: Uint8Array;
  /** How many rows have a letter, but for those that are mere parents of others. */
  readonly counts: Readonly<Record<Letter, number>>;
  /** Where the file of a renamed row was, or is now: both have the letter, and lead to each other. */
  readonly renamed: ReadonlyMap<number, number>;
  /** Bytes at and below each row. */
  readonly before: Float64Array;
  readonly after: Float64Array;
  /** All rows, those that grew or shrank most first, and the place of each in it. */
  readonly byDelta: Int32Array;
  readonly ranks: Int32Array;
}

const PLACE: Readonly<Record<Letter, number>> = { '': 0, A: 1, C: 2, D: 3, R: 4 };
const ROWS_PER_STEP = 20_000;

/** Compares the top views of two images. @throws VarveError when a body cannot be read */
export async function comparisonOf(opened: Opened, other: Opened): Promise<Comparison> {
  const { document, sides, changes, same } = await compareImages({ a: opened, b: other }, {});
  await nextTurn();
  const { letters, renamed } = await inSlices(lettersOf(sides, changes));
  const before = await bytesOfRows(sides, 'before');
  const after = await bytesOfRows(sides, 'after');
  const grown = (row: number): number => Math.abs(after[row]! - before[row]!);
  const byDelta = await inSlices(sorted(sides.rows, (one, another) => grown(another) - grown(one) || one - another));
  const ranks = new Int32Array(sides.rows);
  for (const [rank, row] of byDelta.entries()) ranks[row] = rank;
  const rows = { letters, renamed, before, after, byDelta, ranks };
  const counts = await inSlices(countsOf(sides, letters));
  return { opened, other, summary: summaryRows(document), sides, same, counts, ...rows };
}

/** Whether the row itself changed, not only something in it. */
export function isChange({ letters, sides }: Pick<Comparison, 'letters' | 'sides'>, row: number): boolean {
  if (letters[row] === 0) return false;
  for (let at = row + 1; at < sides.ends[row]!; at = sides.ends[at]!) if (letters[at]! > 0) return false;
  return true;
}

function* lettersOf(
  sides: Sides,
  changes: ComparedImages['changes'],
): Generator<void, Pick<Comparison, 'letters' | 'renamed'>> {
  const letters = new Uint8Array(sides.rows);
  const newRows = new Map<number, number>();
  for (const row of goneRows(sides, changes)) letters[row] = PLACE.D;
  yield;
  for (const { row, letter, before } of changes) {
    letters[row] = PLACE[letter];
    if (letter === 'R') newRows.set(before, row);
  }
  yield;
  const renamed = new Map<number, number>();
  for (let row = 1; newRows.size > 0 && row < sides.rows; row += 1) {
    const to = sides.after[row]! < 0 ? newRows.get(sides.before[row]!) : undefined;
    if (to === undefined) continue;
    letters[row] = PLACE.R;
    renamed.set(row, to).set(to, row);
  }
  return { letters, renamed };
}

function* countsOf(sides: Sides, letters: Uint8Array): Generator<void, Record<Letter, number>> {
  const counts = { '': 0, A: 0, C: 0, D: 0, R: 0 };
  for (let row = 1; row < sides.rows; row += 1) {
    if (row % ROWS_PER_STEP === 0) yield;
    // What was renamed is one change in two places.
    const isSource = letters[row] === PLACE.R && sides.after[row]! < 0;
    if (!isSource && isChange({ letters, sides }, row)) counts[LETTERS[letters[row]!]!] += 1;
  }
  return counts;
}

async function bytesOfRows(sides: Sides, side: 'before' | 'after'): Promise<Float64Array> {
  const table = sides.tables[side];
  const bytes = await inSlices(eventBytes(table));
  const sums = viewSums(table, bytes, viewAt(table, table.layers.length - 1));
  await nextTurn();
  return inSlices(merged(sides[side], table, sums));
}

function* merged(events: Int32Array, table: PathTable, sums: Float64Array): Generator<void, Float64Array> {
  const bytes = new Float64Array(events.length);
  bytes[0] = sums[table.rows]!;
  for (let row = 1; row < events.length; row += 1) {
    if (row % ROWS_PER_STEP === 0) yield;
    if (events[row]! < 0) continue;
    const own = table.eventRows[events[row]!]!;
    bytes[row] = sums[table.ends[own]!]! - sums[own]!;
  }
  return bytes;
}
