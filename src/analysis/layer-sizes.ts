import type { Image } from '../image/image.ts';
import { EntryType } from '../tar/entry.ts';
import type { ChangeLetter } from '../union/changes.ts';
import { layerChanges } from '../union/changes.ts';
import { emptyView } from '../union/view.ts';

/** What one layer's tar holds, and what it does to the layers below. */
export interface LayerSizes {
  /** Regular-file bodies as stored; markers and hard links have none. */
  readonly bytes: number;
  readonly entries: number;
  /** Regular files and hard links. */
  readonly files: number;
  readonly whiteouts: number;
  readonly opaques: number;
  /** Lines that `diff` prints for the layer, by letter. */
  readonly changes: Readonly<Record<ChangeLetter, number>>;
}

/** One for each layer, base first. */
export function layerSizes(image: Image): LayerSizes[] {
  const view = emptyView(image.paths);
  return image.layers.map(({ index }, layer) => {
    const { bodyBytes, whiteouts, opaques, markers } = image.paths.placements[layer]!;
    const changes = { A: 0, C: 0, D: 0 };
    for (const { letter } of layerChanges(image.paths, view, layer)) changes[letter] += 1;
    const files = countFiles(index.types) - countFiles(Uint8Array.from(markers, (row) => index.types[row]!));
    return { bytes: bodyBytes, entries: index.rows, files, whiteouts, opaques, changes };
  });
}

function countFiles(types: Uint8Array): number {
  let files = 0;
  for (const type of types) if (type === EntryType.file || type === EntryType.hardlink) files += 1;
  return files;
}
