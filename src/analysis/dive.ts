import type { Image } from '../image/image.ts';
import { EntryType } from '../tar/entry.ts';
import { Content, contentOf, isDirectory, WHITEOUT } from '../union/event.ts';
import { advance, emptyView, type View } from '../union/view.ts';

/** dive's own figures, by its own formulas, for people who migrate; varve's differ where dive counts wrong. */
export interface DiveFigures {
  /** Smallest size seen for each path over all sizes seen for it. */
  readonly efficiency: number;
  /** All sizes of paths that stand in more than one layer, whiteouts among them. */
  readonly wastedBytes: number;
  /** `wastedBytes` over `userBytes`; `null` where that is 0. */
  readonly userWastedPercent: number | null;
  /** Bytes of all layers but the base. */
  readonly userBytes: number;
}

/**
 * As `filetree.Efficiency` and `image.Analyze` of wagoodman/dive compute them: each leaf of each layer's tree counts for
 * its path; a whiteout of a directory counts what the layers below show there, a whiteout of a file nothing.
 */
export function diveFigures(image: Image): DiveFigures {
  const { paths } = image;
  const [sums, least, seen] = [new Float64Array(paths.rows), new Float64Array(paths.rows), new Int32Array(paths.rows)];
  const count = (row: number, bytes: number): void => {
    least[row] = seen[row] === 0 ? bytes : Math.min(least[row]!, bytes);
    sums[row]! += bytes;
    seen[row]! += 1;
  };
  const view = emptyView(paths);
  for (let layer = 0; layer < image.layers.length; layer += 1) {
    const events = paths.eventsOf(layer);
    for (const [place, event] of events.entries()) {
      const row = paths.eventRows[event]!;
      const flags = paths.eventFlags[event]!;
      if (flags & WHITEOUT) count(row, hiddenBytes(image, view, row));
      const hasChild = place + 1 < events.length && paths.eventRows[events[place + 1]!]! < paths.ends[row]!;
      if (contentOf(flags) !== Content.none && !hasChild) count(row, entryBytes(image, event));
    }
    advance(paths, view, layer);
  }
  let [smallest, all, wastedBytes] = [0, 0, 0];
  for (let row = 0; row < paths.rows; row += 1) {
    smallest += least[row]!;
    all += sums[row]!;
    if (seen[row]! > 1) wastedBytes += sums[row]!;
  }
  const userBytes = image.layers.slice(1).reduce((sum, { index }) => sum + tarSizes(index), 0);
  const efficiency = all === 0 ? 1 : smallest / all;
  return { efficiency, wastedBytes, userWastedPercent: userBytes === 0 ? null : wastedBytes / userBytes, userBytes };
}

/** What the view below shows under a directory that is whited out; dive counts a file that is, as nothing. */
function hiddenBytes(image: Image, view: View, row: number): number {
  const { paths } = image;
  if (view[row]! < 0 || !isDirectory(paths.eventFlags[view[row]!]!)) return 0;
  let bytes = 0;
  for (let at = row; at < paths.ends[row]!; at += 1) if (view[at]! >= 0) bytes += entryBytes(image, view[at]!);
  return bytes;
}

/** The size in the entry's own header: a hard link has none. */
function entryBytes({ paths }: Image, event: number): number {
  const entry = paths.eventEntries[event]!;
  return entry < 0 ? 0 : paths.layers[paths.eventLayers[event]!]!.sizes[entry]!;
}

function tarSizes({ types, sizes, rows }: { types: Uint8Array; sizes: Float64Array; rows: number }): number {
  let bytes = 0;
  for (let row = 0; row < rows; row += 1) if (types[row] === EntryType.file) bytes += sizes[row]!;
  return bytes;
}
