import { contentOf, Content, isDirectory } from '../union/event.ts';
import { markerOf } from '../union/marker.ts';
import type { PathTable } from '../union/path-table.ts';
import { NOTHING, viewAt } from '../union/view.ts';

/** Layers that stand side by side, both ends among them; the base is 0. */
export interface LayerRange {
  readonly from: number;
  readonly to: number;
}

/** The least that one layer must say to leave what several leave, as rows of the table in tree order. */
export interface SquashedLayer {
  /** Paths that get an entry: what the view at the last of the layers shows from them. */
  readonly rows: readonly number[];
  /** Paths of lower layers that get a whiteout: the highest one of all that goes, and none that is replaced. */
  readonly whiteouts: readonly number[];
}

/**
 * The layer that would do what the layers of `range` do. There are no opaque markers in it: a directory that was emptied
 * and filled again gets a whiteout for each path that is gone, which says the same to every engine. A directory that is
 * only implied gets an entry; one whose name would be a marker cannot have one.
 */
export function squashLayers(table: PathTable, { from, to }: LayerRange): SquashedLayer {
  const [below, after] = [viewAt(table, from - 1), viewAt(table, to)];
  const { eventFlags, eventLayers, ends } = table;
  const rows: number[] = [];
  const whiteouts: number[] = [];
  for (let row = 1; row < table.rows;) {
    const event = after[row]!;
    const isGone = event === NOTHING;
    if (isGone && below[row] !== NOTHING) whiteouts.push(row);
    if (!isGone && eventLayers[event]! >= from && canStand(table, row, event)) rows.push(row);
    // Nothing shows below what is no directory any more, and what goes or comes there hides all that did.
    row = isGone || !isDirectory(eventFlags[event]!) ? ends[row]! : row + 1;
  }
  return { rows, whiteouts };
}

function canStand(table: PathTable, row: number, event: number): boolean {
  if (contentOf(table.eventFlags[event]!) !== Content.imply) return true;
  const bytes = table.tree.name(table.nodes[row]!);
  return markerOf({ bytes, start: 0, end: bytes.length }) === undefined;
}
