import { mapLazily } from '../base/lazy.ts';
import type { Image } from '../image/image.ts';
import { compareBodies, type SameContent } from '../image/same-content.ts';
import type { DiffChange, DiffDocument } from '../report/documents/diff.ts';
import { ENTRY_TYPES } from '../tar/entry.ts';
import { type Change, layerChanges, pairsToCompare, reasonsOf, viewChanges } from '../union/changes.ts';
import { factsOf } from '../union/node.ts';
import type { PathTable } from '../union/path-table.ts';
import { located, PathCursor } from '../union/row-path.ts';
import { emptyView, viewAt } from '../union/view.ts';
import { documentHead, imageDocument, type Opened, stepsByLayer } from './opened.ts';

export interface DiffOptions {
  /** Only what this layer changes. */
  readonly layer?: number | undefined;
  /** What differs between the views at two layers; -1 is the empty view. */
  readonly range?: { readonly from: number; readonly to: number } | undefined;
}

/** What `diff` says of one image: the changes of each layer, of one layer, or between two views. */
export async function diff(opened: Opened, { layer, range }: DiffOptions): Promise<DiffDocument> {
  const { image, naming, limits } = opened;
  const common = { ...documentHead('diff'), image: imageDocument(naming, image.manifest) };
  const lists = range
    ? [rangeChanges(image, range)]
    : layer === undefined
      ? allChanges(image)
      : [changesOf(image, layer)];
  const pairs = lists.flatMap((changes) => pairsToCompare(image.paths, changes));
  const same = await compareBodies(image, pairs, limits);
  const told = range ? lists.map((changes) => differing(image.paths, changes, same)) : lists;
  const documents = told.map((changes) => changeDocuments(image.paths, changes, same));
  const { diagnostics } = image;
  if (range) {
    return { ...common, from: range.from < 0 ? null : range.from, to: range.to, changes: documents[0]!, diagnostics };
  }
  if (layer !== undefined)
    return { ...common, from: layer === 0 ? null : layer - 1, to: layer, changes: documents[0]!, diagnostics };
  const steps = stepsByLayer(opened);
  const layers = documents.map((changes, k) => ({ layer: k, instruction: steps[k]!.instruction, changes }));
  return { ...common, layers, diagnostics };
}

function allChanges(image: Image): Change[][] {
  const view = emptyView(image.paths);
  return image.layers.map((_, layer) => layerChanges(image.paths, view, layer));
}

function changesOf(image: Image, layer: number): Change[] {
  return layerChanges(image.paths, viewAt(image.paths, layer - 1), layer);
}

function rangeChanges(image: Image, { from, to }: { from: number; to: number }): Change[] {
  return viewChanges(image.paths, viewAt(image.paths, from), viewAt(image.paths, to));
}

/** Between two views a rewrite of the same is no change (DESIGN.md), nor are parents that were listed only for one. */
function differing(paths: PathTable, changes: readonly Change[], same: SameContent): Change[] {
  const parents = new Set<number>();
  const kept = changes.toReversed().filter((change) => {
    const isKept = change.letter !== 'C' || parents.has(change.row) || reasonsOf(paths, change, same).length > 0;
    if (isKept) parents.add(paths.parents[change.row]!);
    return isKept;
  });
  return kept.reverse();
}

function changeDocuments(paths: PathTable, changes: readonly Change[], same: SameContent): Iterable<DiffChange> {
  let cursor = new PathCursor(paths);
  return mapLazily(changes, (change) => {
    if (change === changes[0]) cursor = new PathCursor(paths);
    return changeDocument(paths, change, cursor, same);
  });
}

function changeDocument(paths: PathTable, change: Change, cursor: PathCursor, same: SameContent): DiffChange {
  const before = change.before < 0 ? null : factsOf(paths, change.before);
  const after = change.after < 0 ? null : factsOf(paths, change.after);
  const text = cursor.at(change.row);
  const item = {
    path: text.path,
    change: change.letter,
    type: ENTRY_TYPES[(after ?? before)!.type],
    sizeBefore: before?.size ?? null,
    sizeAfter: after?.size ?? null,
    reasons: reasonsOf(paths, change, same),
  };
  return located(item, text);
}
