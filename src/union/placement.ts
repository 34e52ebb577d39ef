import type { Displaced } from './layer-edit.ts';

/** What one layer says, an event a path; in no order that matters. */
export interface Placement {
  readonly nodes: Int32Array;
  /** Bits of `event.ts`. */
  readonly flags: Uint8Array;
  /** Row in the layer's index, -1 where the event has no entry (implied, markers). */
  readonly entries: Int32Array;
  /** Hard link row -> the row of the same layer whose inode it is. */
  readonly links: ReadonlyMap<number, number>;
  /** Row of an inode with several names -> the row of the name that came last: its metadata counts. */
  readonly lastNames: ReadonlyMap<number, number>;
  /** Hard links whose target this layer does not have: row -> target as written. */
  readonly foreignLinks: ReadonlyMap<number, Uint8Array>;
  /** Bodies that no name of the layer shows in the end, with the path they were stored for. */
  readonly unnamed: readonly Displaced[];
  /** Rows that are markers, in tar order. */
  readonly markers: readonly number[];
  readonly whiteouts: number;
  readonly opaques: number;
  /** Sum of the regular files' stored bodies, markers left out. */
  readonly bodyBytes: number;
  /** Rows that name the root itself. */
  readonly rootRows: readonly number[];
}
