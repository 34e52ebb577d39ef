import type { Command } from '../../bindings.ts';
import { pathAt } from '../../../union/row-path.ts';
import { EntryType } from '../../../tar/entry.ts';
import { factsOf } from '../../../union/node.ts';
import { FOLDED, type Folds, isUnfolded, UNFOLDED, withFold } from '../../tree/listing.ts';
import { extractionStep, startExtraction } from '../file/extraction.ts';
import { shownOf, versionAt } from '../file/versions.ts';
import { storyOf } from '../../tree/story.ts';
import { bytesAt, eventAt, type Scene } from '../../tree/scene.ts';
import type { Around, Step } from '../screen.ts';
import { at, chosenRow, filtered, refreshed, shapeOf } from './refresh.ts';
import type { LayersState } from './state.ts';

/** Files from which on `nextBig` goes: those that take this share of all. */
const BIG_SHARE = 0.001;

/** What commands do in the tree. `null` for commands that are none of its. */
export function treeCommand(own: LayersState, command: Command, around: Around): Step<LayersState> | null {
  const { scene } = own;
  if (!scene) return null;
  const row = chosenRow(own);
  const shape = shapeOf(own);
  const isOpen = isFolder(scene, row) && isUnfolded(scene.table, shape, row);
  const folded = (folds: Folds): Step<LayersState> => ({ own: refreshed({ ...own, folds }, around) });
  switch (command) {
    case 'toggle':
      return isFolder(scene, row) ? folded(withFold(scene.table, own.folds, row, !isOpen)) : { own };
    case 'right':
      if (!isFolder(scene, row)) return { own };
      return isOpen
        ? { own: at(own, firstInside(own, row), around) }
        : folded(withFold(scene.table, own.folds, row, true));
    case 'left':
      if (isOpen && row > 0 && own.filter === null) return folded(withFold(scene.table, own.folds, row, false));
      return row > 0 ? { own: at(own, scene.table.parents[row]!, around) } : { own: { ...own, pane: 'layers' } };
    case 'parent':
      return row > 0 ? { own: at(own, scene.table.parents[row]!, around) } : { own };
    case 'unfoldAll':
      return folded(UNFOLDED);
    case 'foldAll':
      return folded(FOLDED);
    case 'deeper':
      return folded({ depth: own.folds.depth + 1, flipped: new Set() });
    case 'shallower':
      return folded({ depth: Math.max(1, Math.min(own.folds.depth, deepest(scene)) - 1), flipped: new Set() });
    case 'sort':
      return { own: refreshed({ ...own, sort: own.sort === 'path' ? 'size' : 'path' }, around) };
    case 'nextChange':
      return jump(
        own,
        around,
        nextWhere(scene, row, 1, (each) => isChange(scene, each)),
        'no change further down',
      );
    case 'previousChange':
      return jump(
        own,
        around,
        nextWhere(scene, row, -1, (each) => isChange(scene, each)),
        'no change further up',
      );
    case 'nextBig':
      return jump(own, around, nextBig(scene, row), 'no big file here');
    case 'enter':
      if (isFolder(scene, row)) return treeCommand(own, 'toggle', around);
      return { own, go: { screen: 'file', path: pathAt(scene.table, row).path, layer: scene.shot.layer } };
    case 'extract':
      return extractionStep(own, startExtraction(pathAt(scene.table, row).path, layerOf(scene, row)));
    case 'back':
      return own.filter ? { own: filtered(own, null, around) } : { own, leaves: true };
    case 'copyPath':
      return { own, copy: pathAt(scene.table, row).path };
    default:
      return null;
  }
}

/** At which layer the row is there: of what is deleted, the last one that had it. */
function layerOf({ shot, view, table }: Scene, row: number): number {
  if (row === 0 || view[row]! >= 0) return shot.layer;
  const versions = storyOf(table, row);
  return shownOf(table, row, versions[versionAt(versions, shot.layer)]!).layer;
}

/** Whether something may lie in the row. */
export function isFolder(scene: Scene, row: number): boolean {
  if (row === 0) return true;
  const event = eventAt(scene, row);
  if (scene.table.ends[row] === row + 1) return false;
  return event < 0 || factsOf(scene.table, event).type === EntryType.dir;
}

/** The line below an unfolded directory lies in it. */
function firstInside({ listed, files, scene }: LayersState, row: number): number {
  const below = listed[files.cursor + 1];
  return below !== undefined && scene!.table.parents[below] === row ? below : row;
}

function jump(own: LayersState, around: Around, row: number, else_: string): Step<LayersState> {
  return row < 0 ? { own, notice: else_ } : { own: at(own, row, around) };
}

/** The next row that is shown and wanted, in tree order; -1 for none. */
function nextWhere(scene: Scene, from: number, by: 1 | -1, isWanted: (row: number) => boolean): number {
  for (let row = from + by; row > 0 && row < scene.table.rows; row += by) {
    if (scene.shown[row] === 1 && isWanted(row)) return row;
  }
  return -1;
}

/** A change that is no mere parent of one. */
function isChange({ letters, shown, table }: Scene, row: number): boolean {
  if (letters[row] === 0) return false;
  for (let at_ = row + 1; at_ < table.ends[row]!; at_ = table.ends[at_]!) {
    if (shown[at_] === 1 && letters[at_]! > 0) return false;
  }
  return true;
}

/** The largest file that is smaller than the chosen one, or of its size and further down; from a directory, the largest. */
function nextBig(scene: Scene, from: number): number {
  const { table } = scene;
  const isLeaf = (row: number): boolean => table.ends[row] === row + 1;
  const limit = isLeaf(from) && from > 0 ? bytesAt(scene, from) : Infinity;
  const least = bytesAt(scene, 0) * BIG_SHARE;
  let best = -1;
  for (let row = 1; row < table.rows; row += 1) {
    const bytes = scene.sums[row + 1]! - scene.sums[row]!;
    if (bytes < least || bytes === 0 || bytes > limit || !isLeaf(row) || scene.shown[row] !== 1) continue;
    if (bytes === limit && row <= from) continue;
    if (best < 0 || bytes > bytesAt(scene, best)) best = row;
  }
  return best;
}

function deepest({ table }: Scene): number {
  return table.depths.reduce((most, depth) => Math.max(most, depth), 0);
}
