import { describe, expect, it } from 'vitest';
import type { Span } from '../../src/tui/frame.ts';
import { type Cell, type Line, paintRow } from '../../src/tui/paint.ts';
import { paletteFor } from '../../src/tui/palette.ts';

const PLAIN = (511 << 9) | 511;

function blankLine(columns: number): Line {
  return Object.assign(
    Array.from({ length: columns }, (): Cell => [PLAIN, ' ']),
    { dirty: false },
  );
}

function painted(columns: number, spans: readonly Span[], { unicode = true, depth = 256 as 0 | 256 } = {}): Line {
  const line = blankLine(columns);
  paintRow(line, spans, { palette: paletteFor(depth, 'dark'), unicode });
  return line;
}

const texts = (line: Line): string[] => line.map(([, text]) => text);
/** Without the columns they name. */
const glyphs = (line: Line): string =>
  texts(line)
    .join('')
    .replaceAll(/ *\x1b\[\d+G/g, '');

describe('a row', () => {
  it.each<readonly [what: string, spans: readonly Span[], expected: string]>([
    ['is filled with blanks', [{ text: 'ab' }], 'ab    '],
    ['is cut at its end', [{ text: 'abcdefgh' }], 'abcdef'],
    ['has spans side by side', [{ text: 'ab' }, { text: 'cd' }], 'abcd  '],
    ['cuts a span to its width', [{ text: 'abc', width: 2 }, { text: 'd' }], 'abd   '],
    ['fills a span to its width', [{ text: 'a', width: 3, fill: true }, { text: 'd' }], 'a  d  '],
    ['does not widen a span without fill', [{ text: 'a', width: 3 }, { text: 'd' }], 'ad    '],
    ['shows control characters', [{ text: '\x1b[m' }], '\\x1b[m'],
    ['puts marks onto their letters', [{ text: 'e\u0301f' }], 'e\u0301f    '],
  ])('%s', (_what, spans, expected) => {
    expect(glyphs(painted(6, spans))).toBe(expected);
  });

  it('gives a wide character two cells, blank before it is written, and names the column behind it', () => {
    expect(texts(painted(5, [{ text: 'a漢b' }]))).toEqual(['a', '  \x1b[2G漢', '', '\x1b[4Gb', ' ']);
  });

  it.each(['é', 'e\u0301', '│', '😀'])('names the column behind %s', (glyph) => {
    const cells = texts(painted(6, [{ text: glyph }, { text: 'b' }]));
    const at = cells.findIndex((text) => text.endsWith('b'));
    expect(cells[at]).toBe(`\x1b[${at + 1}Gb`);
  });

  it('never cuts a wide character in two', () => {
    expect(texts(painted(3, [{ text: 'ab漢' }]))).toEqual(['a', 'b', ' ']);
    expect(glyphs(painted(4, [{ text: 'a漢', width: 2, fill: true }, { text: 'c' }]))).toBe('a c ');
  });

  it('writes little of a name that is all marks', () => {
    const line = painted(10, [{ text: `a${'\u0301'.repeat(100_000)}` }]);
    expect(texts(line).join('').length).toBeLessThan(400);
  });

  it('is only dirty where something differs', () => {
    const line = painted(4, [{ text: '漢x' }]);
    line.dirty = false;
    paintRow(line, [{ text: '漢x' }], { palette: paletteFor(256, 'dark'), unicode: true });
    expect(line.dirty).toBe(false);
    paintRow(line, [{ text: '漢x', bold: true }], { palette: paletteFor(256, 'dark'), unicode: true });
    expect(line.dirty).toBe(true);
  });

  it('is ASCII where there is no more, column by column', () => {
    expect(glyphs(painted(12, [{ text: '┌─┐é漢…e\u0301' }], { unicode: false }))).toBe('+-+???~?    ');
  });
});

describe('a look', () => {
  it.each<readonly [look: string, span: Omit<Span, 'text'>, attribute: number]>([
    ['plain', {}, PLAIN],
    ['bold', { bold: true }, (1 << 18) | PLAIN],
    ['underline', { underline: true }, (2 << 18) | PLAIN],
    ['inverse', { inverse: true }, (8 << 18) | PLAIN],
    ['a tone', { tone: 'added' }, (114 << 9) | 511],
    ['a tone with a background', { tone: 'match' }, (16 << 9) | 222],
  ])('of %s', (_look, span, attribute) => {
    expect(painted(1, [{ text: 'x', ...span }])[0]).toEqual([attribute, 'x']);
  });

  it('has no colour where there are none, but is bold and inverse', () => {
    const [cell] = painted(1, [{ text: 'x', tone: 'match', bold: true, inverse: true }], { depth: 0 });
    expect(cell).toEqual([(9 << 18) | PLAIN, 'x']);
  });
});
