import { type Inventory, NOT_LISTED } from '../../inventory.ts';
import type { Around, Screen, ScreenMessage, Step } from '../screen.ts';
import { lineAt, relisted } from '../table/listing.ts';
import type { ListState, TablesState } from '../table/state.ts';
import type { Table } from '../table/table.ts';
import { NOT_ASKED, updateTables, withTables } from '../table/update.ts';
import { viewTables } from '../table/view.ts';
import type { ImagesState } from './state.ts';
import { imageOn, imagesTable, sumsOf } from './table.ts';

/** Rows of the frame and the heading above the first line. */
const ABOVE = 2;

/** All images of the input. */
export const imagesScreen: Screen<'images'> = {
  start: (_go, around, left) => changed(left ?? stateOf(NOT_LISTED), around),
  places: () => ['images', 'table', 'line', 'list', 'everywhere'],
  update(own, message, around) {
    if (message.kind === 'changed') return changed(own, around);
    if (message.kind === 'command' && (message.command === 'enter' || message.command === 'right')) return opened(own);
    const { own: list, ...step } = updateTables(own.list, message, around);
    return isOnChosenLine(own, message) ? opened(own) : { ...step, own: { ...own, list } };
  },
  title: () => 'images',
  view: ({ list }, around) => viewTables(list, around, ''),
  status: ({ inventory }) => (inventory.isWhole ? sumsOf(inventory) : null),
};

function stateOf(inventory: Inventory): ImagesState {
  return { inventory, list: withTables(NOT_ASKED, [imagesTable(inventory)]) };
}

/** More images may be there now; those that were keep their numbers. */
function changed(own: ImagesState, around: Around): Step<ImagesState> {
  const { inventory } = around;
  const next = inventory === null || inventory === own.inventory ? own : withInventory(own, inventory);
  return { own: { ...next, list: updateTables(next.list, { kind: 'changed' }, around).own } };
}

function withInventory({ list: { lists, ...list } }: ImagesState, inventory: Inventory): ImagesState {
  const table = imagesTable(inventory);
  return { inventory, list: { ...list, tables: [table], lists: lists.map((each) => renewed(table, each)) } };
}

/** What one is looking for is looked for in the new images, too. */
function renewed(table: Table, list: ListState): ListState {
  const { place, filter } = list;
  const next = relisted(table, list, filter === '' ? {} : { filter });
  // As long as nobody moved, the first image is the chosen one.
  return place.cursor === 0 ? { ...next, place } : next;
}

function opened(own: ImagesState): Step<ImagesState> {
  const list = shownList(own.list);
  const line = list ? lineAt(list) : null;
  const image = imageOn(own.inventory, line);
  if (image) return { own, open: image };
  return line ? { own, notice: 'this cannot be read' } : { own };
}

/** A click on the line that is chosen already. */
function isOnChosenLine({ list }: ImagesState, message: ScreenMessage): boolean {
  const shown = shownList(list);
  if (!shown || message.kind !== 'mouse' || message.mouse.action !== 'down') return false;
  return message.mouse.y >= ABOVE && shown.place.top + message.mouse.y - ABOVE === shown.place.cursor;
}

function shownList({ lists, tab }: TablesState): ListState | undefined {
  return lists[tab];
}
