import { cutTo, displayWidth, wrapTo } from '../../base/width.ts';

/** A column of a table. The flexible one comes last, takes what room is left, and is cut. */
export interface Column {
  readonly align?: 'start' | 'end';
  /** `optional` goes, the last one first, when the flexible column needs its room; `wrapped` breaks when nothing else helps. */
  readonly kind?: 'fixed' | 'optional' | 'wrapped' | 'flexible';
}

/** What stands in a cell: printable text, coloured after it is laid out. */
export interface Cell {
  readonly text: string;
  readonly paint?: ((text: string) => string) | undefined;
  /** In the flexible column: stands behind the text, which is cut for it. */
  readonly tail?: Cell | undefined;
}

const INDENT = 2;
const GAP = '  ';
const TAIL_GAP = '   ';
/** Below this the flexible column takes the room of optional ones… */
const COMFORTABLE = 24;
/** …and below this it goes to a line of its own. */
const LEAST = 12;
/** Wrapped columns do not get narrower than this to make room for the flexible one… */
const LEAST_WRAPPED = 24;
/** …nor than this, whatever happens. */
const LEAST_EVER = 8;

/** The lines of each row, all rows with the same columns and no line wider than `width` as long as the numbers fit. */
export function layTable(columns: readonly Column[], rows: readonly (readonly Cell[])[], width: number): string[][] {
  const shape = shapeOf(columns, rows, width);
  return rows.map((row) => rowLines(shape, row));
}

interface Place extends Column {
  readonly index: number;
  width: number;
}

interface Shape {
  readonly places: readonly Place[];
  /** Where the flexible column stands, `index` -1 when there is none. */
  readonly flexible: { readonly index: number; readonly room: number; readonly isSpilled: boolean };
}

function shapeOf(columns: readonly Column[], rows: readonly (readonly Cell[])[], width: number): Shape {
  const all = columns.map((column, index): Place => ({ ...column, index, width: naturalWidth(rows, index) }));
  const flexible = all.at(-1)?.kind === 'flexible' ? all.pop()! : undefined;
  const wanted = flexible?.width ?? 0;
  let places = all.filter((place) => place.width > 0);
  const room = (): number => width - INDENT - places.reduce((sum, place) => sum + place.width + GAP.length, 0);
  while (room() < Math.min(COMFORTABLE, wanted) && places.some(({ kind }) => kind === 'optional')) {
    const last = places.findLast(({ kind }) => kind === 'optional');
    places = places.filter((place) => place !== last);
  }
  narrow(places, Math.min(COMFORTABLE, wanted) - room(), LEAST_WRAPPED);
  const isSpilled = room() < Math.min(LEAST, wanted);
  if (isSpilled) narrow(places, -GAP.length - room(), LEAST_EVER);
  const spilledRoom = width - spillIndent(places);
  return { places, flexible: { index: flexible?.index ?? -1, room: isSpilled ? spilledRoom : room(), isSpilled } };
}

/** Takes what is missing from the wrapped column, as far as it has more than `least`. */
function narrow(places: readonly Place[], missing: number, least: number): void {
  const wrapped = places.find(({ kind }) => kind === 'wrapped');
  if (wrapped && missing > 0) wrapped.width = Math.min(wrapped.width, Math.max(least, wrapped.width - missing));
}

function naturalWidth(rows: readonly (readonly Cell[])[], index: number): number {
  return rows.reduce((most, row) => Math.max(most, cellWidth(row[index])), 0);
}

function cellWidth(cell: Cell | undefined): number {
  if (!cell) return 0;
  return displayWidth(cell.text) + (cell.tail ? TAIL_GAP.length + displayWidth(cell.tail.text) : 0);
}

/** What spills over stands below the second column. */
function spillIndent(places: readonly Place[]): number {
  return INDENT + (places[0]?.width ?? 0) + GAP.length;
}

function rowLines({ places, flexible }: Shape, row: readonly Cell[]): string[] {
  const cells = places.map((place) => placedCell(place, row[place.index] ?? { text: '' }));
  const last = row[flexible.index];
  const fitted = last ? fittedCell(last, flexible.room) : undefined;
  const height = Math.max(1, ...cells.map(({ lines }) => lines.length));
  const lines = Array.from({ length: height }, (_, at) => {
    const isBeside = at === 0 && fitted !== undefined && !flexible.isSpilled;
    return joined([...cells.map((cell) => pieceAt(cell, at)), ...(isBeside ? [fitted] : [])]);
  });
  if (!fitted || fitted.plain === '' || !flexible.isSpilled) return lines;
  return [...lines, ' '.repeat(spillIndent(places)) + fitted.painted];
}

interface Placed {
  readonly place: Place;
  readonly lines: readonly string[];
  readonly paint: (text: string) => string;
}

interface Piece {
  readonly plain: string;
  readonly painted: string;
  /** Blanks to the left and to the right. */
  readonly before: number;
  readonly after: number;
}

function placedCell(place: Place, { text, paint = same }: Cell): Placed {
  return { place, paint, lines: place.kind === 'wrapped' ? wrapTo(text, place.width) : [text] };
}

function pieceAt({ place, lines, paint }: Placed, at: number): Piece {
  const plain = lines[at] ?? '';
  const blanks = Math.max(0, place.width - displayWidth(plain));
  const isEnd = place.align === 'end';
  return { plain, painted: paint(plain), before: isEnd ? blanks : 0, after: isEnd ? 0 : blanks };
}

function fittedCell({ text, paint = same, tail }: Cell, room: number): Piece {
  const behind = tail ? TAIL_GAP + tail.text : '';
  const plain = cutTo(text, room - displayWidth(behind));
  if (!tail) return { plain, painted: paint(plain), before: 0, after: 0 };
  const gap = plain === '' ? '' : TAIL_GAP;
  return {
    plain: plain + gap + tail.text,
    painted: paint(plain) + gap + (tail.paint ?? same)(tail.text),
    before: 0,
    after: 0,
  };
}

/** Pieces side by side, without blanks at the end of the line. */
function joined(pieces: readonly Piece[]): string {
  const used = pieces.slice(0, pieces.findLastIndex(({ plain }) => plain !== '') + 1);
  const texts = used.map(({ painted, before, after }, place) => {
    const isLast = place === used.length - 1;
    return ' '.repeat(before) + painted + ' '.repeat(isLast ? 0 : after);
  });
  return ' '.repeat(used.length === 0 ? 0 : INDENT) + texts.join(GAP);
}

function same(text: string): string {
  return text;
}
