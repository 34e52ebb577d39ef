import { EntryType } from '../tar/entry.ts';
import type { Inode, PathTable } from './path-table.ts';
import type { TreeLayout } from './tree-layout.ts';
import type { View } from './view.ts';

/** The tables that events before and after are of: of two images, or the same one twice. */
export interface TablePair {
  readonly before: PathTable;
  readonly after: PathTable;
}

/** Two views side by side: rows in tree order, and what each side shows there, -1 for nothing. */
export interface Sides extends Pick<TreeLayout, 'rows' | 'parents' | 'depths' | 'ends'> {
  readonly tables: TablePair;
  readonly before: View;
  readonly after: View;
}

/** Two views of one image; rows are those of its table. */
export function sidesOf(table: PathTable, before: View, after: View): Sides {
  const { rows, parents, depths, ends } = table;
  return { rows, parents, depths, ends, tables: bothOf(table), before, after };
}

/** The same table on both sides. */
export function bothOf(table: PathTable): TablePair {
  return { before: table, after: table };
}

/**
 * Whether two events show the very same entry of the very same layer. Layers of two images are the same where they have
 * one index, which is only given to layers whose bytes are proven to be the same.
 */
export function isSameEntry({ before, after }: TablePair, one: number, other: number): boolean {
  if (before === after) return one === other;
  const entry = before.eventEntries[one]!;
  const index = before.layers[before.eventLayers[one]!]!;
  return (
    entry >= 0 &&
    entry === after.eventEntries[other] &&
    index === after.layers[after.eventLayers[other]!] &&
    // What a hard link leads to may lie in another layer.
    index.types[entry] !== EntryType.hardlink
  );
}

/** Whether two bodies are the same bytes of the same layer. */
export function isSameBody({ before, after }: TablePair, one: Inode, other: Inode): boolean {
  return one.row === other.row && before.layers[one.layer] === after.layers[other.layer];
}
