import type { Command } from '../../bindings.ts';
import { moved, placed, scrolled, wheelLines } from '../../list.ts';
import type { MouseMessage } from '../../program.ts';
import type { Around, ScreenMessage, Step } from '../screen.ts';
import { tableLayout } from './layout.ts';
import { firstList, isFoldable, lineAt, relisted, withUnfolded } from './listing.ts';
import type { ListState, TablesState } from './state.ts';
import type { Table } from './table.ts';

/** Rows of the frame and the heading above the first line. */
const ABOVE = 2;

/** A screen of tables before anything was asked. */
export const NOT_ASKED: TablesState = { isAsked: false, tables: null, failure: null, tab: 0, lists: [] };

/** The screen with its tables, which are there now. */
export function withTables(own: TablesState, tables: readonly Table[]): TablesState {
  return { ...own, tables, lists: tables.map(firstList) };
}

/** What happens to a screen of tables. */
export function updateTables(own: TablesState, message: ScreenMessage, around: Around): Step<TablesState> {
  const shown = shownOf(own, around);
  if (!shown) return { own, leaves: message.kind === 'command' && message.command === 'back' };
  switch (message.kind) {
    case 'command':
      return command(shown, message.command);
    case 'mouse':
      return mouse(shown, message.mouse);
    case 'prompt':
      return relist(shown, { filter: message.state === 'cancelled' ? '' : message.text });
    case 'reply':
    case 'changed':
      return { own: withList(shown, shown.list) };
  }
}

/** The table on the screen, how it is listed, and how many lines it has. */
interface Shown {
  readonly own: TablesState;
  readonly table: Table;
  readonly list: ListState;
  readonly height: number;
}

function shownOf(own: TablesState, { area }: Around): Shown | null {
  const [table, list] = [own.tables?.[own.tab], own.lists[own.tab]];
  return table && list ? { own, table, list, height: tableLayout(table, area).lines } : null;
}

function withList({ own, height }: Shown, list: ListState): TablesState {
  const place = placed(list.place, list.lines.items.length, height);
  return { ...own, lists: own.lists.with(own.tab, { ...list, place }) };
}

function relist(shown: Shown, changes: Parameters<typeof relisted>[2]): Step<TablesState> {
  return { own: withList(shown, relisted(shown.table, shown.list, changes)) };
}

function command(shown: Shown, name: Command): Step<TablesState> {
  const { own, table, list, height } = shown;
  const place = moved(list.place, name, list.lines.items.length, height);
  if (place) return { own: withList(shown, { ...list, place }) };
  switch (name) {
    case 'nextPane':
      return { own: { ...own, tab: (own.tab + 1) % own.lists.length } };
    case 'filter':
      return { own, prompt: { purpose: 'filter', label: 'find', text: list.filter, live: true } };
    case 'sort':
      return relist(shown, { order: (list.order + 1) % table.orders.length });
    case 'back':
      return list.filter === '' ? { own, leaves: true } : relist(shown, { filter: '' });
    default:
      return onLine(shown, name);
  }
}

/** Commands that are about the line under the cursor. */
function onLine(shown: Shown, name: Command): Step<TablesState> {
  const { own, table, list } = shown;
  const line = lineAt(list);
  if (!line) return { own };
  const fold = (isUnfolded: boolean): Step<TablesState> =>
    relist(shown, { unfolded: withUnfolded(list.unfolded, line.item, isUnfolded) });
  const isUnfolded = list.unfolded.has(line.item);
  switch (name) {
    case 'enter':
    case 'right':
    case 'toggle':
      if (isFoldable(table, line)) return name === 'right' && isUnfolded ? { own } : fold(!isUnfolded);
      return name === 'toggle' ? { own } : intoTree(shown);
    case 'left':
      return isUnfolded ? fold(false) : { own };
    case 'copyPath':
      return { own, copy: table.copy(line) };
    case 'copyDigest': {
      const digest = table.digest?.(line);
      return digest ? { own, copy: digest } : { own, notice: 'there is no digest to copy here' };
    }
    default:
      return { own };
  }
}

function intoTree({ own, table, list }: Shown): Step<TablesState> {
  const line = lineAt(list);
  const sight = line && table.sight?.(line);
  return sight ? { own, go: { screen: 'layers', sight } } : { own };
}

function mouse(shown: Shown, { action, y }: MouseMessage): Step<TablesState> {
  const { own, list, height } = shown;
  const count = list.lines.items.length;
  const lines = wheelLines(action);
  if (lines !== 0) return { own: withList(shown, { ...list, place: scrolled(list.place, lines, count, height) }) };
  const cursor = list.place.top + y - ABOVE;
  if (action !== 'down' || y < ABOVE || y - ABOVE >= height || cursor >= count) return { own };
  if (cursor === list.place.cursor) return onLine(shown, 'enter');
  return { own: withList(shown, { ...list, place: { ...list.place, cursor } }) };
}
