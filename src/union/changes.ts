import { equalBytes } from '../base/bytes.ts';
import type { LayerIndex } from '../layer/layer-index.ts';
import { EntryType } from '../tar/entry.ts';
import { contentOf, Content, hidesBelow, isDirectory } from './event.ts';
import { factsOf, isFile, type NodeFacts } from './node.ts';
import { hasEntry, type Inode, type PathTable } from './path-table.ts';
import { advance, NOTHING, type View } from './view.ts';

export type ChangeLetter = 'A' | 'C' | 'D';
export type Reason = 'content' | 'mode' | 'owner' | 'mtime' | 'link' | 'type' | 'xattrs' | 'device';

/** One line of `docker diff`; `before` and `after` are the events visible there, -1 for nothing. */
export interface Change {
  readonly letter: ChangeLetter;
  readonly row: number;
  readonly before: number;
  readonly after: number;
}

/**
 * What `layer` changes, in tree order, as `docker diff` tells it: a directory that goes is one line; a non-directory
 * that the layer stores is `C` even when nothing differs; the parents of a change are `C`, too. `view` is the view
 * below the layer and becomes the view at it.
 */
export function layerChanges(table: PathTable, view: View, layer: number): Change[] {
  const before = view.slice();
  advance(table, view, layer);
  const list = new ChangeList(table, before, view, true);
  let doneTo = 0;
  for (const event of table.eventsOf(layer)) {
    const row = table.eventRows[event]!;
    const flags = table.eventFlags[event]!;
    if (row >= doneTo) list.visit(row, view[row] === event && hasEntry(table, event));
    // Below a mark any row may have changed; own events among them are visited on the way, with their entries.
    if (!hidesBelow(flags) || table.ends[row]! <= doneTo) continue;
    for (let at = Math.max(row + 1, doneTo); at < table.ends[row]!; at += 1) {
      list.visit(at, isOwnEntry(table, view[at]!, layer));
    }
    doneTo = table.ends[row]!;
  }
  return list.changes;
}

/** What differs between two views of one image, in tree order: `C` means that something differs, or is a parent. */
export function viewChanges(table: PathTable, before: View, after: View): Change[] {
  const list = new ChangeList(table, before, after, false);
  for (let row = 1; row < table.rows; row += 1) if (before[row] !== after[row]) list.visit(row, false);
  return list.changes;
}

/**
 * Why a path counts as changed, in a fixed order; empty for a rewrite of the same. Whether two bodies of the same size
 * are the same is asked of `sameContent`; a change of type is the only reason given for one.
 */
export function reasonsOf(
  table: PathTable,
  { before, after }: Change,
  sameContent: (a: Inode, b: Inode) => boolean,
): Reason[] {
  if (before < 0 || after < 0) return [];
  const [old, now] = [factsOf(table, before), factsOf(table, after)];
  if (typeOf(table, old) !== typeOf(table, now)) return ['type'];
  const reasons: Reason[] = [];
  if (contentDiffers(table, old, now, sameContent)) reasons.push('content');
  if (old.mode !== now.mode) reasons.push('mode');
  if (old.uid !== now.uid || old.gid !== now.gid) reasons.push('owner');
  if (old.mtime !== now.mtime || old.mtimeNanos !== now.mtimeNanos) reasons.push('mtime');
  if (linkDiffers(table, old, now)) reasons.push('link');
  if (xattrsDiffer(table, old, now)) reasons.push('xattrs');
  if (deviceDiffers(table, old, now)) reasons.push('device');
  return reasons;
}

/** The pairs of bodies whose comparison decides whether content changed; where the sizes tell it, there is none. */
export function pairsToCompare(table: PathTable, changes: readonly Change[]): (readonly [Inode, Inode])[] {
  return changes.flatMap(({ before, after }): (readonly [Inode, Inode])[] => {
    if (before < 0 || after < 0) return [];
    const [old, now] = [factsOf(table, before), factsOf(table, after)];
    if (!isFile(table, old.inode) || !isFile(table, now.inode) || old.size !== now.size || old.size === 0) return [];
    return sameInode(old.inode, now.inode) ? [] : [[old.inode, now.inode]];
  });
}

/** Collects changes row by row in tree order, and puts parents before them. */
class ChangeList {
  readonly changes: Change[] = [];
  readonly #table: PathTable;
  readonly #before: View;
  readonly #after: View;
  /** Whether the list tells what the entries of one layer do: a directory without one is then only a parent. */
  readonly #isOfLayer: boolean;
  /** The last row listed on each depth: enough to know a parent that is listed already. */
  readonly #listed: number[] = [];
  /** Rows up to here lie below a path whose one line says it all. */
  #silentTo = 0;

