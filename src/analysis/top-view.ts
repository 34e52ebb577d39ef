import type { Image } from '../image/image.ts';
import { EntryType } from '../tar/entry.ts';
import { factsOf, inodeOf, isFile } from '../union/node.ts';
import type { PathTable } from '../union/path-table.ts';
import { type View, viewAt } from '../union/view.ts';

/** What an image shows when it runs, in sums. Bytes are bodies as stored, each counted once, at its first name. */
export interface TopView {
  readonly view: View;
  /** Regular files and hard-link names. */
  readonly files: number;
  readonly visibleBytes: number;
  /** Bytes at or below each row: the sum over rows before `row` is `prefix[row]`. */
  readonly prefix: Float64Array;
}

/** A path of the top view and what it takes; `layer` is where it shows from. */
export interface Sized {
  readonly row: number;
  readonly bytes: number;
  readonly layer: number;
}

export function topView(image: Image): TopView {
  return sumView(image.paths, viewAt(image.paths, image.layers.length - 1));
}

/** The sums of any view. */
export function sumView(paths: PathTable, view: View): TopView {
  const prefix = new Float64Array(paths.rows + 1);
  const seen = new Set<string>();
  let files = 0;
  for (let row = 0; row < paths.rows; row += 1) {
    let bytes = 0;
    const event = view[row]!;
    const inode = event < 0 ? null : inodeOf(paths, event);
    if (isFile(paths, inode)) {
      files += 1;
      bytes = isCountedBefore(paths, seen, inode) ? 0 : paths.layers[inode.layer]!.stored[inode.row]!;
    } else if (event >= 0 && inode === null && factsOf(paths, event).type === EntryType.hardlink) files += 1;
    prefix[row + 1] = prefix[row]! + bytes;
  }
  return { view, files, visibleBytes: prefix[paths.rows]!, prefix };
}

/** Bytes of everything at and below `row`. */
export function treeBytes(paths: PathTable, { prefix }: TopView, row: number): number {
  return prefix[paths.ends[row]!]! - prefix[row]!;
}

/**
 * The largest files and directories of the top view: largest first, ties in path order, at most `limit` each. A body with
 * several names stands there once, with its first.
 */
export function largest(image: Image, top: TopView, limit: number): { files: Sized[]; directories: Sized[] } {
  const { paths } = image;
  const files = new Largest(limit);
  const directories = new Largest(limit);
  for (let row = 1; row < paths.rows; row += 1) {
    const event = top.view[row]!;
    if (event < 0) continue;
    const layer = paths.eventLayers[event]!;
    const isLeaf = inodeOf(paths, event) !== null;
    if (isLeaf) files.offer({ row, bytes: top.prefix[row + 1]! - top.prefix[row]!, layer });
    else if (paths.ends[row]! > row + 1) directories.offer({ row, bytes: treeBytes(paths, top, row), layer });
  }
  return { files: files.list(), directories: directories.list() };
}

/** Only a body with several names can be met twice; those are few, so only they are remembered. */
function isCountedBefore(paths: PathTable, seen: Set<string>, { layer, row }: { layer: number; row: number }): boolean {
  const { lastNames } = paths.placements[layer]!;
  if (!lastNames.has(row) && paths.foreignInodes.size === 0) return false;
  const key = `${layer}:${row}`;
  if (seen.has(key)) return true;
  seen.add(key);
  return false;
}

/** Keeps the largest of what it is offered, the earlier of equals. */
class Largest {
  readonly #limit: number;
  #kept: Sized[] = [];
  #least = -1;

  constructor(limit: number) {
    this.#limit = limit;
  }

  offer(sized: Sized): void {
    if (sized.bytes <= this.#least || sized.bytes === 0) return;
    this.#kept.push(sized);
    if (this.#kept.length >= this.#limit * 2) this.#cut();
  }

  list(): Sized[] {
    this.#cut();
    return this.#kept;
  }

  #cut(): void {
    this.#kept.sort((a, b) => b.bytes - a.bytes || a.row - b.row);
    if (this.#kept.length <= this.#limit) return;
    this.#kept.length = this.#limit;
    this.#least = this.#kept.at(-1)!.bytes;
  }
}
