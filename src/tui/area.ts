import type { Area } from './rows.ts';
import type { Around } from './screens/screen.ts';
import type { State } from './state.ts';

/** Rows above the screens. */
export const HEADER = 1;
/** And below. */
const FOOTER = 1;
/** What is smaller shows nothing but that. */
export const SMALLEST: Area = { columns: 40, rows: 10 };

/** The part of the terminal that screens fill. */
export function areaOf({ columns, rows }: Area): Area {
  return { columns, rows: Math.max(0, rows - HEADER - FOOTER) };
}

/** What screens know of everything else. */
export function aroundOf({ subject, inventory, size, unicode }: State): Around {
  return { subject, inventory, area: areaOf(size), unicode };
}

/** Whether the terminal is too small to show anything. */
export function isTooSmall({ columns, rows }: Area): boolean {
  return columns < SMALLEST.columns || rows < SMALLEST.rows;
}
