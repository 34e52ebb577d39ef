import { roomFor } from '../base/columns.ts';
import { holdsParent, saysSomething } from '../base/path.ts';
import { Content, contentOf } from './event.ts';
import { MAX_DEPTH } from './kernel-limits.ts';
import type { LayerEdit } from './layer-edit.ts';
import { type PathTree, ROOT } from './path-tree.ts';

const SLASH = 0x2f;

/** The directories that led to the last entry, as its name spelled them: the next entry mostly lies in one of them. */
export class Trail {
  readonly #tree: PathTree;
  readonly #edit: LayerEdit;
  readonly #imply: (slot: number, node: number, row: number) => void;
  #path = new Uint8Array();
  /** Behind each directory's slash, and the node it led to; the root comes first. */
  readonly #ends: number[] = [0];
  readonly #nodes: number[] = [ROOT];

  /** `imply` makes a directory of which the layer has said nothing yet. */
  constructor(tree: PathTree, edit: LayerEdit, imply: (slot: number, node: number, row: number) => void) {
    this.#tree = tree;
    this.#edit = edit;
    this.#imply = imply;
  }

  /** Where the trail leads now. */
  get node(): number {
    return this.#nodes.at(-1)!;
  }

  /**
   * Goes to the directory `name[0, end)`, from where the last name led the same way. Gives up, with the trail anywhere,
   * where that is not a matter of names: at `..`, a symlink, a file in the way, too deep a path.
   */
  follow(name: Uint8Array, end: number, row: number): boolean {
    const start = this.#share(name, end);
    if (end > MAX_DEPTH || holdsParent(name, start, end)) return false;
    for (let at = start; at < end;) {
      const step = { bytes: name, start: at, end: name.indexOf(SLASH, at) };
      at = step.end + 1;
      let { node } = this;
      if (saysSomething(step)) {
        node = this.#tree.child(node, name, step.start, step.end);
        const slot = this.#edit.slot(node);
        const content = contentOf(this.#edit.flags[slot]!);
        if (content >= Content.symlink) return false;
        if (content === Content.none) this.#imply(slot, node, row);
      }
      this.#push(name, at, node);
    }
    return true;
  }

  /** Begins a trail at the directory `name[0, end)`, which is `node`. */
  start(name: Uint8Array, end: number, node: number): void {
    this.forget();
    this.#push(name, end, node);
  }

  /** Begins again at the root: a directory of the trail may have become something else. */
  forget(): void {
    this.#ends.length = 1;
    this.#nodes.length = 1;
  }

  /** Goes back to what `name[0, end)` begins with, too. Gives where the rest of it starts. */
  #share(name: Uint8Array, end: number): number {
    const path = this.#path;
    const limit = Math.min(end, this.#ends.at(-1)!);
    let common = 0;
    while (common < limit && path[common] === name[common]) common += 1;
    while (this.#ends.at(-1)! > common) {
      this.#ends.pop();
      this.#nodes.pop();
    }
    return this.#ends.at(-1)!;
  }

  #push(name: Uint8Array, end: number, node: number): void {
    this.#path = roomFor(this.#path, end);
    for (let at = this.#ends.at(-1)!; at < end; at += 1) this.#path[at] = name[at]!;
    this.#ends.push(end);
    this.#nodes.push(node);
  }
}
