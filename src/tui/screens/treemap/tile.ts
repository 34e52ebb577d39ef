/** Columns and rows of the screen: from the first up to, but without, the last. */
export interface Box {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/** A rectangle of the map. */
export interface Tile extends Box {
  /** `REST` for all that is too small to be drawn. */
  readonly node: number;
  /** -1 for the rest. */
  readonly row: number;
  readonly bytes: number;
  /** How many entries of the directory it stands for. */
  readonly entries: number;
  /** What lies in it, where there is room. */
  readonly inside: readonly Tile[];
}

/** Stands for what is too small, where a node is named. */
export const REST = -1;

/** Columns of a box. */
export function columnsOf({ x0, x1 }: Box): number {
  return x1 - x0;
}

/** Rows of a box. */
export function rowsOf({ y0, y1 }: Box): number {
  return y1 - y0;
}
