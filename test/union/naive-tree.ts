import type { Entry } from '../../fixtures/tar.ts';
import { type NaiveInode, partsOf, typeOf, unpack, type Upper, type UpperLayer } from './naive-layer.ts';

/** A visible path. */
export interface NaiveNode {
  readonly type: string;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly mtime: number | null;
  readonly layer: number;
  readonly hasEntry: boolean;
  readonly inode: NaiveInode | null;
  /** Of a directory. */
  readonly children?: ReadonlyMap<string, NaiveNode>;
}

export interface NaiveImage {
  /** The tree after each layer. */
  readonly views: readonly NaiveNode[];
  readonly layers: readonly UpperLayer[];
}

/** How much of the lower tree a layer's marks hide at some place. */
type Hidden = 'no' | 'opaque' | 'gone';

interface Merge {
  readonly lowerRoot: NaiveNode;
  readonly layer: number;
}

const MAX_LINKS = 40;
const MADE = { type: 'dir', mode: 0o755, uid: 0, gid: 0, mtime: null, hasEntry: false, inode: null } as const;

export const EMPTY: NaiveNode = { ...MADE, layer: -1, children: new Map() };

/** Stacks layers by copying whole trees: slow, and nothing to go wrong. */
export function stackNaively(layers: readonly (readonly Entry[])[]): NaiveImage {
  const unpacked = layers.map(unpack);
  const views: NaiveNode[] = [];
  for (const [layer, { root }] of unpacked.entries()) {
    const lowerRoot = views.at(-1) ?? EMPTY;
    views.push({ ...lowerRoot, children: mergeChildren({ lowerRoot, layer }, lowerRoot, root, 'no', []) });
  }
  return { views, layers: unpacked };
}

/** All paths of a tree but the root, in tree order. */
export function* walk(node: NaiveNode, path = ''): Generator<{ path: string; node: NaiveNode }> {
  for (const name of [...(node.children?.keys() ?? [])].sort()) {
    const child = node.children!.get(name)!;
    yield { path: `${path}/${name}`, node: child };
    yield* walk(child, `${path}/${name}`);
  }
}

/** `A|C|D /path` as docker diff tells what a layer did. */
export function naiveChanges(before: NaiveNode | undefined, after: NaiveNode, layer: number, path = ''): string[] {
  const names = new Set([...(before?.children?.keys() ?? []), ...(after.children?.keys() ?? [])]);
  return [...names].sort().flatMap((name) => {
    const [old, now] = [before?.children?.get(name), after.children?.get(name)];
    const here = `${path}/${name}`;
    if (!now) return [`D ${here}`];
    const below = now.children ? naiveChanges(old?.children && old, now, layer, here) : [];
    if (!old) return [`A ${here}`, ...below];
    return below.length > 0 || isChanged(old, now, layer) ? [`C ${here}`, ...below] : [];
  });
}

function isChanged(old: NaiveNode, now: NaiveNode, layer: number): boolean {
  if (!now.children) return now.layer === layer;
  if (!old.children) return true;
  if (!now.hasEntry || now.layer !== layer) return false;
  return old.mode !== now.mode || old.uid !== now.uid || old.gid !== now.gid || old.mtime !== now.mtime;
}

/** `A|C|D /path` between two trees: `C` means that something differs. Bodies are taken to differ by their length. */
export function naiveDifferences(before: NaiveNode | undefined, after: NaiveNode, path = ''): string[] {
  const names = new Set([...(before?.children?.keys() ?? []), ...(after.children?.keys() ?? [])]);
  return [...names].sort().flatMap((name) => {
    const [old, now] = [before?.children?.get(name), after.children?.get(name)];
    const here = `${path}/${name}`;
    if (!now) return [`D ${here}`];
    const below = now.children ? naiveDifferences(old?.children && old, now, here) : [];
    if (!old) return [`A ${here}`, ...below];
    return below.length > 0 || said(old) !== said(now) ? [`C ${here}`, ...below] : [];
  });
}

