import { formatCount, printable } from '../../../base/text.ts';
import { cutMiddle, cutTo, padEnd, padStart } from '../../../base/width.ts';
import type { Span } from '../../frame.ts';
import { boxed, chosen, fit, type Row, saidRows, span } from '../../rows.ts';
import type { Around } from '../screen.ts';
import { tableLayout } from './layout.ts';
import { isFoldable, lineAt } from './listing.ts';
import type { ListState, TablesState } from './state.ts';
import type { Cell, Column, Line, Table } from './table.ts';

const MIN_SHARED = 8;

/** The table with the chosen line's details below it; what it waits for as long as there is none. */
export function viewTables(own: TablesState, around: Around, work: string): readonly Row[] {
  const [table, list] = [own.tables?.[own.tab], own.lists[own.tab]];
  const { area, unicode } = around;
  if (!table || !list) return waitingRows(own, around, work);
  const layout = tableLayout(table, area);
  const box = { title: titleOf(own), note: noteOf(table, list), focused: true, unicode };
  const listBox = boxed(
    listRows(table, list, area.columns - 2, layout.lines, unicode),
    { ...area, rows: layout.listRows },
    box,
  );
  if (layout.detailRows === 0) return listBox;
  const line = lineAt(list);
  const details = (line && table.details?.(line, area.columns - 4)) ?? [];
  return [
    ...listBox,
    ...boxed(
      withRest(details, layout.detailRows - 2),
      { ...area, rows: layout.detailRows },
      { title: 'Details', focused: false, unicode },
    ),
  ];
}

function waitingRows({ failure }: TablesState, { subject, area, unicode }: Around, work: string): Row[] {
  const { loaded, stacked, manifest } = subject;
  const why = failure ?? subject.failure;
  const layers = `Waiting for all layers: ${stacked} of ${manifest.layers.length} are read ...`;
  const text = why === null ? (loaded?.isWhole ? work : layers) : printable(why);
  return boxed(saidRows(text, why === null ? 'dim' : 'error', area.columns - 2), area, {
    title: why === null ? 'Not yet' : 'No answer',
    focused: true,
    unicode,
  });
}

/** All tables of the screen, the one that is shown by capital letters too. */
function titleOf({ tables, tab }: TablesState): string {
  if (tables?.length === 1) return tables[0]!.name;
  const names = (tables ?? []).map(({ name }, at) => (at === tab ? name.toUpperCase() : name.toLowerCase()));
  return `${names.join(' · ')} (tab)`;
}

function noteOf(table: Table, { order, filter, lines }: ListState): string {
  const found = filter === '' ? table.note : `${formatCount(lines.items.length)} match ${printable(filter)}`;
  return [table.orders.length > 1 ? table.orders[order]!.name : '', found].filter((part) => part !== '').join(' · ');
}

function withRest(rows: readonly Row[], count: number): Row[] {
  const shown = rows.length <= count ? rows : [...rows.slice(0, count - 1), [span('…', 'dim')]];
  return shown.map((row) => [span(' '), ...row]);
}

function listRows(table: Table, list: ListState, columns: number, count: number, unicode: boolean): Row[] {
  const { lines, place, filter, unfolded } = list;
  const layout = widthsOf(table, columns);
  const heading = fit(
    [
      span(
        rowText(layout, ({ title }) => title),
        'dim',
      ),
    ],
    columns,
  );
  if (lines.items.length === 0) {
    return [heading, [], [span(`   ${filter === '' ? table.empty : `nothing matches ${printable(filter)}`}`, 'dim')]];
  }
  const end = Math.min(lines.items.length, place.top + count);
  const rows = Array.from({ length: end - place.top }, (_, i): Row => {
    const at = place.top + i;
    const line = { item: lines.items[at]!, part: lines.parts[at]! };
    const row = fit(lineRow(table, line, layout, signOf(table, line, unfolded, unicode)), columns);
    return at === place.cursor ? chosen(row) : row;
  });
  return [heading, ...rows];
}

/** Columns that are shown, with their widths. */
interface Width {
  readonly column: Column;
  /** Its place in the table. */
  readonly place: number;
  readonly columns: number;
}

function widthsOf({ columns: all }: Table, columns: number): readonly Width[] {
  const shown = [...all.entries()].filter(([, { from = 0 }]) => columns >= from);
  const taken = shown.reduce((sum, [, column]) => sum + 1 + (column.columns ?? 0), 0);
  const sharing = shown.filter(([, column]) => column.columns === null).length;
  const share = Math.max(MIN_SHARED, Math.floor((columns - taken) / Math.max(1, sharing)));
  return shown.map(([place, column]) => ({ column, place, columns: column.columns ?? share }));
}

function rowText(widths: readonly Width[], textOf: (column: Column) => string): string {
  return widths.map(({ column, columns }) => ` ${aligned(textOf(column), column, columns)}`).join('');
}

function lineRow(table: Table, line: Line, widths: readonly Width[], sign: string): Row {
  const cells = table.cells(line);
  const first = widths.find(({ column }) => column.columns === null);
  const row: Span[] = [];
  for (const { column, place, columns } of widths) {
    const cell = cells[place] ?? { text: '' };
    const mark = column === first?.column ? sign : '';
    if (cell.isWide)
      return [...row, wideSpan(cell, column, widths.slice(widths.findIndex((w) => w.place === place)), mark)];
    row.push({ ...span(` ${mark}${aligned(cell.text, column, columns - mark.length)}`, cell.tone) });
  }
  return row;
}

function wideSpan({ text, tone }: Cell, column: Column, rest: readonly Width[], mark: string): Span {
  const columns = rest.reduce((sum, width) => sum + width.columns + 1, -1) - mark.length;
  return span(` ${mark}${aligned(text, column, columns)}`, tone);
}

function signOf(table: Table, line: Line, unfolded: ReadonlySet<number>, unicode: boolean): string {
  if (!table.parts) return '';
  if (line.part >= 0) return '    ';
  const [open, closed] = unicode ? ['▾', '▸'] : ['-', '+'];
  return isFoldable(table, line) ? `${unfolded.has(line.item) ? open : closed} ` : '  ';
}

function aligned(text: string, { align, isPath }: Column, columns: number): string {
  const cut = isPath ? cutMiddle(text, columns) : cutTo(text, columns);
  return align === 'end' ? padStart(cut, columns) : padEnd(cut, columns);
}
