import type { Look, Run } from './looks.ts';

/** A screen, and how long people look at it. */
export interface Picture {
  readonly rows: readonly (readonly Run[])[];
  readonly seconds: number;
}

const CELL = { width: 8.4, height: 18, baseline: 13.5 };
const MARGIN = 14;
const BACKGROUND = '#16181d';
const TEXT = '#d6d9de';
/** The first sixteen colours of the table; the others are given by their numbers. */
const BASIC = [
  ...['#000000', '#cd3131', '#0dbc79', '#e5e510', '#2472c8', '#bc3fbc', '#11a8cd', '#e5e5e5'],
  ...['#666666', '#f14c4c', '#23d18b', '#f5f543', '#3b8eea', '#d670d6', '#29b8db', '#ffffff'],
];
const LEVELS = [0, 95, 135, 175, 215, 255];

/** A recording as asciinema plays it (asciicast v2): each picture drawn as a whole, so that the same screens make the same file. */
export function asciicast(pictures: readonly Picture[], title: string): string {
  const [first] = pictures;
  const width = first!.rows[0]!.reduce((sum, { from, to }) => sum + to - from + 1, 0);
  const head = { version: 2, width, height: first!.rows.length, title, env: { TERM: 'xterm-256color' } };
  let time = 0;
  const events = pictures.map(({ rows, seconds }) => {
    const event = [time, 'o', `\x1b[H${rows.map((runs) => runs.map(ansi).join('')).join('\r\n')}`];
    time = Math.round((time + seconds) * 100) / 100;
    return event;
  });
  return [head, ...events, [time, 'o', '']].map((line) => `${JSON.stringify(line)}\n`).join('');
}

/** One picture as a drawing for pages. */
export function svg({ rows }: Picture): string {
  const columns = rows[0]!.reduce((sum, { from, to }) => sum + to - from + 1, 0);
  const size = { width: columns * CELL.width + 2 * MARGIN, height: rows.length * CELL.height + 2 * MARGIN };
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${fixed(size.width)} ${fixed(size.height)}" font-family="ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14">`,
    `<rect width="100%" height="100%" rx="8" fill="${BACKGROUND}"/>`,
    ...rows.flatMap((runs, y) => runs.flatMap((run) => drawn(run, y))),
    '</svg>',
    '',
  ].join('\n');
}

function drawn({ text, from, to, look }: Run, y: number): string[] {
  const { fg, bg } = colorsOf(look);
  const x = fixed(MARGIN + from * CELL.width);
  const top = MARGIN + y * CELL.height;
  const width = fixed((to - from + 1) * CELL.width);
  const behind =
    bg === BACKGROUND ? [] : [`<rect x="${x}" y="${top}" width="${width}" height="${CELL.height}" fill="${bg}"/>`];
  if (text.trim() === '') return behind;
  const bold = look.bold ? ' font-weight="bold"' : '';
  // Each run keeps the width of its cells, whatever font there is.
  const place = `x="${x}" y="${fixed(top + CELL.baseline)}" textLength="${width}" lengthAdjust="spacingAndGlyphs"`;
  return [...behind, `<text ${place} fill="${fg}"${bold} xml:space="preserve">${escaped(text)}</text>`];
}

function ansi({ text, look: { fg, bg, bold, underline, inverse } }: Run): string {
  const codes = [
    0,
    ...(bold ? [1] : []),
    ...(underline ? [4] : []),
    ...(inverse ? [7] : []),
    ...(fg === null ? [] : [38, 5, fg]),
    ...(bg === null ? [] : [48, 5, bg]),
  ];
  return `\x1b[${codes.join(';')}m${text}`;
}

function colorsOf({ fg, bg, inverse }: Look): { fg: string; bg: string } {
  const colors = [fg === null ? TEXT : colorOf(fg), bg === null ? BACKGROUND : colorOf(bg)] as const;
  return inverse ? { fg: colors[1], bg: colors[0] } : { fg: colors[0], bg: colors[1] };
}

function colorOf(index: number): string {
  if (index < BASIC.length) return BASIC[index]!;
  if (index >= 232) return rgb(...([0, 0, 0].map(() => 8 + (index - 232) * 10) as [number, number, number]));
  const cube = index - BASIC.length;
  return rgb(LEVELS[Math.floor(cube / 36)]!, LEVELS[Math.floor(cube / 6) % 6]!, LEVELS[cube % 6]!);
}

function rgb(...parts: readonly [number, number, number]): string {
  return `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function fixed(value: number): string {
  return String(Math.round(value * 10) / 10);
}
