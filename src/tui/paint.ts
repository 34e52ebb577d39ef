import { printable } from '../base/text.ts';
import { glyphsOf, glyphWidth } from '../base/width.ts';
import { asciiOf } from './ascii.ts';
import type { Span } from './frame.ts';
import { type Palette, TERMINAL_COLOR } from './palette.ts';

/** A look as blessed has it (flags, foreground and background in one number), and what is written there. */
export type Cell = [look: number, text: string];

/** A row of cells; `dirty` says that one of them may have changed. */
export interface Line extends Array<Cell> {
  dirty: boolean;
}

/** How spans become cells. */
export interface Brush {
  readonly palette: Palette;
  /** Whether the terminal takes more than ASCII. */
  readonly unicode: boolean;
}

/** A letter with more marks than that is nobody's name; code units a column. */
const MOST_UNITS = 32;

const BOLD = 1;
const UNDERLINE = 2;
const INVERSE = 8;

/**
 * Paints the spans from the left and blanks to the right end. The second cell of a wide character is empty, and whatever
 * follows a character beyond ASCII names its own column, so a terminal that counts columns otherwise moves nothing else.
 */
export function paintRow(line: Line, spans: readonly Span[], { palette, unicode }: Brush): void {
  const edit = new RowEdit(line);
  for (const span of spans) {
    const look = lookOf(span, palette);
    const end = Math.min(line.length, edit.x + (span.width ?? line.length));
    for (const glyph of glyphsOf(printable(span.text.slice(0, MOST_UNITS * line.length)))) {
      const width = glyphWidth(glyph);
      if (edit.x + width > end) break;
      if (unicode) edit.putGlyph(look, glyph, width);
      else edit.fill(look, asciiOf(glyph), edit.x + width);
    }
    if (span.fill) edit.fill(look, ' ', end);
  }
  edit.fill(NO_LOOK, ' ', line.length);
}

/** A row while it is painted, from the left. */
class RowEdit {
  readonly #line: Line;
  #anchor = '';
  x = 0;

  constructor(line: Line) {
    this.#line = line;
  }

  putGlyph(look: number, glyph: string, width: number): void {
    // Where the terminal takes one column for a wide one, the other must not show what was there before.
    this.#put(look, width === 2 ? `  ${toColumn(this.x)}${glyph}` : glyph);
    if (width === 2) this.#put(look, '');
    if (glyph > '\x7f' || glyph.length > 1) this.#anchor = toColumn(this.x);
  }

  fill(look: number, character: string, end: number): void {
    while (this.x < end) this.#put(look, character);
  }

  #put(look: number, text: string): void {
    const cell = this.#line[this.x]!;
    const anchored = this.#anchor + text;
    if (cell[0] !== look || cell[1] !== anchored) {
      cell[0] = look;
      cell[1] = anchored;
      this.#line.dirty = true;
    }
    this.#anchor = '';
    this.x += 1;
  }
}

/** The terminal's own colours, and nothing else. */
const NO_LOOK = (TERMINAL_COLOR << 9) | TERMINAL_COLOR;

function lookOf({ tone = 'plain', bold, underline, inverse }: Span, palette: Palette): number {
  const [foreground, background = TERMINAL_COLOR] = palette[tone];
  const flags = (bold ? BOLD : 0) | (underline ? UNDERLINE : 0) | (inverse ? INVERSE : 0);
  return (flags << 18) | (foreground << 9) | background;
}

function toColumn(x: number): string {
  return `\x1b[${x + 1}G`;
}
