import type { Area } from '../../rows.ts';

/** From so many columns on both images stand side by side. */
const TWO_PANES = 110;
const EDGES = 2;
const HEADING = 1;
const FIRST_EDGE = 1;

/** How the screen is divided. */
export interface CompareLayout {
  readonly isWide: boolean;
  /** Rows above the first line of the tree. */
  readonly above: number;
  /** Lines that the tree, the summary, and the difference of a file have on the screen. */
  readonly lines: number;
  readonly summaryLines: number;
  readonly patchLines: number;
}

/** Divides the area. */
export function compareLayout({ columns, rows }: Area): CompareLayout {
  return {
    isWide: columns >= TWO_PANES,
    above: FIRST_EDGE + HEADING,
    lines: Math.max(1, rows - EDGES - HEADING),
    summaryLines: Math.max(1, rows - EDGES),
    patchLines: Math.max(1, rows - EDGES),
  };
}
