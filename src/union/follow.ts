import { type Component, components, isAbsolute, isParent } from '../base/path.ts';
import { Content, contentOf } from './event.ts';
import { isFollowed, MAX_LINKS } from './kernel-limits.ts';
import { type PathTable, rowAt } from './path-table.ts';
import { ROOT } from './path-tree.ts';
import type { View } from './view.ts';

/** Where a path leads: to a row, to nothing (`row` is then the last row it reached), or round in circles. */
export interface Followed {
  readonly outcome: 'found' | 'missing' | 'loop';
  readonly row: number;
  /** Rows of the symlinks that were followed, in order. */
  readonly links: readonly number[];
}

/**
 * Follows `path` inside the image from the directory at row `start`: `..` stops at the root, absolute links start there.
 * The last component is followed only with `followLast`.
 */
export function followPath(
  table: PathTable,
  view: View,
  path: Uint8Array,
  { start = 0, followLast = true }: { readonly start?: number; readonly followLast?: boolean } = {},
): Followed {
  const pending: Component[] = components(path).reverse();
  const links: number[] = [];
  let row = isAbsolute(path) ? 0 : start;
  for (let next = pending.pop(); next; next = pending.pop()) {
    if (isParent(next)) {
      row = Math.max(0, table.parents[row]!);
      continue;
    }
    const child = childRow(table, row, next);
    const event = child < 0 ? -1 : view[child]!;
    if (event < 0) return { outcome: 'missing', row: child < 0 ? row : child, links };
    const isLink = contentOf(table.eventFlags[event]!) === Content.symlink;
    if (!isLink || (pending.length === 0 && !followLast)) {
      row = child;
      continue;
    }
    if (links.length >= MAX_LINKS) return { outcome: 'loop', row: child, links };
    links.push(child);
    const target = table.layers[table.eventLayers[event]!]!.link(table.eventEntries[event]!);
    if (!isFollowed(target, 0)) return { outcome: 'missing', row: child, links };
    pending.push(...components(target).reverse());
    if (isAbsolute(target)) row = 0;
  }
  return { outcome: 'found', row, links };
}

/** The row of that name below `row` in any layer of the table, or -1. */
export function childRow(table: PathTable, row: number, { bytes, start, end }: Component): number {
  const node = table.tree.find(row === 0 ? ROOT : table.nodes[row]!, bytes, start, end);
  // The tree may have grown since the table was built.
  return node < 0 || node >= table.rows ? -1 : rowAt(table, node);
}
