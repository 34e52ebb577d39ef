import { contentHashOf } from '../image/same-content.ts';
import type { Image } from '../image/image.ts';
import type { Limits } from '../model/limits.ts';
import { inodeOf, isFile } from '../union/node.ts';
import type { Inode } from '../union/path-table.ts';
import type { View } from '../union/view.ts';

/** Files of one view with the same content. */
export interface DuplicateGroup {
  /** Size of one copy. */
  readonly bytes: number;
  readonly sha256: string;
  /** A path for each body, in path order; hard links of one body are one. */
  readonly rows: readonly number[];
}

interface Candidate {
  readonly row: number;
  readonly inode: Inode;
}

/** Groups of equal files, those first that cost most; ties in path order. Empty files are no duplicates. */
export async function findDuplicates(image: Image, view: View, limits: Limits): Promise<DuplicateGroup[]> {
  const groups = new Map<string, { bytes: number; rows: number[] }>();
  for (const { row, inode } of inReadingOrder(image, sameSized(image, view))) {
    const hash = await contentHashOf(image, inode, limits);
    if (!hash) continue;
    const sha256 = Buffer.from(hash).toString('hex');
    const group = groups.get(sha256) ?? { bytes: image.layers[inode.layer]!.index.sizes[inode.row]!, rows: [] };
    groups.set(sha256, group);
    group.rows.push(row);
  }
  return [...groups]
    .filter(([, { rows }]) => rows.length > 1)
    .map(([sha256, { bytes, rows }]) => ({ bytes, sha256, rows: rows.sort((a, b) => a - b) }))
    .sort((a, b) => costOf(b) - costOf(a) || a.rows[0]! - b.rows[0]!);
}

/** What the copies take beyond the first. */
export function costOf({ bytes, rows }: DuplicateGroup): number {
  return bytes * (rows.length - 1);
}

/** Only files of the same size can be equal; the others are never read. */
function sameSized(image: Image, view: View): Candidate[] {
  const { paths } = image;
  const bySize = new Map<number, Candidate[]>();
  const seen = new Set<string>();
  for (let row = 1; row < paths.rows; row += 1) {
    const inode = view[row]! < 0 ? null : inodeOf(paths, view[row]!);
    if (!isFile(paths, inode)) continue;
    const size = paths.layers[inode.layer]!.sizes[inode.row]!;
    const key = `${inode.layer}:${inode.row}`;
    if (size === 0 || seen.has(key)) continue;
    seen.add(key);
    const others = bySize.get(size);
    if (others) others.push({ row, inode });
    else bySize.set(size, [{ row, inode }]);
  }
  return [...bySize.values()].filter((candidates) => candidates.length > 1).flat();
}

/** From the front of each layer to its end: what has to be read is read as it lies. */
function inReadingOrder(image: Image, candidates: Candidate[]): Candidate[] {
  const offset = ({ inode }: Candidate): number => image.layers[inode.layer]!.index.bodyOffsets[inode.row]!;
  return candidates.sort((a, b) => a.inode.layer - b.inode.layer || offset(a) - offset(b));
}
