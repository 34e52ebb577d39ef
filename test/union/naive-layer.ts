import type { Entry } from '../../fixtures/tar.ts';

/** A file's bytes or a link's target, shared by all its names; it shows what the last of its entries says. */
export interface NaiveInode {
  readonly layer: number;
  readonly type: string;
  readonly link: string;
  readonly bytes: number;
  entry: Entry;
  entryRow: number;
}

/** A hard link to what is not there (yet) has a target and no inode. */
interface Reference {
  inode: NaiveInode | null;
  target: string | null;
}

/** What one layer says of one path. */
export interface Upper {
  content: 'none' | 'implied' | 'dir' | 'leaf';
  /** Of a directory or a leaf. */
  entry: Entry | null;
  reference: Reference;
  whiteout: boolean;
  opaque: boolean;
  /** A file of the same tar stood here and had to go for a path below it. */
  deadFile: boolean;
  readonly children: Map<string, Upper>;
}

/** One layer unpacked alone, its markers kept aside. */
export interface UpperLayer {
  readonly root: Upper;
  /** Every inode the tar made, also those that lost all names. */
  readonly inodes: readonly NaiveInode[];
}

/** A path led through the layer's own links in a circle: no rule says what that means. */
export class EndlessLinks extends Error {}

const MAX_LINKS = 40;

export const typeOf = ({ name, type, link }: Entry): string =>
  type ?? (link !== undefined ? 'symlink' : String(name).endsWith('/') ? 'dir' : 'file');

/** The parts of a path but `.`; `..` stays. */
export const partsOf = (path: string): string[] => path.split('/').filter((part) => part !== '' && part !== '.');

/**
 * Applies the entries of a tar one by one, as an unpacker with an empty directory before it would.
 * @throws EndlessLinks
 */
export function unpack(entries: readonly Entry[], layer: number): UpperLayer {
  const root = newUpper();
  const inodes: NaiveInode[] = [];
  const waiting: { reference: Reference; row: number; entry: Entry }[] = [];
  for (const [row, entry] of entries.entries()) {
    const path = resolved(String(entry.name));
    const base = path.pop();
    const type = typeOf(entry);
    const isMarker = base?.startsWith('.wh.') ?? false;
    if (type === 'file' && !isMarker) inodes.push(newInode(entry, row, layer));
    if (base === undefined) continue;
    const parent = enter(root, path, isMarker);
    if (isMarker) {
      if (parent) mark(root, parent, base);
      continue;
    }
    const reference = referenceOf(root, entry, row, layer, inodes);
    if (type === 'hardlink') waiting.push({ reference, row, entry });
    put(nodeAt(root, [...parent!, base]), entry, reference);
  }
  for (const { reference } of waiting) Object.assign(reference, endOf(root, reference));
  for (const { reference, row, entry } of waiting) {
    if (!reference.inode || reference.inode.entryRow > row) continue;
    Object.assign(reference.inode, { entry, entryRow: row });
  }
  return { root, inodes };
}

function put(node: Upper, entry: Entry, reference: Reference): void {
  const isDir = typeOf(entry) === 'dir';
  const isWhiteout = typeOf(entry) === 'char' && entry.device?.[0] === 0 && entry.device[1] === 0;
  if (!isDir) node.children.clear();
  if (isDir) node.whiteout = false;
  if (isWhiteout) node.whiteout = true;
  node.content = isWhiteout ? 'none' : isDir ? 'dir' : 'leaf';
  node.entry = entry;
  node.reference = reference;
}

function mark(root: Upper, parent: readonly string[], base: string): void {
  const hidden = base.slice('.wh.'.length);
  if (base !== '.wh..wh..opq' && ['', '.', '..'].includes(hidden)) return;
  if (base !== '.wh..wh..opq') nodeAt(root, [...parent, hidden]).whiteout = true;
  else if (parent.length > 0) nodeAt(root, parent).opaque = true;
}

/** Where a path leads inside the layer; missing directories are made. A marker makes no directory of a file. */
function enter(root: Upper, path: readonly string[], isForMarker: boolean): string[] | undefined {
  const pending = path.toReversed();
  let at: string[] = [];
  for (let links = 0; pending.length > 0;) {
    const next = pending.pop()!;
    const node = nodeAt(root, [...at, next]);
    if (next === '..') at = at.slice(0, -1);
    else if (node.content === 'leaf' && typeOf(node.entry!) === 'symlink') {
      if ((links += 1) > MAX_LINKS) throw new EndlessLinks();
      const target = String(node.entry!.link);
      if (target.startsWith('/')) at = [];
      pending.push(...partsOf(target).reverse());
    } else {
      if (node.content === 'leaf' && isForMarker) return undefined;
      if (node.content === 'leaf') node.deadFile = true;
      if (node.content !== 'dir') node.content = 'implied';
      at = [...at, next];
    }
  }
  return at;
}

function referenceOf(root: Upper, entry: Entry, row: number, layer: number, inodes: readonly NaiveInode[]): Reference {
  const type = typeOf(entry);
  if (type === 'hardlink') return found(root, String(entry.link)) ?? { inode: null, target: String(entry.link) };
  return { inode: type === 'file' ? inodes.at(-1)! : newInode(entry, row, layer), target: null };
}

/** What stands at a path of this layer, the last name not followed. */
function found(root: Upper, path: string): Reference | undefined {
  const pending = resolved(path).reverse();
  let at: string[] = [];
  for (let links = 0; pending.length > 0;) {
    const next = pending.pop()!;
    if (next === '..') {
      at = at.slice(0, -1);
      continue;
    }
    const node = known(root, [...at, next]);
    if (!node) return undefined;
    if (pending.length === 0) return node.content === 'leaf' ? node.reference : undefined;
    if (node.content === 'leaf' && typeOf(node.entry!) === 'symlink') {
      if ((links += 1) > MAX_LINKS) return undefined;
      const target = String(node.entry!.link);
      if (target.startsWith('/')) at = [];
      pending.push(...partsOf(target).reverse());
    } else at = [...at, next];
  }
  return undefined;
}

/** Where a chain of links ends: at an inode, at a link to what is not here, or never; then each is such a link. */
function endOf(root: Upper, start: Reference): Reference {
  const seen = new Set([start]);
  let at = start;
  while (!at.inode) {
    const next = found(root, at.target!);
    if (!next) return at;
    if (seen.has(next)) return start;
    seen.add(next);
    at = next;
  }
  return at;
}

/** `..` within a name takes back what stands before it, and stops at the root. */
function resolved(name: string): string[] {
  const path: string[] = [];
  for (const part of partsOf(name)) {
    if (part === '..') path.pop();
    else path.push(part);
  }
  return path;
}

function nodeAt(root: Upper, path: readonly string[]): Upper {
  let node = root;
  for (const name of path) {
    if (!node.children.has(name)) node.children.set(name, newUpper());
    node = node.children.get(name)!;
  }
  return node;
}

function known(root: Upper, path: readonly string[]): Upper | undefined {
  return path.reduce<Upper | undefined>((node, name) => node?.children.get(name), root);
}

function newUpper(): Upper {
  const marks = { whiteout: false, opaque: false, deadFile: false };
  return { content: 'none', entry: null, reference: { inode: null, target: null }, ...marks, children: new Map() };
}

function newInode(entry: Entry, row: number, layer: number): NaiveInode {
  const bytes = typeOf(entry) === 'file' ? String(entry.body ?? '').length : 0;
  return { layer, type: typeOf(entry), link: String(entry.link ?? ''), bytes, entry, entryRow: row };
}
