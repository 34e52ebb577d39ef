import type { ListPlace } from '../../list.ts';
import type { Hits } from '../../tree/search.ts';
import type { Table } from './table.ts';

/** A screen of tables. */
export interface TablesState {
  /** Whether the answer it is made of was asked for. */
  readonly isAsked: boolean;
  /** `null` until the answer is there. */
  readonly tables: readonly Table[] | null;
  /** Why there is none. */
  readonly failure: string | null;
  /** The table on the screen. */
  readonly tab: number;
  /** How each table is shown, by its place. */
  readonly lists: readonly ListState[];
}

/** How a table is shown. */
export interface ListState {
  /** The place of its order among those the table has. */
  readonly order: number;
  readonly filter: string;
  /** What the filter finds; `null` without one. */
  readonly hits: Hits | null;
  /** Items whose parts are listed. */
  readonly unfolded: ReadonlySet<number>;
  /** What is listed, made of all the above. */
  readonly lines: Lines;
  readonly place: ListPlace;
}

/** Lines one below the other: item and part of each. */
export interface Lines {
  readonly items: Int32Array;
  readonly parts: Int32Array;
}
