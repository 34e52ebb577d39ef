import type { Area } from '../../rows.ts';
import type { Table } from './table.ts';

const EDGES = 2;
const HEADING = 1;
const DETAILS_SHARE = 0.4;
const MAX_DETAILS = 14;
/** On a screen with fewer rows details have no room. */
const MIN_ROWS = 12;

/** How a screen of a table is divided: rows with their frames, and lines of the list. */
export interface TableLayout {
  readonly listRows: number;
  readonly detailRows: number;
  readonly lines: number;
}

/** Divides the area. */
export function tableLayout({ details }: Table, { rows }: Area): TableLayout {
  const detailRows = details && rows >= MIN_ROWS ? Math.min(MAX_DETAILS, Math.floor(rows * DETAILS_SHARE)) : 0;
  const listRows = rows - detailRows;
  return { listRows, detailRows, lines: Math.max(1, listRows - EDGES - HEADING) };
}
