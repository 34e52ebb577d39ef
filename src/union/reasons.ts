import { equalBytes } from '../base/bytes.ts';
import type { LayerIndex } from '../layer/layer-index.ts';
import { EntryType } from '../tar/entry.ts';
import { factsOf, isFile, type NodeFacts } from './node.ts';
import type { Inode, PathTable } from './path-table.ts';
import { isSameBody, type TablePair } from './sides.ts';

export type Reason = 'content' | 'mode' | 'owner' | 'mtime' | 'link' | 'type' | 'xattrs' | 'device';

/** Answers whether a body before and one after hold the same bytes. */
export type SameContent = (before: Inode, after: Inode) => boolean;

/** What a path showed before and shows after, as events; -1 for nothing. */
export interface Shown {
  readonly before: number;
  readonly after: number;
}

/** Two bodies, the first of which was there before. */
export type BodyPair = readonly [Inode, Inode];

/**
 * Why a path counts as changed, in a fixed order; empty for a rewrite of the same. Whether two bodies of the same size
 * are the same is asked of `sameContent`; a change of type is the only reason given for one.
 */
export function reasonsOf(tables: TablePair, { before, after }: Shown, sameContent: SameContent): Reason[] {
  if (before < 0 || after < 0) return [];
  const [old, now] = [factsOf(tables.before, before), factsOf(tables.after, after)];
  if (typeOf(tables.before, old) !== typeOf(tables.after, now)) return ['type'];
  const reasons: Reason[] = [];
  if (contentDiffers(tables, old, now, sameContent)) reasons.push('content');
  if (old.mode !== now.mode) reasons.push('mode');
  if (old.uid !== now.uid || old.gid !== now.gid) reasons.push('owner');
  if (old.mtime !== now.mtime || old.mtimeNanos !== now.mtimeNanos) reasons.push('mtime');
  if (linkDiffers(tables, old, now)) reasons.push('link');
  if (xattrsDiffer(tables, old, now)) reasons.push('xattrs');
  if (deviceDiffers(tables, old, now)) reasons.push('device');
  return reasons;
}

/** The bodies whose comparison decides whether the content of a path changed; none where the sizes tell it. */
export function pairToCompare(tables: TablePair, { before, after }: Shown): BodyPair | undefined {
  if (before < 0 || after < 0) return undefined;
  const [old, now] = [factsOf(tables.before, before), factsOf(tables.after, after)];
  if (!isFile(tables.before, old.inode) || !isFile(tables.after, now.inode)) return undefined;
  if (old.size !== now.size || old.size === 0 || isSameBody(tables, old.inode, now.inode)) return undefined;
  return [old.inode, now.inode];
}

/** The same for many changes. */
export function* pairsToCompare(tables: TablePair, changes: Iterable<Shown>): Generator<BodyPair> {
  for (const change of changes) {
    const pair = pairToCompare(tables, change);
    if (pair) yield pair;
  }
}

/** A hard link to a file is the file, by another name. */
export function typeOf(table: PathTable, { type, inode }: NodeFacts): EntryType {
  return inode ? (table.layers[inode.layer]!.types[inode.row] as EntryType) : type;
}

function contentDiffers(tables: TablePair, old: NodeFacts, now: NodeFacts, same: SameContent): boolean {
  if (!isFile(tables.before, old.inode) || !isFile(tables.after, now.inode)) return false;
  if (old.size !== now.size) return true;
  return old.size > 0 && !isSameBody(tables, old.inode, now.inode) && !same(old.inode, now.inode);
}

function linkDiffers({ before, after }: TablePair, old: NodeFacts, now: NodeFacts): boolean {
  const [a, b] = [targetOf(before, old), targetOf(after, now)];
  return a !== undefined && b !== undefined && !equalBytes(a, b);
}

function targetOf({ layers }: PathTable, { inode }: NodeFacts): Uint8Array | undefined {
  const index = inode && layers[inode.layer]!;
  return index?.types[inode!.row] === EntryType.symlink ? index.link(inode!.row) : undefined;
}

function xattrsDiffer({ before, after }: TablePair, old: NodeFacts, now: NodeFacts): boolean {
  const [a, b] = [xattrsOf(before, old), xattrsOf(after, now)];
  return (
    a.length !== b.length || a.some(({ name, value }, i) => name !== b[i]!.name || !equalBytes(value, b[i]!.value))
  );
}

function xattrsOf(table: PathTable, { entry, layer, inode }: NodeFacts): ReturnType<LayerIndex['xattrs']> {
  if (inode) return table.layers[inode.layer]!.xattrs(inode.row);
  return entry < 0 ? [] : table.layers[layer]!.xattrs(entry);
}

function deviceDiffers({ before, after }: TablePair, old: NodeFacts, now: NodeFacts): boolean {
  if (old.type !== EntryType.char && old.type !== EntryType.block) return false;
  const [a, b] = [before.layers[old.layer]!.device(old.entry), after.layers[now.layer]!.device(now.entry)];
  return a.major !== b.major || a.minor !== b.minor;
}