/** All that can be said of a path; a hard link to a file is the file. */
function said({ type, inode, mode, uid, gid, mtime }: NaiveNode): string {
  return [inode?.type ?? type, mode, uid, gid, mtime, inode?.link, inode?.bytes].join(' ');
}

function mergeChildren(
  merge: Merge,
  lower: NaiveNode | undefined,
  upper: Upper,
  hidden: Hidden,
  path: readonly string[],
): Map<string, NaiveNode> {
  const children = new Map(hidden === 'no' ? lower?.children : []);
  for (const [name, up] of upper.children) {
    const merged = mergeNode(merge, lower?.children?.get(name), up, hidden, [...path, name]);
    if (merged) children.set(name, merged);
    else children.delete(name);
  }
  return children;
}

function mergeNode(
  merge: Merge,
  lower: NaiveNode | undefined,
  upper: Upper,
  above: Hidden,
  path: readonly string[],
): NaiveNode | undefined {
  const hidden = upper.whiteout || upper.deadFile ? 'gone' : above;
  if (upper.content === 'none') return hidden === 'no' ? lower : undefined;
  if (upper.content === 'leaf') return leafOf(merge, upper);
  const below = upper.opaque && hidden !== 'gone' ? 'opaque' : hidden;
  const children = mergeChildren(merge, lower?.children && lower, upper, below, path);
  if (upper.content === 'dir') return { ...shown(upper.entry!), ...own(merge, 'dir'), children };
  return { ...implied(merge, lower, hidden, path), children };
}

/** A directory without an entry of its own. */
function implied(merge: Merge, lower: NaiveNode | undefined, hidden: Hidden, path: readonly string[]): NaiveNode {
  const made = { ...MADE, layer: merge.layer };
  if (!lower || hidden === 'gone') return made;
  if (lower.children && hidden === 'no') return lower;
  const from = lower.type === 'symlink' ? follow(merge.lowerRoot, lower.inode!.link, path.slice(0, -1), true) : lower;
  if (!from?.children || from === merge.lowerRoot) return made;
  return { ...made, mode: from.mode, uid: from.uid, gid: from.gid };
}

/** Names of one inode all show what its last entry says; a link into a lower layer shows its own. */
function leafOf(merge: Merge, { entry, reference }: Upper): NaiveNode {
  const inode = reference.inode ?? follow(merge.lowerRoot, `/${reference.target}`, [], false)?.inode ?? null;
  const says = inode?.layer === merge.layer ? inode.entry : entry!;
  return { ...shown(says), ...own(merge, typeOf(entry!)), inode };
}

function own({ layer }: Merge, type: string): Pick<NaiveNode, 'type' | 'layer' | 'hasEntry' | 'inode'> {
  return { type, layer, hasEntry: true, inode: null };
}

function shown(entry: Entry): Pick<NaiveNode, 'mode' | 'uid' | 'gid' | 'mtime'> {
  const usual = typeOf(entry) === 'dir' ? 0o755 : typeOf(entry) === 'symlink' ? 0o777 : 0o644;
  return { mode: entry.mode ?? usual, uid: entry.uid ?? 0, gid: entry.gid ?? 0, mtime: entry.mtime ?? 0 };
}

/** Where a path leads in a tree, from a directory of it. */
function follow(root: NaiveNode, path: string, from: readonly string[], followLast: boolean): NaiveNode | undefined {
  const pending = partsOf(path).reverse();
  let at = path.startsWith('/') ? [] : [...from];
  for (let links = 0; pending.length > 0;) {
    const next = pending.pop()!;
    const node = nodeAt(root, [...at, next]);
    if (next === '..') at = at.slice(0, -1);
    else if (!node) return undefined;
    else if (node.type === 'symlink' && (pending.length > 0 || followLast)) {
      if ((links += 1) > MAX_LINKS) return undefined;
      if (node.inode!.link.startsWith('/')) at = [];
      pending.push(...partsOf(node.inode!.link).reverse());
    } else at = [...at, next];
  }
  return nodeAt(root, at);
}

function nodeAt(root: NaiveNode, path: readonly string[]): NaiveNode | undefined {
  return path.reduce<NaiveNode | undefined>((node, name) => node?.children?.get(name), root);
}
