import { glyphsOf, glyphWidth } from '../../../base/width.ts';
import type { Span } from '../../frame.ts';
import type { Area, Row } from '../../rows.ts';
import type { Box } from './tile.ts';

/** How something is drawn; one object for what looks the same. */
export type Look = Omit<Span, 'text'>;

const PLAIN: Look = {};

/** A part of the screen that is drawn upon cell by cell. */
export class Canvas {
  readonly #texts: string[][];
  readonly #looks: Look[][];

  constructor({ columns, rows }: Area) {
    this.#texts = Array.from({ length: rows }, () => Array.from({ length: columns }, () => ' '));
    this.#looks = Array.from({ length: rows }, () => Array.from({ length: columns }, () => PLAIN));
  }

  /** Fills the box with blanks. */
  fill({ x0, y0, x1, y1 }: Box, look: Look): void {
    for (let y = y0; y < y1; y += 1) this.write(x0, y, ' '.repeat(x1 - x0), look);
  }

  /** Writes printable text that has room there. The second cell of a wide character is empty. */
  write(x: number, y: number, text: string, look: Look): void {
    let at = x;
    for (const glyph of glyphsOf(text)) {
      const width = glyphWidth(glyph);
      if (width > 0) this.#put(at, y, glyph, look);
      if (width === 2) this.#put(at + 1, y, '', look);
      at += width;
    }
  }

  /** What was drawn, in runs of one look. */
  rows(): Row[] {
    return this.#texts.map((texts, y) => rowOf(texts, this.#looks[y]!));
  }

  #put(x: number, y: number, text: string, look: Look): void {
    this.#texts[y]![x] = text;
    this.#looks[y]![x] = look;
  }
}

function rowOf(texts: readonly string[], looks: readonly Look[]): Row {
  const row: Span[] = [];
  for (let start = 0; start < texts.length;) {
    const look = looks[start]!;
    let end = start + 1;
    while (end < texts.length && looks[end] === look) end += 1;
    row.push({ ...look, text: texts.slice(start, end).join('') });
    start = end;
  }
  return row;
}
