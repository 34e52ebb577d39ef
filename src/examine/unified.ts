import { type FilePatch, filePatches, type FileVersion, MAX_PATCH_BYTES } from '../analysis/compare/file-patch.ts';
import { findPath } from '../image/find-path.ts';
import { readBodies, type WantedBody } from '../image/read-bodies.ts';
import { compareBodiesOf } from '../image/same-content.ts';
import { VarveError } from '../model/error.ts';
import { EntryType } from '../tar/entry.ts';
import { factsOf, type NodeFacts } from '../union/node.ts';
import type { Inode } from '../union/path-table.ts';
import type { BodyPair } from '../union/reasons.ts';
import { isSameBody } from '../union/sides.ts';
import { pathBytesOf } from '../union/tree-path.ts';
import type { View } from '../union/view.ts';
import type { Opened } from './opened.ts';

/** An image as it is after one of its layers; -1 is the empty view. */
export interface UnifiedSide {
  readonly opened: Opened;
  readonly layer: number;
}

/** A regular file or a symlink of one side. */
interface Version {
  readonly facts: NodeFacts;
  readonly inode: Inode;
  readonly isLink: boolean;
  /** Absolute, without the first slash; a character a byte. */
  readonly path: string;
}

interface Pair {
  readonly before: Version | undefined;
  readonly after: Version | undefined;
}

/** Contents are read in batches of about so many bytes. */
const BATCH_BYTES = 32 * 2 ** 20;
const SYMLINK_MODE = '120000';

/**
 * Patches of the file at `path`, or of all files and symlinks below it, in tree order; what differs in neither content,
 * mode nor type has none. Symlinks on the way are followed on each side.
 *
 * @throws VarveError `PATH_NOT_FOUND` when neither side has the path
 */
export async function* unified(before: UnifiedSide, after: UnifiedSide, path: string): AsyncGenerator<FilePatch> {
  const pairs = pairsOf(versionsAt(before, path), versionsAt(after, path));
  if (pairs === undefined) throw notFound(before, after, path);
  const differing = await differingPairs(before, after, pairs);
  for (const batch of batches(differing)) {
    const [old, now] = [
      await contentsOf(
        before,
        batch.map(({ before: version }) => version),
      ),
      await contentsOf(
        after,
        batch.map(({ after: version }) => version),
      ),
    ];
    for (const pair of batch) {
      yield* filePatches((pair.after ?? pair.before)!.path, versionOf(pair.before, old), versionOf(pair.after, now));
    }
  }
}

type Versions = ReadonlyMap<string, Version>;

