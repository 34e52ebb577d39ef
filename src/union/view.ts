import { Content, CONTENT_BITS, HIDES_SELF, hidesBelow, isDirectory } from './event.ts';
import type { PathTable } from './path-table.ts';

/** What is visible at some layer: for each row the event that shows there, or -1. */
export type View = Int32Array;

export const NOTHING = -1;

/** Told of each event that stops being visible: at `row`, because of `by`. */
export type Gone = (row: number, event: number, by: number) => void;

/** The view below the first layer. */
export function emptyView(table: PathTable): View {
  return new Int32Array(table.rows).fill(NOTHING);
}

/**
 * The image as it is after layer `layer`; -1 is the empty view. One sweep down the table, in which each depth remembers
 * below which layer everything is hidden there; the same as to {@link advance} the empty view layer by layer.
 */
export function viewAt({ rows, depths, eventStarts, eventLayers, eventFlags }: PathTable, layer: number): View {
  const view = new Int32Array(rows);
  const hiddenTo: number[] = [0];
  for (let row = 0, event = 0; row < rows; row += 1) {
    const depth = depths[row]!;
    const hidden = depth === 0 ? 0 : hiddenTo[depth - 1]!;
    let shown = NOTHING;
    let below = hidden;
    for (const end = eventStarts[row + 1]!; event < end; event += 1) {
      const by = eventLayers[event]!;
      if (by < hidden || by > layer) continue;
      const flags = eventFlags[event]!;
      if (flags & HIDES_SELF) shown = NOTHING;
      if (hidesBelow(flags)) below = by;
      const content = flags & CONTENT_BITS;
      const stays = content === Content.imply && shown !== NOTHING && isDirectory(eventFlags[shown]!);
      if (content !== Content.none && !stays) shown = event;
    }
    view[row] = shown;
    hiddenTo[depth] = below;
  }
  return view;
}

/**
 * Turns the view below `layer` into the view at it, in place. First everything goes that the layer's marks and
 * non-directories hide of lower layers, then the layer's own entries appear: so marks act on lower layers only, in
 * whatever order the tar had them. Linear in the layer's events and the rows it hides, each of which is visited once.
 */
export function advance(table: PathTable, view: View, layer: number, gone?: Gone): void {
  const events = table.eventsOf(layer);
  const { eventRows, eventFlags } = table;
  hide(table, view, events, gone);
  for (let i = 0; i < events.length; i += 1) {
    const event = events[i]!;
    const content = eventFlags[event]! & CONTENT_BITS;
    if (content === Content.none) continue;
    const row = eventRows[event]!;
    const before = view[row]!;
    if (before >= 0) {
      if (content === Content.imply && isDirectory(eventFlags[before]!)) continue;
      gone?.(row, before, event);
    }
    view[row] = event;
  }
}

/** Each hidden subtree is a run of rows; runs nest or follow each other, so one pass over them is enough. */
function hide(table: PathTable, view: View, events: Int32Array, gone?: Gone): void {
  const { eventRows, eventFlags, ends } = table;
  let hiddenTo = 0;
  for (let i = 0; i < events.length; i += 1) {
    const event = events[i]!;
    const flags = eventFlags[event]!;
    if (!hidesBelow(flags)) continue;
    const row = eventRows[event]!;
    const end = ends[row]!;
    for (let at = Math.max(hiddenTo, flags & HIDES_SELF ? row : row + 1); at < end; at += 1) {
      const before = view[at]!;
      if (before < 0) continue;
      view[at] = NOTHING;
      gone?.(at, before, event);
    }
    if (end > hiddenTo) hiddenTo = end;
  }
}
