import type { Command } from '../../bindings.ts';
import { moved } from '../../list.ts';
import { FOLDED, type Folds, UNFOLDED } from '../../tree/listing.ts';
import type { Around, Step } from '../screen.ts';
import { type Comparison, isChange } from './comparison.ts';
import { compareLayout } from './layout.ts';
import { isFoldable, isShown, isUnfolded, withFold } from './listing.ts';
import { openedPatch } from './patch.ts';
import { at, refreshed } from './refresh.ts';
import { pathOfRow } from './row-text.ts';
import type { CompareState } from './state.ts';

/** What commands do in the merged tree. */
export function treeCommand(
  own: CompareState,
  comparison: Comparison,
  name: Command,
  around: Around,
): Step<CompareState> {
  const { listed, folds } = own;
  const place = moved(own.place, name, listed.length, compareLayout(around.area).lines);
  if (place) return { own: { ...own, place, row: listed[place.cursor]! } };
  const row = listed[own.place.cursor]!;
  const parent = comparison.sides.parents[row]!;
  const isFolder = isFoldable(comparison, own, row);
  const isOpen = isFolder && isUnfolded(comparison, folds, row);
  const folded = (changed: Folds): Step<CompareState> => ({ own: refreshed({ ...own, row, folds: changed }, around) });
  const fold = (unfold: boolean): Step<CompareState> => folded(withFold(comparison, folds, row, unfold));
  switch (name) {
    case 'toggle':
      return isFolder ? fold(!isOpen) : { own };
    case 'enter':
      return isFolder ? fold(!isOpen) : openedPatch(own, comparison, row);
    case 'right':
      return isFolder && !isOpen
        ? fold(true)
        : { own: isOpen ? at(own, firstInside(own, comparison, row), around) : own };
    case 'left':
      return isOpen && row > 0 ? fold(false) : { own: row > 0 ? at(own, parent, around) : own };
    case 'parent':
      return { own: row > 0 ? at(own, parent, around) : own };
    case 'unfoldAll':
      return folded(UNFOLDED);
    case 'foldAll':
      return folded(FOLDED);
    case 'deeper':
      return folded({ depth: folds.depth + 1, flipped: new Set() });
    case 'shallower':
      return folded({ depth: Math.max(1, Math.min(folds.depth, deepest(comparison)) - 1), flipped: new Set() });
    case 'sort':
      return { own: refreshed({ ...own, row, sort: own.sort === 'path' ? 'delta' : 'path' }, around) };
    case 'unchanged':
      return { own: refreshed({ ...own, row, showsSame: !own.showsSame }, around) };
    case 'nextChange':
    case 'previousChange':
      return toChange(own, comparison, name === 'nextChange' ? 1 : -1, around);
    case 'copyPath':
      return { own, copy: pathOfRow(comparison, row) };
    default:
      return { own };
  }
}

/** The line below an unfolded directory lies in it. */
function firstInside({ listed, place }: CompareState, { sides }: Comparison, row: number): number {
  const below = listed[place.cursor + 1];
  return below !== undefined && sides.parents[below] === row ? below : row;
}

/** In tree order, whatever the order on the screen. */
function toChange(own: CompareState, comparison: Comparison, by: 1 | -1, around: Around): Step<CompareState> {
  const { rows } = comparison.sides;
  for (let row = own.row + by; row > 0 && row < rows; row += by) {
    if (isShown(comparison, own, row) && isChange(comparison, row)) return { own: at(own, row, around) };
  }
  return { own, notice: `no change further ${by === 1 ? 'down' : 'up'}` };
}

function deepest({ sides: { depths } }: Comparison): number {
  return depths.reduce((most, depth) => Math.max(most, depth), 0);
}
