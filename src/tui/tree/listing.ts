import type { PathTable } from '../../union/path-table.ts';
import { bytesAt, type Scene } from './scene.ts';

/** Which directories are unfolded: all above a depth, but for some that are the other way round, by their nodes. */
export interface Folds {
  readonly depth: number;
  readonly flipped: ReadonlySet<number>;
}

/** The root is unfolded, nothing else. */
export const FOLDED: Folds = { depth: 1, flipped: new Set() };

/** Deeper than any directory lies. */
export const UNFOLDED: Folds = { depth: Infinity, flipped: new Set() };

export type Sort = 'path' | 'size';

/** What is shown of a scene beside its own choice. */
export interface Shape {
  readonly folds: Folds;
  readonly sort: Sort;
  /** 1 for rows that match a filter and for what they lie in; all of them are unfolded. */
  readonly matching: Uint8Array | null;
}

/** The rows of a tree one below the other, the root first. */
export function listRows(scene: Scene, shape: Shape): Int32Array {
  return shape.sort === 'path' ? byPath(scene, shape) : bySize(scene, shape);
}

/** Whether what lies in a directory is listed. */
export function isUnfolded({ depths, nodes }: PathTable, { folds, matching }: Shape, row: number): boolean {
  return matching !== null || depths[row]! < folds.depth !== folds.flipped.has(nodes[row]!);
}

/** The same with one directory folded or unfolded. */
export function withFold({ depths, nodes }: PathTable, folds: Folds, row: number, unfold: boolean): Folds {
  const flipped = new Set(folds.flipped);
  const node = nodes[row]!;
  if (depths[row]! < folds.depth === unfold) flipped.delete(node);
  else flipped.add(node);
  return { ...folds, flipped };
}

/** Where the row stands in the list: it, or the nearest directory it lies in that is listed. The root always is. */
export function placeOf(listed: Int32Array, table: PathTable, row: number): number {
  for (let at = row; at > 0; at = table.parents[at]!) {
    const place = listed.indexOf(at);
    if (place >= 0) return place;
  }
  return 0;
}

/** The row of a node in the table: the node may be younger. */
export function rowOfNode(table: PathTable, node: number): number {
  return node < table.rowOfNode.length ? table.rowOfNode[node]! : 0;
}

/** One pass, and nothing made for a row: this is done for each letter of a filter. */
function byPath({ table, shown }: Scene, { folds, matching }: Shape): Int32Array {
  const { rows: all, depths, ends, nodes } = table;
  const { depth, flipped } = folds;
  const listed = new Int32Array(all);
  let count = 0;
  for (let row = 0; row < all;) {
    const isListed = shown[row] === 1 && (matching === null || matching[row] === 1);
    if (isListed) {
      listed[count] = row;
      count += 1;
    }
    const isOpen = matching !== null || depths[row]! < depth !== flipped.has(nodes[row]!);
    row = isListed && isOpen ? row + 1 : ends[row]!;
  }
  return listed.subarray(0, count);
}

function bySize(scene: Scene, shape: Shape): Int32Array {
  const { table } = scene;
  const listed: number[] = [];
  const waiting = [0];
  for (let row = waiting.pop(); row !== undefined; row = waiting.pop()) {
    listed.push(row);
    if (!isUnfolded(table, shape, row)) continue;
    const inside: number[] = [];
    for (let at = row + 1; at < table.ends[row]!; at = table.ends[at]!) if (isShown(scene, shape, at)) inside.push(at);
    // The smallest first, because the last is taken first.
    inside.sort((a, b) => bytesAt(scene, a) - bytesAt(scene, b) || b - a);
    for (const at of inside) waiting.push(at);
  }
  return Int32Array.from(listed);
}

function isShown({ shown }: Scene, { matching }: Shape, row: number): boolean {
  return shown[row] === 1 && (matching === null || matching[row] === 1);
}
