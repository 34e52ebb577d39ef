import { concatBytes, utf8 } from '../base/bytes.ts';
import { components, withoutParents } from '../base/path.ts';
import { printable } from '../base/text.ts';
import { VarveError } from '../model/error.ts';
import { childRow, followPath } from '../union/follow.ts';
import { pathOf } from '../union/tree-path.ts';
import { advance, emptyView, type View, viewAt } from '../union/view.ts';
import type { Image } from './image.ts';

/** A row, and the view in which it was looked for. */
export interface FoundPath {
  readonly row: number;
  readonly view: View;
}

/** A path as a user types it, in bytes: from the root, with the `\xNN` that varve prints taken back. */
export function typedPath(text: string): Uint8Array {
  const parts = text.split(/(\\x[0-9a-fA-F]{2})/);
  const bytes = parts.map((part, i) => (i % 2 === 1 ? Uint8Array.of(parseInt(part.slice(2), 16)) : utf8(part)));
  return concatBytes([utf8('/'), ...bytes]);
}

/**
 * The row that `path` names in the image as it is after `layer`. Symlinks of its parents are followed inside the image;
 * the last one with `followLast`, or when the path ends in a slash.
 *
 * @throws VarveError `PATH_NOT_FOUND`, naming the layer that removed it and how to get it back
 */
export function findPath(
  image: Image,
  path: string,
  { layer, followLast }: { layer: number; followLast: boolean },
): FoundPath {
  const view = viewAt(image.paths, layer);
  const follow = { followLast: followLast || /[^/]\/$/.test(path) };
  // A name may hold a backslash and an x of its own; then it is meant as it stands.
  const spellings = path.includes('\\x') ? [utf8(`/${path}`), typedPath(path)] : [utf8(`/${path}`)];
  for (const spelling of spellings) {
    const { outcome, row } = followPath(image.paths, view, spelling, follow);
    if (outcome === 'found') return { row, view };
    if (outcome === 'loop')
      throw new VarveError('PATH_NOT_FOUND', `${printable(path)}: too many symlinks, one leads back to itself`);
  }
  throw notInView(image, path, layer, view);
}

/** The row of `path` in any layer, its name taken as it stands, or -1. */
export function anyRowOf(image: Image, path: string): number {
  let row = 0;
  for (const component of withoutParents(components(typedPath(path))).path) {
    row = childRow(image.paths, row, component);
    if (row < 0) return -1;
  }
  return row;
}

function notInView(image: Image, path: string, layer: number, view: View): VarveError {
  const top = image.layers.length - 1;
  const where = layer === top ? 'in the image' : `in the view at layer ${layer}`;
  const shown = printable(path);
  const reached = followPath(image.paths, view, typedPath(path), { followLast: true });
  // The path itself may be in sight: a link that leads to what is not.
  const row =
    danglingRow(Math.max(anyRowOf(image, path), 0), view) ||
    (reached.links.length > 0 ? danglingRow(reached.row, view) : 0);
  const removed = row > 0 ? lastRemoval(image, row, layer) : undefined;
  if (!removed) {
    const later = row > 0 ? firstSeen(image, row, layer) : undefined;
    if (later !== undefined) {
      return new VarveError('PATH_NOT_FOUND', `${shown} is not ${where}: it appears only in layer ${later}`, {
        hint: `Add --layer ${later} to see it there.`,
      });
    }
    return new VarveError('PATH_NOT_FOUND', `${shown} is not ${where}, and no layer has it`, {
      hint: 'List what is there with `varve ls IMAGE -R --glob NAME`.',
    });
  }
  const path2 = pathOf(image.paths.tree, image.paths.nodes[row]!);
  return new VarveError('PATH_NOT_FOUND', `${path2} is not ${where}: layer ${removed} removed it`, {
    hint: `It is still stored below: add --layer ${removed - 1}, as in \`varve cat IMAGE ${path2} --layer ${removed - 1}\`.`,
  });
}

/** Where a followed link led to a path that some layer has but the view does not. */
function danglingRow(row: number, view: View): number {
  return view[row]! < 0 ? row : 0;
}

/** The last layer up to `layer` that took the row out of sight. */
function lastRemoval(image: Image, row: number, layer: number): number | undefined {
  const view = emptyView(image.paths);
  let removed: number | undefined;
  for (let k = 0; k <= layer; k += 1) {
    const before = view[row]!;
    advance(image.paths, view, k);
    if (before >= 0 && view[row]! < 0) removed = k;
  }
  return removed;
}

function firstSeen(image: Image, row: number, after: number): number | undefined {
  const view = viewAt(image.paths, after);
  for (let k = after + 1; k < image.layers.length; k += 1) {
    advance(image.paths, view, k);
    if (view[row]! >= 0) return k;
  }
  return undefined;
}
