import type { PathTable } from './path-table.ts';
import type { Sides, TablePair } from './sides.ts';
import type { TreeLayout } from './tree-layout.ts';
import { NOTHING, type View } from './view.ts';

/** The paths of two tables in tree order, each once; `before` and `after` are its rows there, -1 where it is not. */
export interface MergedRows extends Pick<TreeLayout, 'rows' | 'parents' | 'depths' | 'ends'> {
  readonly before: Int32Array;
  readonly after: Int32Array;
}

const ROWS_PER_STEP = 10_000;

/** Walks two tables in step. Yields now and then. */
export function* mergeSteps(tables: TablePair): Generator<void, MergedRows> {
  const most = tables.before.rows + tables.after.rows - 1;
  const [before, after] = [new Int32Array(most).fill(-1), new Int32Array(most).fill(-1)];
  const [parents, depths] = [new Int32Array(most), new Int32Array(most)];
  const lastAt: number[] = [];
  let [one, other, row] = [0, 0, 0];
  for (; one < tables.before.rows || other < tables.after.rows; row += 1) {
    if (row % ROWS_PER_STEP === ROWS_PER_STEP - 1) yield;
    const order = orderOf(tables, one, other);
    const depth = order > 0 ? tables.after.depths[other]! : tables.before.depths[one]!;
    depths[row] = depth;
    parents[row] = depth === 0 ? -1 : lastAt[depth - 1]!;
    lastAt[depth] = row;
    if (order <= 0) before[row] = one++;
    if (order >= 0) after[row] = other++;
  }
  const [rows, kept] = [row, (column: Int32Array) => column.subarray(0, row)];
  const ends = endsOf(kept(parents));
  return { rows, parents: kept(parents), depths: kept(depths), ends, before: kept(before), after: kept(after) };
}

/** A view of each of two images side by side; rows are those of `merged`. */
export function sidesOfTwo(tables: TablePair, merged: MergedRows, before: View, after: View): Sides {
  const { rows, parents, depths, ends } = merged;
  const views = { before: shownAt(merged.before, before), after: shownAt(merged.after, after) };
  return { rows, parents, depths, ends, tables, ...views };
}

function shownAt(rows: Int32Array, view: View): View {
  return rows.map((row) => (row < 0 ? NOTHING : view[row]!));
}

/**
 * Negative when the row of `before` comes first, 0 when both are the same path. What lies deeper is still below the path
 * taken last; rows of the same depth lie in the same directory.
 */
function orderOf({ before, after }: TablePair, one: number, other: number): number {
  if (one === before.rows) return 1;
  if (other === after.rows) return -1;
  return after.depths[other]! - before.depths[one]! || compareNames(before, one, after, other);
}

function compareNames(before: PathTable, one: number, after: PathTable, other: number): number {
  return before.tree.compareNames(before.nodes[one]!, after.tree, after.nodes[other]!);
}

function endsOf(parents: Int32Array): Int32Array {
  const ends = parents.map((_, row) => row + 1);
  for (let row = parents.length - 1; row > 0; row -= 1) {
    const parent = parents[row]!;
    if (ends[parent]! < ends[row]!) ends[parent] = ends[row]!;
  }
  return ends;
}
