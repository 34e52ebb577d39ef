import { START } from '../../list.ts';
import { findFuzzily, type Hits } from '../../tree/search.ts';
import type { Lines, ListState } from './state.ts';
import type { Line, Table } from './table.ts';

/** A part that stands for the item itself. */
const ITSELF = -1;

/** The list as it begins: all items, folded. */
export function firstList(table: Table): ListState {
  const unfolded = new Set<number>();
  return { order: 0, filter: '', hits: null, unfolded, lines: linesOf(table, 0, null, unfolded), place: START };
}

/** The list in another order, searched, or with other items unfolded. The cursor stays on its line where that is listed. */
export function relisted(
  table: Table,
  list: ListState,
  changes: Partial<Pick<ListState, 'order' | 'filter' | 'unfolded'>>,
): ListState {
  const next = { ...list, ...changes };
  const { filter } = changes;
  const hits = filter === undefined ? list.hits : filter === '' ? null : findFuzzily(table.texts, filter);
  const lines = linesOf(table, next.order, hits, next.unfolded);
  const best = filter === undefined ? null : (hits?.best ?? null);
  const wanted = best === null ? lineAt(list) : { item: best, part: ITSELF };
  return { ...next, hits, lines, place: { ...list.place, cursor: wanted ? placeOf(lines, wanted) : 0 } };
}

/** The line under the cursor, if there is any. */
export function lineAt({
  lines: { items, parts },
  place: { cursor },
}: Pick<ListState, 'lines' | 'place'>): Line | null {
  const item = items[cursor];
  return item === undefined ? null : { item, part: parts[cursor]! };
}

/** The list with the items in `unfolded`, `true` for the item in it. */
export function withUnfolded(unfolded: ReadonlySet<number>, item: number, isUnfolded: boolean): ReadonlySet<number> {
  const next = new Set(unfolded);
  if (isUnfolded) next.add(item);
  else next.delete(item);
  return next;
}

/** Whether there is something to unfold in a line. */
export function isFoldable(table: Table, { item, part }: Line): boolean {
  return part === ITSELF && (table.parts?.(item) ?? 0) > 0;
}

function linesOf(table: Table, order: number, hits: Hits | null, unfolded: ReadonlySet<number>): Lines {
  const all = table.orders[order]!.items;
  const listed = hits ? all.filter(among(hits, table.texts.length)) : all;
  if (unfolded.size === 0) return { items: listed, parts: new Int32Array(listed.length).fill(ITSELF) };
  const partsOf = (item: number): number => (unfolded.has(item) ? (table.parts?.(item) ?? 0) : 0);
  const count = listed.reduce((sum, item) => sum + 1 + partsOf(item), 0);
  const [items, parts] = [new Int32Array(count), new Int32Array(count)];
  let at = 0;
  for (const item of listed) {
    for (let part = ITSELF; part < partsOf(item); part += 1) {
      items[at] = item;
      parts[at] = part;
      at += 1;
    }
  }
  return { items, parts };
}

function among({ rows }: Hits, count: number): (item: number) => boolean {
  const found = new Uint8Array(count);
  for (const row of rows) found[row] = 1;
  return (item) => found[item] === 1;
}

/** Where a line is listed; a part that is not: its item. The first place for what is not listed at all. */
function placeOf({ items, parts }: Lines, { item, part }: Line): number {
  const at = Math.max(0, items.indexOf(item));
  return parts[at + part + 1] === part && items[at + part + 1] === item ? at + part + 1 : at;
}
