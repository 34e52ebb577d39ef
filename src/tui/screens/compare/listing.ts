import type { Folds } from '../../tree/listing.ts';
import type { Comparison } from './comparison.ts';
import type { CompareState } from './state.ts';

type Shape = Pick<CompareState, 'folds' | 'sort' | 'showsSame'>;

/** The rows of the merged tree one below the other, the root first. */
export function listRows(comparison: Comparison, shape: Shape): Int32Array {
  const { sides } = comparison;
  const rows = new Int32Array(sides.rows);
  let count = 0;
  for (const row of shape.sort === 'path' ? byPath(comparison, shape) : byDelta(comparison, shape)) {
    rows[count] = row;
    count += 1;
  }
  return rows.slice(0, count);
}

/** Whether what lies in a directory is listed. */
export function isUnfolded({ sides: { depths } }: Comparison, { depth, flipped }: Folds, row: number): boolean {
  return depths[row]! < depth !== flipped.has(row);
}

/** The same with one directory folded or unfolded. */
export function withFold(comparison: Comparison, folds: Folds, row: number, unfold: boolean): Folds {
  if (isUnfolded(comparison, folds, row) === unfold) return folds;
  const flipped = new Set(folds.flipped);
  if (!flipped.delete(row)) flipped.add(row);
  return { ...folds, flipped };
}

/** Whether the row is listed when what it lies in is unfolded. */
export function isShown({ letters }: Comparison, { showsSame }: Pick<Shape, 'showsSame'>, row: number): boolean {
  return row === 0 || showsSame || letters[row]! > 0;
}

/** Whether something is listed below the row when it is unfolded. */
export function isFoldable(comparison: Comparison, shape: Pick<Shape, 'showsSame'>, row: number): boolean {
  const { ends } = comparison.sides;
  for (let at = row + 1; at < ends[row]!; at = ends[at]!) if (isShown(comparison, shape, at)) return true;
  return row === 0;
}

/** Where the row stands in the list: it, or the nearest directory it lies in that is listed. */
export function placeOf(listed: Int32Array, { sides: { parents } }: Comparison, row: number): number {
  for (let at = row; at > 0; at = parents[at]!) {
    const place = listed.indexOf(at);
    if (place >= 0) return place;
  }
  return 0;
}

function* byPath(comparison: Comparison, shape: Shape): Generator<number> {
  const { rows, ends } = comparison.sides;
  for (let row = 0; row < rows;) {
    const isListed = isShown(comparison, shape, row);
    if (isListed) yield row;
    row = isListed && isUnfolded(comparison, shape.folds, row) ? row + 1 : ends[row]!;
  }
}

function* byDelta(comparison: Comparison, shape: Shape): Generator<number> {
  const { byDelta: order, ranks, sides } = comparison;
  const waiting = [0];
  for (let row = waiting.pop(); row !== undefined; row = waiting.pop()) {
    yield row;
    if (!isUnfolded(comparison, shape.folds, row)) continue;
    const inside: number[] = [];
    for (let at = row + 1; at < sides.ends[row]!; at = sides.ends[at]!) {
      if (isShown(comparison, shape, at)) inside.push(ranks[at]!);
    }
    // The last first, because the one that was put last is taken first.
    const ranked = new Int32Array(inside).sort();
    for (let place = ranked.length - 1; place >= 0; place -= 1) waiting.push(order[ranked[place]!]!);
  }
}
