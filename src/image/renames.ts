import { inSlices } from '../base/slices.ts';
import { isDirectory } from '../union/event.ts';
import type { Change, ChangeLetter, RowFilter } from '../union/changes.ts';
import { inodeOf, isFile } from '../union/node.ts';
import type { Inode, PathTable } from '../union/path-table.ts';
import type { Shown } from '../union/reasons.ts';
import type { Sides, TablePair } from '../union/sides.ts';
import type { Limits } from '../model/limits.ts';
import type { ImagePair } from './body-pairs.ts';
import type { Image } from './image.ts';
import { contentHashesOf } from './same-content.ts';

/** A change, or `R`: what `after` shows is what `before` showed at another path. */
export interface Difference extends Shown {
  readonly letter: ChangeLetter | 'R';
  readonly row: number;
}

/** Bodies that are hashed to find renames; where more could be pairs, none are looked for. */
export const MAX_RENAME_CANDIDATES = 50_000;

/** How renames are looked for. */
export interface RenameOptions {
  readonly limits: Limits;
  readonly filter?: RowFilter | undefined;
  readonly maxCandidates?: number;
}

const ROWS_PER_STEP = 5_000;

/** A file that is on one side only. */
interface Candidate {
  readonly row: number;
  readonly event: number;
  readonly inode: Inode;
  readonly bytes: number;
}

/**
 * Pairs files that went with files of the same content that came (proven by sha256): first those of the same base name,
 * then in tree order. Empty files are no pairs. `A` of such a pair becomes `R`, its `D` goes. `undefined` when there are
 * too many to look at.
 */
export async function findRenames(
  images: ImagePair,
  sides: Sides,
  changes: readonly Change[],
  { limits, filter, maxCandidates = MAX_RENAME_CANDIDATES }: RenameOptions,
): Promise<Difference[] | undefined> {
  const { tables } = sides;
  const came = await inSlices(filesThatCame(tables, changes));
  const gone = await inSlices(filesThatWent(sides, changes, filter));
  const [from, to] = [ofSizesIn(gone, came), ofSizesIn(came, gone)];
  if (from.length + to.length > maxCandidates) return undefined;
  const pairs = paired(tables, await byContent(images.before, from, limits), await byContent(images.after, to, limits));
  const taken = new Set([...pairs.values()].map(({ row }) => row));
  return changes.flatMap((change): Difference[] => {
    if (change.letter === 'D' && taken.has(change.row)) return [];
    const source = change.letter === 'A' ? pairs.get(change.row) : undefined;
    return [source ? { letter: 'R', row: change.row, before: source.event, after: change.after } : change];
  });
}

/** The rows that show something before and nothing after, also those that one line of a directory stands for. */
export function* goneRows({ tables, before, after, ends }: Sides, changes: Iterable<Difference>): Generator<number> {
  for (const change of changes) {
    const isGone =
      change.letter === 'D' || (change.letter === 'C' && !isDirectory(tables.after.eventFlags[change.after]!));
    if (!isGone) continue;
    for (let row = change.row; row < ends[change.row]!; row += 1) if (before[row]! >= 0 && after[row]! < 0) yield row;
  }
}

function* filesThatCame(tables: TablePair, changes: readonly Change[]): Generator<void, Candidate[]> {
  const came: Candidate[] = [];
  for (const [place, { letter, row, after }] of changes.entries()) {
    if (place % ROWS_PER_STEP === ROWS_PER_STEP - 1) yield;
    if (letter === 'A') came.push(...fileAt(tables.after, row, after));
  }
  return came;
}

function* filesThatWent(
  sides: Sides,
  changes: readonly Change[],
  filter: RowFilter | undefined,
): Generator<void, Candidate[]> {
  const went: Candidate[] = [];
  let rows = 0;
  for (const row of goneRows(sides, changes)) {
    rows += 1;
    if (rows % ROWS_PER_STEP === 0) yield;
    if (filter?.[row] !== 0) went.push(...fileAt(sides.tables.before, row, sides.before[row]!));
  }
  return went;
}

function fileAt(table: PathTable, row: number, event: number): Candidate[] {
  const inode = inodeOf(table, event);
  if (!isFile(table, inode)) return [];
  const bytes = table.layers[inode.layer]!.sizes[inode.row]!;
  return bytes === 0 ? [] : [{ row, event, inode, bytes }];
}

/** Those of a size that others have, too. */
function ofSizesIn(candidates: readonly Candidate[], others: readonly Candidate[]): Candidate[] {
  const sizes = new Set(others.map(({ bytes }) => bytes));
  return candidates.filter(({ bytes }) => sizes.has(bytes));
}

/** By content, each in tree order. What has no sha256 equals nothing. */
async function byContent(
  image: Image,
  candidates: readonly Candidate[],
  limits: Limits,
): Promise<Map<string, Candidate[]>> {
  const bodies = candidates.map(({ inode }) => inode);
  const hashes = await contentHashesOf(image, bodies, limits);
  const groups = new Map<string, Candidate[]>();
  for (const [place, candidate] of candidates.entries()) {
    const hash = hashes[place];
    if (!hash) continue;
    const key = Buffer.from(hash).toString('latin1');
    const group = groups.get(key);
    if (group) group.push(candidate);
    else groups.set(key, [candidate]);
  }
  return groups;
}

/** For the row of each file that came by a rename, the file that went. */
function paired(
  tables: TablePair,
  gone: ReadonlyMap<string, readonly Candidate[]>,
  came: ReadonlyMap<string, readonly Candidate[]>,
): Map<number, Candidate> {
  const pairs = new Map<number, Candidate>();
  for (const [content, files] of came) {
    const sources = new Set(gone.get(content));
    const byName = queuesByName(tables.before, sources);
    for (const { row, event } of files) {
      const source = byName.get(nameOf(tables.after, event))?.pop();
      if (source && sources.delete(source)) pairs.set(row, source);
    }
    for (const { row } of files) {
      const [source] = sources;
      if (!source || pairs.has(row)) continue;
      sources.delete(source);
      pairs.set(row, source);
    }
  }
  return pairs;
}

/** By base name, the first in tree order at the end. */
function queuesByName(table: PathTable, sources: Iterable<Candidate>): Map<string, Candidate[]> {
  const names = new Map<string, Candidate[]>();
  for (const source of [...sources].reverse()) {
    const name = nameOf(table, source.event);
    const queue = names.get(name);
    if (queue) queue.push(source);
    else names.set(name, [source]);
  }
  return names;
}

function nameOf(table: PathTable, event: number): string {
  return Buffer.from(table.tree.name(table.nodes[table.eventRows[event]!]!)).toString('latin1');
}
