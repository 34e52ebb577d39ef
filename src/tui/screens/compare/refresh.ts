import { placed } from '../../list.ts';
import type { Around } from '../screen.ts';
import { compareLayout } from './layout.ts';
import { isUnfolded, listRows, placeOf, withFold } from './listing.ts';
import type { CompareState } from './state.ts';

/** Everything that follows from what was chosen: the rows listed, and a cursor that is among them. */
export function refreshed(own: CompareState, around: Around): CompareState {
  const { comparison } = own;
  if (!comparison) return own;
  const listed = listRows(comparison, own);
  const cursor = placeOf(listed, comparison, own.row);
  const place = placed({ ...own.place, cursor }, listed.length, compareLayout(around.area).lines);
  return { ...own, listed, place };
}

/** The state with the cursor on a row, unfolding what it lies in. */
export function at(own: CompareState, row: number, around: Around): CompareState {
  const { comparison } = own;
  if (!comparison) return own;
  const { parents } = comparison.sides;
  let { folds } = own;
  for (let above = parents[row]!; above >= 0; above = parents[above]!) {
    if (!isUnfolded(comparison, folds, above)) folds = withFold(comparison, folds, above, true);
  }
  return refreshed({ ...own, folds, row }, around);
}
