import type { DeadCopy } from '../../analysis/waste.ts';
import { viewSums } from '../../analysis/view-bytes.ts';
import { isDirectory } from '../../union/event.ts';
import { type Change, type ChangeLetter, layerChanges, viewChanges } from '../../union/changes.ts';
import type { PathTable } from '../../union/path-table.ts';
import { sidesOf } from '../../union/sides.ts';
import { NOTHING, type View, viewAt } from '../../union/view.ts';
import type { Loaded, Subject } from '../session.ts';
import { type DeadBytes, deadSums } from './dead-bytes.ts';

/** What of an image the tree shows: a view, what layers change in it, or what of a layer is dead. */
export type Mode = 'view' | 'changes' | 'range' | 'dead';

/** Which of them: `from` is the first layer of a range. */
export interface Shot {
  readonly mode: Mode;
  readonly layer: number;
  readonly from: number;
}

/** What differs between the views below `from` and at `layer`, by the content of files. */
export interface RangeChanges {
  readonly table: PathTable;
  readonly from: number;
  readonly layer: number;
  readonly changes: readonly Change[];
}

/** The rows of a table as one shot shows them. */
export interface Scene {
  readonly asked: Shot;
  /** The same among the layers that are there. */
  readonly shot: Shot;
  /** What was known of dead bytes when it was made. */
  readonly dead: DeadBytes | null;
  /** What was known of the range; without it, what is stored again counts as changed. */
  readonly range: RangeChanges | null;
  readonly table: PathTable;
  /** The view at the layer. */
  readonly view: View;
  /** What stood there before: for what is deleted, and for dead bytes. */
  readonly before: View;
  /** 1 where a row is shown; then its parents are, too. */
  readonly shown: Uint8Array;
  /** Place in {@link LETTERS} of what the layers do to each row; 0 for nothing. */
  readonly letters: Uint8Array;
  /** Bytes at and below a row are `sums[ends[row]] - sums[row]`. */
  readonly sums: Float64Array;
  /** Lines of each letter, as `diff` counts them. */
  readonly counts: Readonly<Record<ChangeLetter, number>>;
  /** Views of this table that were made lately, by layer: the next scene most often wants one of them. */
  readonly views: ReadonlyMap<number, View>;
}

const KEPT_VIEWS = 8;

/** What letters of a scene stand for. */
export const LETTERS = ['', 'A', 'C', 'D'] as const;

const PLACE: Readonly<Record<ChangeLetter, number>> = { A: 1, C: 2, D: 3 };
const DELETED = PLACE.D;

/** The scene of a shot: a few sweeps over the rows. What an older scene knows of the same table is not made again. */
export function sceneOf(
  { dead }: Subject,
  { opened, bytes }: Loaded,
  asked: Shot,
  old: Scene | null = null,
  range: RangeChanges | null = null,
): Scene {
  const table = opened.image.paths;
  const layer = Math.min(asked.layer, table.layers.length - 1);
  const shot = { ...asked, layer, from: Math.min(asked.from, layer) };
  const known = old?.table === table ? old.views : new Map<number, View>();
  const below = (shot.mode === 'range' ? shot.from : layer) - 1;
  const before = known.get(below) ?? viewAt(table, below);
  const changes = changesOf(table, before, shot, range);
  const views = new Map([...known, [below, before] as const, [layer, changes.view] as const].slice(-KEPT_VIEWS));
  const common = { asked, shot, dead, range, table, before, views, ...changes };
  if (shot.mode === 'dead') {
    const copies = (dead?.copies ?? []).filter((copy) => copy.layer === layer);
    return { ...common, shown: rowsOfCopies(table, copies), sums: deadSums(table, copies) };
  }
  const { view, letters } = changes;
  const told = shot.mode === 'view' ? view : changedEvents(view, before, letters);
  return { ...common, shown: shownRows(told), sums: viewSums(table, bytes, told) };
}

/** `view at layer 3`. */
export function shotText({ mode, layer, from }: Shot): string {
  switch (mode) {
    case 'view':
      return `view at layer ${layer}`;
    case 'changes':
      return `changes of layer ${layer}`;
    case 'range':
      return from === layer ? `changes of layer ${layer}` : `changes of layers ${from} to ${layer}`;
    case 'dead':
      return `dead bytes of layer ${layer}`;
  }
}

/** Bytes that a scene has at and below a row. */
export function bytesAt({ sums, table }: Scene, row: number): number {
  return sums[table.ends[row]!]! - sums[row]!;
}

/** The event that tells what a row is: what shows there, or what did before; -1 where neither is. */
export function eventAt({ view, before }: Scene, row: number): number {
  return view[row]! >= 0 ? view[row]! : before[row]!;
}

/** Whether these are the changes of the range that a shot shows. */
export function isRangeOf(
  { shot, table }: Pick<Scene, 'shot' | 'table'>,
  range: Omit<RangeChanges, 'changes'> | null,
): boolean {
  return range?.table === table && range.from === shot.from && range.layer === shot.layer;
}

function changesOf(
  table: PathTable,
  before: View,
  shot: Shot,
  range: RangeChanges | null,
): Pick<Scene, 'view' | 'letters' | 'counts'> {
  const { mode, layer } = shot;
  const letters = new Uint8Array(table.rows);
  const counts = { A: 0, C: 0, D: 0 };
  const view = mode === 'range' ? viewAt(table, layer) : before.slice();
  const differing = (): readonly Change[] =>
    range && isRangeOf({ shot, table }, range) ? range.changes : viewChanges(sidesOf(table, before, view), () => false);
  const changes = mode === 'range' ? differing() : layerChanges(table, view, layer);
  for (const { row, letter, after } of changes) {
    letters[row] = PLACE[letter];
    counts[letter] += 1;
    if (after >= 0 && isDirectory(table.eventFlags[after]!)) continue;
    // What goes with a directory is one line of a diff; in a tree each of it is gone.
    for (let at = row + 1; at < table.ends[row]!; at += 1) if (before[at]! >= 0) letters[at] = DELETED;
  }
  return { view, letters, counts };
}

/** What changes tell of: what is there now, and what was deleted. */
function changedEvents(view: View, before: View, letters: Uint8Array): View {
  const told = new Int32Array(view.length).fill(NOTHING);
  for (let row = 0; row < view.length; row += 1) {
    if (letters[row]! > 0) told[row] = letters[row] === DELETED ? before[row]! : view[row]!;
  }
  return told;
}

function shownRows(told: View): Uint8Array {
  const shown = new Uint8Array(told.length);
  for (let row = 0; row < told.length; row += 1) shown[row] = told[row]! < 0 ? 0 : 1;
  shown[0] = 1;
  return shown;
}

function rowsOfCopies(table: PathTable, copies: readonly DeadCopy[]): Uint8Array {
  const shown = new Uint8Array(table.rows);
  for (const { row } of copies) for (let at = row; at > 0 && !shown[at]; at = table.parents[at]!) shown[at] = 1;
  shown[0] = 1;
  return shown;
}
