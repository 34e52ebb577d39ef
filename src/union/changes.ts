import { atOnce } from '../base/slices.ts';
import { Content, contentOf, hidesBelow, isDirectory } from './event.ts';
import { factsOf } from './node.ts';
import { hasEntry, type PathTable } from './path-table.ts';
import { type BodyPair, pairToCompare, reasonsOf, type SameContent, type Shown, typeOf } from './reasons.ts';
import { isSameEntry, type Sides, sidesOf } from './sides.ts';
import { advance, NOTHING, type View } from './view.ts';

export type ChangeLetter = 'A' | 'C' | 'D';

/** One line of `docker diff`; `before` and `after` are the events visible there, -1 for nothing. */
export interface Change extends Shown {
  readonly letter: ChangeLetter;
  readonly row: number;
}

const ROWS_PER_STEP = 5_000;

/** Rows that are looked at: those with a cell that is not 0. */
export type RowFilter = Uint8Array;

/**
 * What `layer` changes, in tree order, as `docker diff` tells it: a directory that goes is one line; a non-directory
 * that the layer stores is `C` even when nothing differs; the parents of a change are `C`, too. `view` is the view
 * below the layer and becomes the view at it.
 */
export function layerChanges(table: PathTable, view: View, layer: number, filter?: RowFilter): Change[] {
  const before = view.slice();
  advance(table, view, layer);
  const list = new ChangeList(sidesOf(table, before, view), filter);
  let doneTo = 0;
  for (const event of table.eventsOf(layer)) {
    const row = table.eventRows[event]!;
    const flags = table.eventFlags[event]!;
    if (row >= doneTo) list.visit(row, view[row] === event && hasEntry(table, event));
    // Below a mark any row may have changed; own events among them are visited on the way, with their entries.
    if (!hidesBelow(flags) || table.ends[row]! <= doneTo) continue;
    for (let at = Math.max(row + 1, doneTo); at < table.ends[row]!; at += 1) {
      list.visit(at, isOwnEntry(table, view[at]!, layer));
    }
    doneTo = table.ends[row]!;
  }
  return list.changes;
}

/**
 * What differs between two views, in tree order: `C` means that something differs, or is a parent. `sameContent` is asked
 * of {@link viewPairs} only.
 */
export function viewChanges(sides: Sides, sameContent: SameContent, filter?: RowFilter): Change[] {
  return atOnce(viewChangeSteps(sides, sameContent, filter));
}

/** The same, yielding now and then. */
export function* viewChangeSteps(
  sides: Sides,
  sameContent: SameContent,
  filter?: RowFilter,
): Generator<void, Change[]> {
  const list = new ChangeList(sides, filter, sameContent);
  for (let row = 1; row < sides.rows; row += 1) {
    if (row % ROWS_PER_STEP === 0) yield;
    if (mayDiffer(sides, row)) list.visit(row, false);
  }
  return list.changes;
}

/** The pairs of bodies that decide what differs between two views; now and then `undefined`, for others to have a turn. */
export function* viewPairs(sides: Sides, filter?: RowFilter): Generator<BodyPair | undefined> {
  for (let row = 1; row < sides.rows; row += 1) {
    if (row % ROWS_PER_STEP === 0) yield undefined;
    if (filter?.[row] === 0 || !mayDiffer(sides, row)) continue;
    const pair = pairToCompare(sides.tables, { before: sides.before[row]!, after: sides.after[row]! });
    if (pair) yield pair;
  }
}

function mayDiffer({ tables, before, after }: Sides, row: number): boolean {
  const [old, now] = [before[row]!, after[row]!];
  return old < 0 || now < 0 ? old !== now : !isSameEntry(tables, old, now);
}

/** Collects changes row by row in tree order, and puts parents before them. */
class ChangeList {
  readonly changes: Change[] = [];
  readonly #sides: Sides;
  readonly #filter: RowFilter | undefined;
  /** Left out when the list tells what the entries of one layer do: a directory without one is then only a parent. */
  readonly #sameContent: SameContent | undefined;
  /** The last row listed on each depth: enough to know a parent that is listed already. */
  readonly #listed: number[] = [];
  /** Rows up to here lie below a path whose one line says it all. */
  #silentTo = 0;

  constructor(sides: Sides, filter?: RowFilter, sameContent?: SameContent) {
    this.#sides = sides;
    this.#filter = filter;
    this.#sameContent = sameContent;
  }

  visit(row: number, hasOwnEntry: boolean): void {
    if (row < this.#silentTo || row === 0 || this.#filter?.[row] === 0) return;
    const [before, after] = [this.#sides.before[row]!, this.#sides.after[row]!];
    if (before < 0 && after < 0) return;
    if (before >= 0 && (after < 0 || !isDirectory(this.#sides.tables.after.eventFlags[after]!)))
      this.#silentTo = this.#sides.ends[row]!;
    if (before < 0) return this.#list('A', row);
    if (after < 0) return this.#list('D', row);
    if (this.#isChange({ before, after }, hasOwnEntry)) this.#list('C', row);
  }

  #isChange(shown: Shown, hasOwnEntry: boolean): boolean {
    const { tables } = this.#sides;
    if (this.#sameContent) return reasonsOf(tables, shown, this.#sameContent).length > 0;
    const flags = tables.after.eventFlags[shown.after]!;
    if (hasOwnEntry && !isDirectory(flags)) return true;
    if (shown.before === shown.after) return false;
    const [old, now] = [factsOf(tables.before, shown.before), factsOf(tables.after, shown.after)];
    if (typeOf(tables.before, old) !== typeOf(tables.after, now)) return true;
    if (contentOf(flags) === Content.imply) return false;
    return (
      old.mode !== now.mode ||
      old.uid !== now.uid ||
      old.gid !== now.gid ||
      old.mtime !== now.mtime ||
      old.mtimeNanos !== now.mtimeNanos
    );
  }

  #list(letter: ChangeLetter, row: number): void {
    this.#listParents(this.#sides.parents[row]!);
    this.#push(letter, row);
  }

  #listParents(row: number): void {
    const { before, depths, parents } = this.#sides;
    const missing: number[] = [];
    for (let at = row; at > 0 && this.#listed[depths[at]!] !== at; at = parents[at]!) missing.push(at);
    for (const at of missing.reverse()) this.#push(before[at]! < 0 ? 'A' : 'C', at);
  }

  #push(letter: ChangeLetter, row: number): void {
    const { before, after, depths } = this.#sides;
    this.#listed[depths[row]!] = row;
    this.changes.push({ letter, row, before: before[row]!, after: after[row]! });
  }
}

function isOwnEntry(table: PathTable, event: number, layer: number): boolean {
  return event !== NOTHING && table.eventLayers[event] === layer && hasEntry(table, event);
}
