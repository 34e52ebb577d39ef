import { eastAsianWidth } from 'get-east-asian-width';

/**
 * What a terminal draws as one: a character with the marks, vowels and emoji modifiers that are stacked on it. Zero-width
 * joiners cannot be met here: text is `printable` first, and that shows them escaped.
 */
const GLYPHS =
  /(?:\p{Regional_Indicator}{2}|\p{Emoji_Modifier_Base}\ufe0f?\p{Emoji_Modifier}|[^])[\p{M}\u1160-\u11ff\ud7b0-\ud7fb]*/gu;
const MARK = /^\p{M}/u;
const EMOJI_STYLE = '\ufe0f';
const ELLIPSIS = '…';
/** About ten lines. */
const LONGEST_WRAPPED = 1000;

/** How many columns a terminal takes for printable text. */
export function displayWidth(text: string): number {
  if (isNarrow(text)) return text.length;
  let columns = 0;
  for (const glyph of glyphsOf(text)) columns += glyphWidth(glyph);
  return columns;
}

/** The text if it fits, else as much of its start as does, and `…`. A wide glyph is never cut in two. */
export function cutTo(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text;
  if (columns < 1) return '';
  const glyphs = glyphsOf(text);
  return glyphs.slice(0, countFitting(glyphs, columns - 1)).join('') + ELLIPSIS;
}

/** The text if it fits, else its start and its end with `…` between them; more of the end, where paths have their names. */
export function cutMiddle(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text;
  if (columns < 1) return '';
  const glyphs = glyphsOf(text);
  const headColumns = Math.floor((columns - 1) / 3);
  const head = glyphs.slice(0, countFitting(glyphs, headColumns)).join('');
  const tailLength = countFitting(glyphs.toReversed(), columns - 1 - headColumns);
  return head + ELLIPSIS + glyphs.slice(glyphs.length - tailLength).join('');
}

/**
 * The text from a column on, `columns` of them and what shows that there are more. What is left of a wide glyph that begins
 * before is a blank. Only as much is looked at as is needed: lines of files may be megabytes long.
 */
export function columnsFrom(text: string, start: number, columns: number): string {
  if (isNarrow(text)) return text.slice(start, start + columns + 1);
  let at = 0;
  let shown = '';
  for (const [glyph] of text.matchAll(GLYPHS)) {
    const width = glyphWidth(glyph);
    if (at >= start) shown += glyph;
    else if (at + width > start) shown += ' ';
    at += width;
    if (at > start + columns) break;
  }
  return shown;
}

/** The text and blanks behind it, `columns` wide in all. */
export function padEnd(text: string, columns: number): string {
  return text + blanks(columns - displayWidth(text));
}

/** Blanks and the text behind them, `columns` wide in all. */
export function padStart(text: string, columns: number): string {
  return blanks(columns - displayWidth(text)) + text;
}

/**
 * The text in lines of at most `columns`, broken at blanks; a word that is longer than a line is broken anywhere. Of a
 * very long text the middle is left out: names in images may be megabytes long.
 */
export function wrapTo(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of cutMiddle(text, LONGEST_WRAPPED)
    .split(' ')
    .flatMap((each) => piecesOf(each, columns))) {
    if (line !== '' && displayWidth(line) + 1 + displayWidth(word) > columns) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

function piecesOf(word: string, columns: number): string[] {
  if (displayWidth(word) <= columns) return [word];
  const pieces: string[] = [];
  let rest = glyphsOf(word);
  while (rest.length > 0) {
    const fitting = Math.max(1, countFitting(rest, columns));
    pieces.push(rest.slice(0, fitting).join(''));
    rest = rest.slice(fitting);
  }
  return pieces;
}

/** How many of the glyphs, from the first on, fit side by side. */
function countFitting(glyphs: readonly string[], columns: number): number {
  let room = columns;
  const tooMany = glyphs.findIndex((glyph) => (room -= glyphWidth(glyph)) < 0);
  return tooMany < 0 ? glyphs.length : tooMany;
}

/** What a terminal draws one after the other. */
export function glyphsOf(text: string): readonly string[] {
  return isNarrow(text) ? [...text] : (text.match(GLYPHS) ?? []);
}

/** How many columns one of them takes: 0 where the text begins with a mark that has nothing to stand on, else 1 or 2. */
export function glyphWidth(glyph: string): number {
  if (isNarrow(glyph)) return 1;
  if (MARK.test(glyph)) return 0;
  const isPair = glyph.length >= 4 && /^\p{Regional_Indicator}{2}/u.test(glyph);
  return isPair || glyph.includes(EMOJI_STYLE) ? 2 : eastAsianWidth(glyph.codePointAt(0)!);
}

function isNarrow(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text);
}

function blanks(count: number): string {
  return ' '.repeat(Math.max(0, count));
}