/** By their paths below `path`; `undefined` where the side has no such path. */
function versionsAt(side: UnifiedSide, path: string): Versions | undefined {
  const found = lookUp(side, path);
  if (!('row' in found)) return undefined;
  const { paths } = side.opened.image;
  const base = latin1(pathBytesOf(paths.tree, paths.nodes[found.row]!));
  const versions = new Map<string, Version>();
  for (let row = found.row; row < paths.ends[found.row]!; row += 1) {
    const event = found.view[row]!;
    const facts = event < 0 || row === 0 ? undefined : factsOf(paths, event);
    const inode = facts?.inode;
    const type = inode ? paths.layers[inode.layer]!.types[inode.row] : undefined;
    if (!facts || !inode || (type !== EntryType.file && type !== EntryType.symlink)) continue;
    const full = latin1(pathBytesOf(paths.tree, paths.nodes[row]!));
    const version = { facts, inode, isLink: type === EntryType.symlink, path: full.slice(1) };
    versions.set(full.slice(base.length).replace(/^\//, ''), version);
  }
  return versions;
}

function lookUp({ opened, layer }: UnifiedSide, path: string): { row: number; view: View } | VarveError {
  try {
    return findPath(opened.image, path, { layer, followLast: false });
  } catch (error) {
    if (error instanceof VarveError && error.code === 'PATH_NOT_FOUND') return error;
    throw error;
  }
}

/** The side that is not empty knows best why. */
function notFound(before: UnifiedSide, after: UnifiedSide, path: string): Error {
  return [after, before].map((side) => lookUp(side, path)).find((found) => found instanceof Error)!;
}

/** In tree order: `a/b` before `a-b`. */
function pairsOf(old: Versions | undefined, now: Versions | undefined): Pair[] | undefined {
  if (!old && !now) return undefined;
  const keys = [...new Set([...(old?.keys() ?? []), ...(now?.keys() ?? [])])].map((key) => key.replaceAll('/', '\0'));
  return keys.sort().map((sorted) => {
    const key = sorted.replaceAll('\0', '/');
    return { before: old?.get(key), after: now?.get(key) };
  });
}

async function differingPairs(before: UnifiedSide, after: UnifiedSide, pairs: readonly Pair[]): Promise<Pair[]> {
  const images = { before: before.opened.image, after: after.opened.image };
  const tables = { before: images.before.paths, after: images.after.paths };
  const bodiesOf = (pair: Pair): BodyPair | undefined => {
    const { before: old, after: now } = pair;
    if (!old || !now || old.facts.size !== now.facts.size || old.facts.size === 0) return undefined;
    return isSameBody(tables, old.inode, now.inode) ? undefined : [old.inode, now.inode];
  };
  const toCompare = pairs.map(bodiesOf).filter((bodies) => bodies !== undefined);
  const same = await compareBodiesOf(images, toCompare, after.opened.limits);
  return pairs.filter((pair) => {
    const { before: old, after: now } = pair;
    if (!old || !now || modeOf(old) !== modeOf(now) || now.isLink) return true;
    const bodies = bodiesOf(pair);
    return old.facts.size !== now.facts.size || (bodies !== undefined && !same(...bodies));
  });
}

function* batches(pairs: readonly Pair[]): Generator<Pair[]> {
  let batch: Pair[] = [];
  let bytes = 0;
  for (const pair of pairs) {
    batch.push(pair);
    bytes += readBytes(pair.before) + readBytes(pair.after);
    if (bytes < BATCH_BYTES) continue;
    yield batch;
    batch = [];
    bytes = 0;
  }
  yield batch;
}

function readBytes(version: Version | undefined): number {
  return version && version.facts.size <= MAX_PATCH_BYTES ? version.facts.size : 0;
}

type Contents = ReadonlyMap<string, Uint8Array>;

/** By layer and row; of files that are larger than is compared, none. */
async function contentsOf({ opened }: UnifiedSide, versions: readonly (Version | undefined)[]): Promise<Contents> {
  const { image, limits } = opened;
  const contents = new Map<string, Uint8Array>();
  const wanted = new Map<string, WantedBody<Uint8Array>>();
  for (const version of versions) {
    if (!version || version.facts.size > MAX_PATCH_BYTES) continue;
    const { inode, facts, isLink } = version;
    if (isLink) contents.set(keyOf(inode), image.layers[inode.layer]!.index.link(inode.row));
    else wanted.set(keyOf(inode), wholeBody(inode, facts.size));
  }
  for await (const [inode, content] of readBodies(image, wanted.values(), limits)) contents.set(keyOf(inode), content);
  return contents;
}

function wholeBody(inode: Inode, length: number): WantedBody<Uint8Array> {
  return {
    inode,
    *read() {
      return yield { offset: 0, length };
    },
  };
}

function keyOf({ layer, row }: Inode): string {
  return `${layer} ${row}`;
}

function versionOf(version: Version | undefined, contents: Contents): FileVersion | null {
  if (!version) return null;
  return { mode: modeOf(version), content: contents.get(keyOf(version.inode)) ?? null };
}

function modeOf({ facts, isLink }: Version): string {
  return isLink ? SYMLINK_MODE : `10${facts.mode.toString(8).padStart(4, '0')}`;
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}
