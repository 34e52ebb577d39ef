import { components, withoutParents } from '../base/path.ts';
import { concatBytes, utf8 } from '../base/bytes.ts';
import { rfc3339 } from '../base/time.ts';
import { type TopView, treeBytes } from '../analysis/top-view.ts';
import type { LayerIndex } from '../layer/layer-index.ts';
import type { LsEntry } from '../report/documents/ls.ts';
import { ENTRY_TYPES, EntryType } from '../tar/entry.ts';
import { factsOf } from '../union/node.ts';
import type { PathTable } from '../union/path-table.ts';
import { located, type PathText, pathText } from '../union/row-path.ts';

/** What `ls` says of one visible row. */
export function visibleEntry(table: PathTable, view: TopView, row: number, path: PathText): LsEntry {
  return located(entryOf(table, view, row, path.path), path);
}

function entryOf(table: PathTable, view: TopView, row: number, path: string): LsEntry {
  const facts = factsOf(table, view.view[row]!);
  const { uid, gid, size, layer, entry, inode } = facts;
  const index = table.layers[layer]!;
  const type = ENTRY_TYPES[facts.type];
  const mode = octal(facts.mode);
  const mtime = facts.mtime === null ? null : rfc3339(facts.mtime);
  const link = entry < 0 ? null : linkOf(index, entry);
  const xattrs = inode ? xattrsOf(table.layers[inode.layer]!, inode.row) : entry < 0 ? {} : xattrsOf(index, entry);
  if (facts.type === EntryType.dir) {
    const below = treeBytes(table, view, row);
    return { path, type, mode, uid, gid, size, treeBytes: below, mtime, link, layer, xattrs };
  }
  if (!isDevice(facts.type)) return { path, type, mode, uid, gid, size, mtime, link, layer, xattrs };
  return { path, type, mode, uid, gid, size, mtime, link, layer, device: index.device(entry), xattrs };
}

/** What `ls --own` says of one entry of a layer's tar, as it stands there. */
export function ownEntry(index: LayerIndex, layer: number, row: number): LsEntry {
  const text = pathText(cleaned(index.name(row)));
  const type = index.types[row]!;
  const entry = {
    path: text.path,
    type: ENTRY_TYPES[type]!,
    mode: octal(index.modes[row]!),
    uid: index.uids[row]!,
    gid: index.gids[row]!,
    size: index.sizes[row]!,
    mtime: rfc3339(index.mtimes[row]!),
    link: linkOf(index, row),
    layer,
  };
  const xattrs = xattrsOf(index, row);
  return located(isDevice(type) ? { ...entry, device: index.device(row), xattrs } : { ...entry, xattrs }, text);
}

/** Permission bits as documents write them. */
export function octal(mode: number): string {
  return mode.toString(8).padStart(4, '0');
}

/** A symlink's target as it stands; a hard link's as an absolute path. */
function linkOf(index: LayerIndex, row: number): string | null {
  if (index.types[row] === EntryType.symlink) return pathText(index.link(row)).path;
  return index.types[row] === EntryType.hardlink ? pathText(cleaned(index.link(row))).path : null;
}

function isDevice(type: number): boolean {
  return type === EntryType.char || type === EntryType.block;
}

function xattrsOf(index: LayerIndex, row: number): Record<string, string> {
  const xattrs = index.xattrs(row);
  if (xattrs.length === 0) return {};
  return Object.fromEntries(xattrs.map(({ name, value }) => [name, Buffer.from(value).toString('base64')]));
}

/** The absolute form of a name in a tar: `./a//b/` is `/a/b`. */
function cleaned(name: Uint8Array): Uint8Array {
  const slash = utf8('/');
  const { path } = withoutParents(components(name));
  const parts = path.flatMap(({ bytes, start, end }) => [slash, bytes.subarray(start, end)]);
  return parts.length === 0 ? slash : concatBytes(parts);
}
