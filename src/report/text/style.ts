import { wrapTo } from '../../base/width.ts';

/** How text is laid out for whoever reads it. */
export interface TextStyle {
  readonly color: boolean;
  /** Width of the terminal; less than 40 is not believed. */
  readonly columns: number;
  /** Seconds since 1970, for `3 weeks ago`. */
  readonly now: number;
  readonly verbose: boolean;
  /** Lists are not cut to the worst. */
  readonly all: boolean;
}

/** What a colour says; the words beside it always say it, too. */
export type Tone = keyof typeof CODES;

const CODES = {
  added: [32, 39],
  changed: [33, 39],
  deleted: [31, 39],
  dead: [35, 39],
  dim: [2, 22],
  bold: [1, 22],
} as const;

export const LETTER_TONES = { A: 'added', C: 'changed', D: 'deleted', R: 'changed' } as const;

/** Columns that a line may fill. */
export function columnsOf({ columns }: TextStyle): number {
  return columns >= 40 ? columns : 80;
}

/** The text in the colour of its tone, where colours are wanted. */
export function painted({ color }: TextStyle, tone: Tone, text: string): string {
  if (!color || text === '') return text;
  const [on, off] = CODES[tone];
  return `\x1b[${on}m${text}\x1b[${off}m`;
}

/** What stands over a section. */
export function titleLines(title: string, style: TextStyle): string[] {
  return wrapTo(title, columnsOf(style)).map((line) => painted(style, 'bold', line));
}
