import { cutTo, displayWidth, wrapTo } from '../base/width.ts';
import type { Span, Tone } from './frame.ts';

/** One row of the screen, or of a part of it. */
export type Row = readonly Span[];

/** Columns and rows that a part of the screen has. */
export interface Area {
  readonly columns: number;
  readonly rows: number;
}

/** Text in a tone. */
export function span(text: string, tone?: Tone): Span {
  return tone === undefined ? { text } : { text, tone };
}

/** The row exactly `columns` wide: what is too long ends in `…`, what is too short gets blanks. */
export function fit(row: Row, columns: number, look: Omit<Span, 'text'> = {}): Row {
  const fitted: Span[] = [];
  let left = columns;
  for (const each of row) {
    if (left <= 0) break;
    const text = cutTo(each.text, left);
    left -= displayWidth(text);
    if (text !== each.text) {
      fitted.push({ ...each, text });
      break;
    }
    fitted.push(each);
  }
  if (left > 0) fitted.push({ ...look, text: ' '.repeat(left) });
  return fitted;
}

/** The whole row in the look of what is chosen: one bar, greyed where another part of the screen has the keys. */
export function chosen(row: Row, focused = true): Row {
  return row.map(({ text, bold }) => ({
    text,
    inverse: true,
    ...(bold && { bold }),
    ...(!focused && { tone: 'dim' }),
  }));
}

/** A sentence where there is nothing else to show, over as many rows as it takes. */
export function saidRows(text: string, tone: Tone, columns: number): readonly Row[] {
  return [[], ...wrapTo(text, Math.max(1, columns - 4)).map((line) => [span(`  ${line}`, tone)])];
}

/** Two columns of rows side by side; the left one is `columns` wide. */
export function beside(left: readonly Row[], right: readonly Row[], columns: number): Row[] {
  const rows = Math.max(left.length, right.length);
  return Array.from({ length: rows }, (_, at) => [...fit(left[at] ?? [], columns), ...(right[at] ?? [])]);
}

/** What frames are drawn with. */
const LINES = {
  unicode: { across: '─', down: '│', corners: ['┌', '┐', '└', '┘'] },
  ascii: { across: '-', down: '|', corners: ['+', '+', '+', '+'] },
} as const;

/** Columns of a title, below which a note gives way. */
const MIN_TITLE = 16;

/** How a frame around a part of the screen looks. */
export interface BoxStyle {
  readonly title: string;
  /** What stands at the right end of the upper edge. */
  readonly note?: string;
  readonly focused: boolean;
  readonly unicode: boolean;
}

/** The rows in a frame of exactly this area. */
export function boxed(rows: readonly Row[], area: Area, { title, note = '', focused, unicode }: BoxStyle): Row[] {
  const { across, down, corners } = unicode ? LINES.unicode : LINES.ascii;
  const inner = Math.max(0, area.columns - 2);
  const tone: Tone = focused ? 'accent' : 'border';
  // What is counted matters more than a long name.
  const room = inner - displayWidth(note) - 3;
  const tail = note !== '' && room >= Math.min(MIN_TITLE, displayWidth(title) + 2) ? ` ${note} ` : '';
  const heading = ` ${cutTo(title, (tail === '' ? inner : room) - 2)} `;
  const rest = across.repeat(Math.max(0, inner - displayWidth(heading) - displayWidth(tail)));
  const top: Row = [
    span(corners[0], tone),
    { text: heading, tone: focused ? 'title' : tone, bold: focused },
    span(rest, tone),
    span(tail, 'dim'),
    span(corners[1], tone),
  ];
  const body = Array.from({ length: Math.max(0, area.rows - 2) }, (_, at): Row => [
    span(down, tone),
    ...fit(rows[at] ?? [], inner),
    span(down, tone),
  ]);
  const bottom: Row = [span(corners[2] + across.repeat(inner) + corners[3], tone)];
  return [top, ...body, bottom];
}
