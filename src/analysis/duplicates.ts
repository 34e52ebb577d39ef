import { setImmediate as nextTurn } from 'node:timers/promises';
import { inSlices } from '../base/slices.ts';
import { contentHashesOf } from '../image/same-content.ts';
import type { Image } from '../image/image.ts';
import type { Limits } from '../model/limits.ts';
import { inodeOf, isFile } from '../union/node.ts';
import type { Inode, PathTable } from '../union/path-table.ts';
import type { View } from '../union/view.ts';

/** Files of one view with the same content. */
export interface DuplicateGroup {
  /** Size of one copy. */
  readonly bytes: number;
  readonly sha256: string;
  /** A path for each body, in path order; hard links of one body are one. */
  readonly rows: readonly number[];
}

const ROWS_PER_STEP = 8192;

interface Candidate {
  readonly row: number;
  readonly inode: Inode;
}

/** Groups of equal files, those first that cost most; ties in path order. Empty files are no duplicates. */
export async function findDuplicates(image: Image, view: View, limits: Limits): Promise<DuplicateGroup[]> {
  const candidates = await inSlices(sameSized(image, view));
  const bodies = candidates.map(({ inode }) => inode);
  await nextTurn();
  const hashes = await contentHashesOf(image, bodies, limits);
  return inSlices(groupsOf(image, candidates, hashes));
}

/** What the copies take beyond the first. */
export function costOf({ bytes, rows }: DuplicateGroup): number {
  return bytes * (rows.length - 1);
}

/** Only files of the same size can be equal; the others are never read. In path order. */
function* sameSized({ paths }: Image, view: View): Generator<void, Candidate[]> {
  const counts = new Map<number, number>();
  const files: Candidate[] = [];
  const seen = new Set<number>();
  for (let row = 1; row < paths.rows; row += 1) {
    if (row % ROWS_PER_STEP === 0) yield;
    const inode = view[row]! < 0 ? null : inodeOf(paths, view[row]!);
    if (!isFile(paths, inode)) continue;
    const size = sizeOf(paths, inode);
    const key = inode.layer * 2 ** 32 + inode.row;
    if (size === 0 || seen.has(key)) continue;
    seen.add(key);
    counts.set(size, (counts.get(size) ?? 0) + 1);
    files.push({ row, inode });
  }
  yield;
  return files.filter(({ inode }) => counts.get(sizeOf(paths, inode))! > 1);
}

function* groupsOf(
  { paths }: Image,
  candidates: readonly Candidate[],
  hashes: readonly (Uint8Array | undefined)[],
): Generator<void, DuplicateGroup[]> {
  const groups = new Map<string, { bytes: number; rows: number[] }>();
  for (const [place, { row, inode }] of candidates.entries()) {
    if (place % ROWS_PER_STEP === 0) yield;
    const hash = hashes[place];
    if (!hash) continue;
    const sha256 = Buffer.from(hash).toString('hex');
    const group = groups.get(sha256) ?? { bytes: sizeOf(paths, inode), rows: [] };
    groups.set(sha256, group);
    group.rows.push(row);
  }
  yield;
  return [...groups]
    .filter(([, { rows }]) => rows.length > 1)
    .map(([sha256, { bytes, rows }]) => ({ bytes, sha256, rows }))
    .sort((a, b) => costOf(b) - costOf(a) || a.rows[0]! - b.rows[0]!);
}

function sizeOf({ layers }: PathTable, { layer, row }: Inode): number {
  return layers[layer]!.sizes[row]!;
}
