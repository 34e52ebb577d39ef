import { components, isAbsolute, isParent, withoutParents } from '../base/path.ts';
import type { LayerIndex } from '../layer/layer-index.ts';
import { Content, contentOf } from './event.ts';
import { isFollowed } from './kernel-limits.ts';
import type { LayerEdit } from './layer-edit.ts';
import { type PathTree, ROOT } from './path-tree.ts';

const NONE = -1;

/** The hard links of one layer, and the rows whose inodes they are (DESIGN.md, rule 7). */
export class OwnLinks {
  readonly #tree: PathTree;
  readonly #edit: LayerEdit;
  readonly #index: LayerIndex;
  readonly #targets = new Map<number, number>();
  readonly #pending: number[] = [];

  constructor(tree: PathTree, edit: LayerEdit, index: LayerIndex) {
    this.#tree = tree;
    this.#edit = edit;
    this.#index = index;
  }

  /** Hard link row -> the row of the inode it names. */
  get targets(): ReadonlyMap<number, number> {
    return this.#targets;
  }

  /** Takes the hard link at `row`: it names what stands at its target as things are now. */
  add(row: number): void {
    const target = this.#find(this.#index.link(row));
    if (target === NONE) this.#pending.push(row);
    else this.#targets.set(row, this.#targets.get(target) ?? target);
  }

  /**
   * Settles the links that had no target when they came: those whose target came later (`late` is told of each), and
   * those whose target this layer does not have, given with their targets as written.
   */
  settle(late: (row: number) => void): Map<number, Uint8Array> {
    const foreign = new Map<number, Uint8Array>();
    const later = new Map(this.#pending.map((row) => [row, this.#find(this.#index.link(row))]));
    const ends = new Map<number, number>();
    for (const row of later.keys()) {
      const target = this.#endOf(row, later, ends);
      if (target === NONE || target === row) foreign.set(row, this.#index.link(row));
      else {
        this.#targets.set(row, target);
        late(row);
      }
    }
    // A link to one of these was added before its inode was known.
    for (const [row, target] of this.#targets) this.#targets.set(row, this.#targets.get(target) ?? target);
    return foreign;
  }

  /** Row of each inode with several names -> the row of the name that came last. */
  lastNames(): Map<number, number> {
    const last = new Map<number, number>();
    for (const [row, inode] of this.#targets) last.set(inode, Math.max(row, inode, last.get(inode) ?? 0));
    return last;
  }

  /**
   * Where a chain of links ends that starts with one before its target: at an inode, at a link whose target is not in
   * this layer, or never. What is found is kept in `ends` for the whole chain, so that n links are not walked n times.
   */
  #endOf(start: number, later: ReadonlyMap<number, number>, ends: Map<number, number>): number {
    const chain = new Set<number>();
    let row = start;
    let end = ends.get(row);
    while (end === undefined) {
      const target = later.get(row) ?? this.#targets.get(row);
      if (target === undefined || target === NONE) end = row;
      else if (chain.has(row)) end = NONE;
      else {
        chain.add(row);
        row = target;
        end = ends.get(row);
      }
    }
    for (const each of chain) ends.set(each, end);
    return end;
  }

  /** The row of this layer's non-directory at that path as things stand. The last name is not followed. */
  #find(path: Uint8Array): number {
    const pending = withoutParents(components(path)).path.reverse();
    let node = ROOT;
    let links = 0;
    for (let next = pending.pop(); next; next = pending.pop()) {
      if (isParent(next)) {
        node = Math.max(ROOT, this.#tree.parent(node));
        continue;
      }
      const child = this.#tree.find(node, next.bytes, next.start, next.end);
      const slot = child < 0 ? NONE : this.#edit.knownSlot(child);
      if (slot === NONE) return NONE;
      const content = contentOf(this.#edit.flags[slot]!);
      if (pending.length === 0) return content >= Content.symlink ? this.#edit.entries[slot]! : NONE;
      if (content !== Content.symlink) {
        node = child;
        continue;
      }
      const via = this.#index.link(this.#edit.entries[slot]!);
      if (!isFollowed(via, links)) return NONE;
      links += 1;
      pending.push(...components(via).reverse());
      if (isAbsolute(via)) node = ROOT;
    }
    return NONE;
  }
}
