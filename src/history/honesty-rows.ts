import { utf8 } from '../base/bytes.ts';
import { type Component, components, withoutParents } from '../base/path.ts';
import { Content, contentOf, HIDES_SELF, hidesBelow, isDirectory } from '../union/event.ts';
import { childRow, followPath } from '../union/follow.ts';
import type { PathTable } from '../union/path-table.ts';
import { pathAt } from '../union/row-path.ts';
import { advance, type View } from '../union/view.ts';
import type { Removal } from './honesty-removals.ts';

/** What engines leave in a layer, whatever the step was: places where they mount, and marks of their own. */
const LEFT_BY_ENGINES =
  /^\/(?:\.dockerenv|\.dockerinit|dev(?:\/.*)?|proc|sys|run\/\.containerenv|run\/secrets|kaniko|etc\/(?:hosts|hostname|resolv\.conf|mtab)|\.wh\..*)$/;
const MOST_COMPONENTS = 256;
const SHOWN = 3;

/** Paths that prove something, in tree order. */
export interface Evidence {
  readonly count: number;
  /** The first few. */
  readonly paths: readonly string[];
}

const NONE: Evidence = { count: 0, paths: [] };

/** Where the layer stores something that is no directory, or hides something of `below`, the view below it. */
export function changedPaths(table: PathTable, below: View, layer: number): Evidence {
  return evidenceOf(table, changedRows(table, below, layer));
}

/** Of those the ones that lie neither at nor below any of the targets, wherever symlinks lead from there. */
export function strayPaths(table: PathTable, below: View, layer: number, targets: readonly string[]): Evidence {
  const rows = targets.map((target) => rowsOf(table, below, target));
  if (rows.includes(undefined)) return NONE;
  const tops = rows.flatMap((each) => each ?? []);
  const stray = outside(table, changedRows(table, below, layer), tops);
  if (stray.length === 0) return NONE;
  return evidenceOf(table, outside(table, stray, linkedRows(table, below, tops)));
}

/** The paths of removals that are seen in `below`, and of which the layer says nothing. */
export function keptPaths(table: PathTable, below: View, layer: number, removals: readonly Removal[]): Evidence {
  const after = below.slice();
  advance(table, after, layer);
  const kept = new Set<number>();
  for (const { path, recursive } of removals) {
    const { outcome, row } = followPath(table, below, utf8(path), { followLast: false });
    if (outcome !== 'found' || row === 0 || below[row] !== after[row]) continue;
    if (recursive || !isDirectory(table.eventFlags[below[row]!]!)) kept.add(row);
  }
  const untouched = [...kept].filter((row) => !isLeftByEngines(table, row) && !isTouched(table, layer, row));
  return evidenceOf(
    table,
    untouched.sort((a, b) => a - b),
  );
}

function evidenceOf(table: PathTable, rows: readonly number[]): Evidence {
  return { count: rows.length, paths: rows.slice(0, SHOWN).map((row) => pathAt(table, row).path) };
}

function changedRows(table: PathTable, below: View, layer: number): number[] {
  const rows: number[] = [];
  for (const event of table.eventsOf(layer)) {
    const row = table.eventRows[event]!;
    if (changesFiles(table, below, event) && !isLeftByEngines(table, row)) rows.push(row);
  }
  return rows;
}

function isLeftByEngines(table: PathTable, row: number): boolean {
  return LEFT_BY_ENGINES.test(pathAt(table, row).path);
}

/** Those of the rows, which are in order, that are neither one of `tops` nor below one. */
function outside({ ends }: PathTable, rows: readonly number[], tops: readonly number[]): number[] {
  const ordered = tops.toSorted((a, b) => a - b);
  let next = 0;
  let coveredTo = 0;
  return rows.filter((row) => {
    for (; next < ordered.length && ordered[next]! <= row; next += 1) {
      coveredTo = Math.max(coveredTo, ends[ordered[next]!]!);
    }
    return row >= coveredTo;
  });
}

/** Whether the layer says something of the row or of what lies below it. */
function isTouched(table: PathTable, layer: number, row: number): boolean {
  const events = table.eventsOf(layer);
  let [low, high] = [0, events.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (table.eventRows[events[middle]!]! < row) low = middle + 1;
    else high = middle;
  }
  return low < events.length && table.eventRows[events[low]!]! < table.ends[row]!;
}

/** Whether the event stores something that is no directory, or hides something of the view. */
function changesFiles(table: PathTable, view: View, event: number): boolean {
  const flags = table.eventFlags[event]!;
  if (contentOf(flags) >= Content.symlink) return true;
  const row = table.eventRows[event]!;
  if (flags & HIDES_SELF) return view[row]! >= 0;
  return hidesBelow(flags) && hasVisibleChild(table, view, row);
}

function hasVisibleChild({ ends }: PathTable, view: View, row: number): boolean {
  for (let at = row + 1; at < ends[row]!; at = ends[at]!) if (view[at]! >= 0) return true;
  return false;
}

/** The rows that a path means: as it is spelled and where its symlinks lead. Nothing when that is not certain. */
function rowsOf(table: PathTable, view: View, path: string): readonly number[] | undefined {
  const bytes = utf8(path);
  const parts = components(bytes);
  if (parts.length > MOST_COMPONENTS) return undefined;
  for (let length = parts.length; length >= 0; length -= 1) {
    const lead = length === 0 ? bytes.subarray(0, 0) : bytes.subarray(0, parts[length - 1]!.end);
    const { outcome, row } = followPath(table, view, lead);
    if (outcome === 'loop') return undefined;
    if (outcome === 'missing') continue;
    const spelled = descend(table, 0, withoutParents(parts).path);
    return [spelled, descend(table, row, parts.slice(length))].filter((each) => each >= 0);
  }
  return undefined;
}

/** The row of these names below `row` in any layer, or -1. */
function descend(table: PathTable, row: number, names: readonly Component[]): number {
  let at = row;
  for (const name of names) if (at >= 0) at = childRow(table, at, name);
  return at;
}

/** Where the symlinks at and below these rows lead. */
function linkedRows(table: PathTable, view: View, rows: readonly number[]): number[] {
  const found: number[] = [];
  for (const top of new Set(rows)) {
    for (let row = top; row < table.ends[top]!; row += 1) {
      const event = view[row]!;
      if (event < 0 || contentOf(table.eventFlags[event]!) !== Content.symlink) continue;
      const link = table.layers[table.eventLayers[event]!]!.link(table.eventEntries[event]!);
      found.push(followPath(table, view, link, { start: table.parents[row]! }).row);
    }
  }
  return found;
}
