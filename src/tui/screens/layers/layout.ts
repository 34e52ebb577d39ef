import type { Area } from '../../rows.ts';
import type { LayersState } from './state.ts';

/** Below this, one pane fills the screen. */
const TWO_PANES = 72;
const MIN_PANE = 26;
const LEFT_SHARE = 0.38;
const EDGES = 2;
/** Where details have so many rows, layers have all others. */
const ENOUGH_DETAIL_ROWS = 18;
const HEADING = 1;

/** How the main screen is divided. Of two panes on a narrow screen the other one has no columns. */
export interface Layout {
  readonly left: number;
  readonly right: number;
  /** Rows of the list of layers with its frame; details have what is left. */
  readonly layerRows: number;
  readonly detailRows: number;
  /** Lines that each list has on the screen. */
  readonly layerLines: number;
  readonly fileLines: number;
}

/** Divides the area. */
export function layoutOf({ pane, split }: LayersState, steps: number, area: Area): Layout {
  const left = leftColumns(pane, split, area.columns);
  const wanted = steps + EDGES;
  const most = Math.max(Math.ceil(area.rows / 2), area.rows - ENOUGH_DETAIL_ROWS);
  const layerRows = Math.max(Math.min(wanted, most), Math.min(4, area.rows));
  return {
    left,
    right: area.columns - left,
    layerRows,
    detailRows: area.rows - layerRows,
    layerLines: Math.max(1, layerRows - EDGES),
    fileLines: Math.max(1, area.rows - EDGES - HEADING),
  };
}

/** The left pane's columns when someone wants it so wide. */
export function splitAt(columns: number, all: number): number {
  return Math.max(MIN_PANE, Math.min(columns, all - MIN_PANE));
}

function leftColumns(pane: LayersState['pane'], split: number | null, columns: number): number {
  if (columns < TWO_PANES) return pane === 'layers' ? columns : 0;
  return splitAt(split ?? Math.round(columns * LEFT_SHARE), columns);
}