  constructor(table: PathTable, before: View, after: View, isOfLayer: boolean) {
    this.#table = table;
    this.#before = before;
    this.#after = after;
    this.#isOfLayer = isOfLayer;
  }

  visit(row: number, hasOwnEntry: boolean): void {
    if (row < this.#silentTo || row === 0) return;
    const [before, after] = [this.#before[row]!, this.#after[row]!];
    if (before < 0 && after < 0) return;
    if (before >= 0 && (after < 0 || !isDirectory(this.#table.eventFlags[after]!)))
      this.#silentTo = this.#table.ends[row]!;
    if (before < 0) return this.#list('A', row);
    if (after < 0) return this.#list('D', row);
    if (this.#isChange(before, after, hasOwnEntry)) this.#list('C', row);
  }

  #isChange(before: number, after: number, hasOwnEntry: boolean): boolean {
    const flags = this.#table.eventFlags[after]!;
    if (hasOwnEntry && !isDirectory(flags)) return true;
    if (before === after) return false;
    const [old, now] = [factsOf(this.#table, before), factsOf(this.#table, after)];
    if (typeOf(this.#table, old) !== typeOf(this.#table, now)) return true;
    if (this.#isOfLayer && contentOf(flags) === Content.imply) return false;
    if (!isDirectory(flags))
      return reasonsOf(this.#table, { letter: 'C', row: 0, before, after }, () => false).length > 0;
    return (
      old.mode !== now.mode ||
      old.uid !== now.uid ||
      old.gid !== now.gid ||
      old.mtime !== now.mtime ||
      old.mtimeNanos !== now.mtimeNanos
    );
  }

  #list(letter: ChangeLetter, row: number): void {
    this.#listParents(this.#table.parents[row]!);
    this.#push(letter, row);
  }

  #listParents(row: number): void {
    const missing: number[] = [];
    for (let at = row; at > 0 && this.#listed[this.#table.depths[at]!] !== at; at = this.#table.parents[at]!)
      missing.push(at);
    for (const at of missing.reverse()) this.#push(this.#before[at]! < 0 ? 'A' : 'C', at);
  }

  #push(letter: ChangeLetter, row: number): void {
    this.#listed[this.#table.depths[row]!] = row;
    this.changes.push({ letter, row, before: this.#before[row]!, after: this.#after[row]! });
  }
}

function isOwnEntry(table: PathTable, event: number, layer: number): boolean {
  return event !== NOTHING && table.eventLayers[event] === layer && hasEntry(table, event);
}

/** A hard link to a file is the file, by another name. */
function typeOf(table: PathTable, { type, inode }: NodeFacts): EntryType {
  return inode ? (table.layers[inode.layer]!.types[inode.row] as EntryType) : type;
}

function contentDiffers(
  table: PathTable,
  old: NodeFacts,
  now: NodeFacts,
  same: (a: Inode, b: Inode) => boolean,
): boolean {
  if (!isFile(table, old.inode) || !isFile(table, now.inode)) return false;
  if (old.size !== now.size) return true;
  return old.size > 0 && !sameInode(old.inode, now.inode) && !same(old.inode, now.inode);
}

function linkDiffers(table: PathTable, old: NodeFacts, now: NodeFacts): boolean {
  const target = ({ inode }: NodeFacts): Uint8Array | undefined =>
    inode && table.layers[inode.layer]!.types[inode.row] === EntryType.symlink
      ? table.layers[inode.layer]!.link(inode.row)
      : undefined;
  const [a, b] = [target(old), target(now)];
  return a !== undefined && b !== undefined && !equalBytes(a, b);
}

function xattrsDiffer(table: PathTable, old: NodeFacts, now: NodeFacts): boolean {
  const a = xattrsOf(table, old);
  const b = xattrsOf(table, now);
  return (
    a.length !== b.length || a.some(({ name, value }, i) => name !== b[i]!.name || !equalBytes(value, b[i]!.value))
  );
}

function xattrsOf(table: PathTable, { entry, layer, inode }: NodeFacts): ReturnType<LayerIndex['xattrs']> {
  if (inode) return table.layers[inode.layer]!.xattrs(inode.row);
  return entry < 0 ? [] : table.layers[layer]!.xattrs(entry);
}

function deviceDiffers(table: PathTable, old: NodeFacts, now: NodeFacts): boolean {
  if (old.type !== EntryType.char && old.type !== EntryType.block) return false;
  const [a, b] = [table.layers[old.layer]!.device(old.entry), table.layers[now.layer]!.device(now.entry)];
  return a.major !== b.major || a.minor !== b.minor;
}

function sameInode(a: Inode, b: Inode): boolean {
  return a.layer === b.layer && a.row === b.row;
}
