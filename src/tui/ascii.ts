/** What the screen is drawn with, and what stands for it where there is only ASCII. */
const STAND_INS = new Map(
  [
    ['─━═╌┄', '-'],
    ['│┃║╎┆', '|'],
    ['┌┐└┘├┤┬┴┼╭╮╰╯╔╗╚╝╠╣╦╩╬', '+'],
    ['█▉▊▓■', '#'],
    ['▋▌▍▒▄▀', '='],
    ['▎▏░▁▂', '-'],
    ['▶▸►→›', '>'],
    ['◀◂◄←‹', '<'],
    ['▲▴↑', '^'],
    ['▼▾↓', 'v'],
    ['◆◇●•★✓✔', '*'],
    ['✗✘×', 'x'],
    ['·', '.'],
    ['…', '~'],
    ['–—−', '-'],
    ['‘’', "'"],
    ['“”', '"'],
    ['\u00a0', ' '],
  ].flatMap(([glyphs, standIn]) => [...glyphs!].map((glyph) => [glyph, standIn!] as const)),
);

/** One column of ASCII for a character of any kind: `-` for `─`, `?` for what nothing resembles. */
export function asciiOf(glyph: string): string {
  return /^[ -~]$/.test(glyph) ? glyph : (STAND_INS.get(glyph) ?? '?');
}
