import { EntryType } from '../tar/entry.ts';
import { Content, contentOf } from './event.ts';
import type { Inode, PathTable } from './path-table.ts';

/** Everything people can know of a visible path but its content. Times in seconds and nanoseconds, sizes in bytes. */
export interface NodeFacts {
  readonly type: EntryType;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  /** `null` for an implied directory. */
  readonly mtime: number | null;
  readonly mtimeNanos: number;
  readonly layer: number;
  /** Row of its entry in that layer, -1 for an implied directory. */
  readonly entry: number;
  readonly inode: Inode | null;
}

const IMPLIED_MODE = 0o755;

/** The facts of what `event` shows. A hard link and its target show the same inode. */
export function factsOf(table: PathTable, event: number): NodeFacts {
  const layer = table.eventLayers[event]!;
  const entry = table.eventEntries[event]!;
  if (contentOf(table.eventFlags[event]!) === Content.imply) return impliedFacts(table, event, layer);
  const inode = inodeOf(table, event);
  const own = { layer, row: entry };
  const metadata =
    inode?.layer === layer ? { layer, row: table.placements[layer]!.lastNames.get(inode.row) ?? entry } : own;
  const { modes, uids, gids, mtimes, mtimeNanos } = table.layers[metadata.layer]!;
  const body = inode && table.layers[inode.layer]!;
  return {
    type: table.layers[layer]!.types[entry] as EntryType,
    mode: modes[metadata.row]!,
    uid: uids[metadata.row]!,
    gid: gids[metadata.row]!,
    size: body ? body.sizes[inode!.row]! : 0,
    mtime: mtimes[metadata.row]!,
    mtimeNanos: mtimeNanos[metadata.row]!,
    layer,
    entry,
    inode,
  };
}

/**
 * Where the bytes lie that `event` shows, for hard links those of their target (not always a regular file); `null` for
 * directories, and links to nothing.
 */
export function inodeOf(table: PathTable, event: number): Inode | null {
  if (contentOf(table.eventFlags[event]!) <= Content.dir) return null;
  const layer = table.eventLayers[event]!;
  const entry = table.eventEntries[event]!;
  if (table.layers[layer]!.types[entry] !== EntryType.hardlink) return { layer, row: entry };
  const target = table.placements[layer]!.links.get(entry);
  if (target !== undefined && table.layers[layer]!.types[target] !== EntryType.hardlink) return { layer, row: target };
  return table.foreignInodes.get(event) ?? null;
}

/** Whether the inode is a regular file. */
export function isFile(table: PathTable, inode: Inode | null): inode is Inode {
  return inode !== null && table.layers[inode.layer]!.types[inode.row] === EntryType.file;
}

function impliedFacts(table: PathTable, event: number, layer: number): NodeFacts {
  const { mode, uid, gid } = table.implied.get(event) ?? { mode: IMPLIED_MODE, uid: 0, gid: 0 };
  return { type: EntryType.dir, mode, uid, gid, size: 0, mtime: null, mtimeNanos: 0, layer, entry: -1, inode: null };
}
