const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];
const FULL = '█';
const TRACK = '░';

/** A bar as long as `share` (0 to 1) of `cells`, exact to an eighth of a cell; what is not nothing shows at least that. */
export function bar(share: number, cells: number): string {
  const eighths = share > 0 ? Math.max(1, Math.round(Math.min(1, share) * cells * 8)) : 0;
  return FULL.repeat(Math.floor(eighths / 8)) + EIGHTHS[eighths % 8]!;
}

/** What is left of the cells behind a bar. */
export function track(shown: string, cells: number): string {
  return TRACK.repeat(Math.max(0, cells - shown.length));
}
