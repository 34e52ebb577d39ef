import type { Tone } from '../../frame.ts';
import type { Row } from '../../rows.ts';
import type { Sight } from '../../tree/sight.ts';

/** Documents as a list on the screen. Lines are made when they are seen: there may be a million. */
export interface Table {
  /** What it lists, for the frame: `Pairs`. */
  readonly name: string;
  /** What all of it comes to. */
  readonly note: string;
  /** What is said when there is nothing to list. */
  readonly empty: string;
  readonly columns: readonly Column[];
  /** The first is the one it begins with. */
  readonly orders: readonly Order[];
  /** Each item as text to search in, by its number. */
  readonly texts: readonly string[];
  /** How many parts an item holds, which are listed below it when it is unfolded. */
  parts?(item: number): number;
  /** What stands in the columns. The text is printable. */
  cells(line: Line): readonly Cell[];
  /** What has no room in the line. */
  details?(line: Line, columns: number): readonly Row[];
  /** Text for the clipboard. */
  copy(line: Line): string;
  /** The digest that goes with the line, if there is one. */
  digest?(line: Line): string | null;
  /** Where in the tree of files it is, if it is there. */
  sight?(line: Line): Sight | null;
}

/** An item of a table by its number, or one of its parts; `part` is -1 for the item itself. */
export interface Line {
  readonly item: number;
  readonly part: number;
}

/** The items in some order. */
export interface Order {
  /** `by size`. */
  readonly name: string;
  readonly items: Int32Array;
}

/** One column. */
export interface Column {
  readonly title: string;
  /** `null` for one that shares what the others leave. */
  readonly columns: number | null;
  readonly align?: 'end';
  /** Paths lose their middle, all else its end. */
  readonly isPath?: boolean;
  /** Columns of the list from which on it is shown. */
  readonly from?: number;
}

/** What stands in a column. */
export interface Cell {
  readonly text: string;
  readonly tone?: Tone;
  /** It begins in the first column that shares, and takes the rest of the row; no cell follows. */
  readonly isWide?: boolean;
}
