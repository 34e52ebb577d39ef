import type { LayerIndex } from '../layer/layer-index.ts';
import { contentOf, Content } from './event.ts';
import { type PathTree, ROOT } from './path-tree.ts';
import type { Placement } from './placement.ts';
import type { TreeLayout } from './tree-layout.ts';

/** What an implied directory takes from below where it does not simply stay the lower one. */
export interface ImpliedMetadata {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

/** A file's bytes: the row that stores them, in the layer that holds it. */
export interface Inode {
  readonly layer: number;
  readonly row: number;
}

/**
 * All distinct paths of an image in tree order - a directory is followed by its whole subtree, siblings in the order of
 * their bytes, row 0 is the root - each with its timeline: what the layers said of it, lowest first. Events are numbered
 * row by row, so a path's timeline is the run `[eventStarts[row], eventStarts[row + 1])`.
 */
export interface PathTable extends TreeLayout {
  readonly layers: readonly LayerIndex[];
  readonly placements: readonly Placement[];
  readonly tree: PathTree;
  readonly events: number;
  readonly eventStarts: Int32Array;
  readonly eventRows: Int32Array;
  readonly eventLayers: Int32Array;
  /** Bits of `event.ts`. */
  readonly eventFlags: Uint8Array;
  /** Row in the index of the event's layer, -1 where there is no entry. */
  readonly eventEntries: Int32Array;
  /** The events of one layer in tree order. */
  eventsOf(layer: number): Int32Array;
  /** Implied directories that take mode and owner from a lower directory they do not stay. */
  readonly implied: ReadonlyMap<number, ImpliedMetadata>;
  /** Hard links into lower layers: event -> the body they show, or `null` for a link to nothing. */
  readonly foreignInodes: ReadonlyMap<number, Inode | null>;
}

/** Whether the event puts an entry of the tar at its path. */
export function hasEntry(table: PathTable, event: number): boolean {
  return contentOf(table.eventFlags[event]!) >= Content.dir;
}

/** The row at that node. */
export function rowAt(table: PathTable, node: number): number {
  return node === ROOT ? 0 : table.rowOfNode[node]!;
}
