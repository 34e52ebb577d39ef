import { components, withoutParents } from '../base/path.ts';
import { concatBytes, utf8 } from '../base/bytes.ts';
import { rfc3339 } from '../base/time.ts';
import { type TopView, treeBytes } from '../analysis/top-view.ts';
import type { LayerIndex } from '../layer/layer-index.ts';
import type { LsEntry } from '../report/documents/ls.ts';
import { ENTRY_TYPES, EntryType } from '../tar/entry.ts';
import { factsOf, type NodeFacts } from '../union/node.ts';
import type { PathTable } from '../union/path-table.ts';
import { type PathText, pathText } from '../union/row-path.ts';

/** What `ls` says of one visible row. */
export function visibleEntry(table: PathTable, view: TopView, row: number, path: PathText): LsEntry {
  const facts = factsOf(table, view.view[row]!);
  const { layer, entry, inode } = facts;
  const index = table.layers[layer]!;
  return {
    ...path,
    ...metadata(facts),
    ...(facts.type === EntryType.dir && { treeBytes: treeBytes(table, view, row) }),
    mtime: facts.mtime === null ? null : rfc3339(facts.mtime),
    link: entry < 0 ? null : linkOf(index, entry),
    layer,
    ...deviceOf(index, entry),
    xattrs: inode ? xattrsOf(table.layers[inode.layer]!, inode.row) : entry < 0 ? {} : xattrsOf(index, entry),
  };
}

/** What `ls --own` says of one entry of a layer's tar, as it stands there. */
export function ownEntry(index: LayerIndex, layer: number, row: number): LsEntry {
  const type = index.types[row]!;
  return {
    ...pathText(cleaned(index.name(row))),
    type: ENTRY_TYPES[type]!,
    mode: octal(index.modes[row]!),
    uid: index.uids[row]!,
    gid: index.gids[row]!,
    size: index.sizes[row]!,
    mtime: rfc3339(index.mtimes[row]!),
    link: linkOf(index, row),
    layer,
    ...deviceOf(index, row),
    xattrs: xattrsOf(index, row),
  };
}

/** Permission bits as documents write them. */
export function octal(mode: number): string {
  return mode.toString(8).padStart(4, '0');
}

function metadata({ type, mode, uid, gid, size }: NodeFacts): Pick<LsEntry, 'type' | 'mode' | 'uid' | 'gid' | 'size'> {
  return { type: ENTRY_TYPES[type], mode: octal(mode), uid, gid, size };
}

/** A symlink's target as it stands; a hard link's as an absolute path. */
function linkOf(index: LayerIndex, row: number): string | null {
  if (index.types[row] === EntryType.symlink) return pathText(index.link(row)).path;
  return index.types[row] === EntryType.hardlink ? pathText(cleaned(index.link(row))).path : null;
}

function deviceOf(index: LayerIndex, row: number): Pick<LsEntry, 'device'> {
  if (row < 0 || (index.types[row] !== EntryType.char && index.types[row] !== EntryType.block)) return {};
  return { device: index.device(row) };
}

function xattrsOf(index: LayerIndex, row: number): Record<string, string> {
  const pairs = index.xattrs(row).map(({ name, value }) => [name, Buffer.from(value).toString('base64')] as const);
  return Object.fromEntries(pairs);
}

/** The absolute form of a name in a tar: `./a//b/` is `/a/b`. */
function cleaned(name: Uint8Array): Uint8Array {
  const slash = utf8('/');
  const { path } = withoutParents(components(name));
  const parts = path.flatMap(({ bytes, start, end }) => [slash, bytes.subarray(start, end)]);
  return parts.length === 0 ? slash : concatBytes(parts);
}
