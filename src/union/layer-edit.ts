import { roomFor } from '../base/columns.ts';
import { Content, CONTENT_BITS, contentOf } from './event.ts';
import { type PathTree, ROOT } from './path-tree.ts';

/** An entry row that was placed at `node` and then lost its name there. */
export interface Displaced {
  readonly row: number;
  readonly node: number;
}

/**
 * What the layer being placed has said so far, path by path. A slot is this layer's state of one node; slots are
 * numbered in the order they are made, a parent before its children.
 */
export class LayerEdit {
  readonly #tree: PathTree;
  #stamp = 0;
  #stamps = new Int32Array();
  #slotOf = new Int32Array();
  #clock = 0;
  #hasWipes = false;
  slots = 0;
  nodes = new Int32Array();
  flags = new Uint8Array();
  entries = new Int32Array();
  /** When the slot was last set, and when all below it was last swept away, in the order of the tar. */
  #setAt = new Float64Array();
  #wipedAt = new Float64Array();
  displaced: Displaced[] = [];

  constructor(tree: PathTree) {
    this.#tree = tree;
  }

  /** Forgets the layer before. */
  begin(): void {
    this.#stamp += 1;
    this.#clock = 0;
    this.#hasWipes = false;
    this.slots = 0;
    this.displaced = [];
  }

  /** The node's slot, made when this layer has none; what an ancestor's replacement swept away is gone from it. */
  slot(node: number): number {
    if (node >= this.#stamps.length) {
      this.#stamps = roomFor(this.#stamps, this.#tree.nodes);
      this.#slotOf = roomFor(this.#slotOf, this.#tree.nodes);
    }
    if (this.#stamps[node] !== this.#stamp) return this.#make(node);
    const slot = this.#slotOf[node]!;
    if (this.#hasWipes && this.#isSwept(slot)) this.#reset(slot);
    return slot;
  }

  /** The node's slot if this layer said something of it that still holds, else -1. */
  knownSlot(node: number): number {
    if (this.#stamps[node] !== this.#stamp) return -1;
    const slot = this.#slotOf[node]!;
    return this.#hasWipes && this.#isSwept(slot) ? -1 : slot;
  }

  setContent(slot: number, content: Content, row: number): void {
    this.#displace(slot);
    this.flags[slot] = (this.flags[slot]! & ~CONTENT_BITS) | content;
    this.entries[slot] = row;
    this.#setAt[slot] = this.#clock += 1;
  }

  mark(slot: number, flag: number): void {
    this.flags[slot]! |= flag;
    if (contentOf(this.flags[slot]!) === Content.none) this.#setAt[slot] = this.#clock += 1;
  }

  unmark(slot: number, flag: number): void {
    this.flags[slot]! &= ~flag;
  }

  /** All that this layer put below the slot's path is gone. */
  wipeBelow(slot: number): void {
    this.#hasWipes = true;
    this.#wipedAt[slot] = this.#clock += 1;
  }

  /** What still holds, in the order the slots were made. Entries that lost their name join `displaced`. */
  settled(): { nodes: Int32Array; flags: Uint8Array; entries: Int32Array } {
    const [nodes, flags, entries] = [
      new Int32Array(this.slots),
      new Uint8Array(this.slots),
      new Int32Array(this.slots),
    ];
    let kept = 0;
    for (let slot = 0; slot < this.slots; slot += 1) {
      if (this.#hasWipes && this.#isSwept(slot)) this.#displace(slot);
      else if (this.flags[slot] !== 0) {
        nodes[kept] = this.nodes[slot]!;
        flags[kept] = this.flags[slot]!;
        entries[kept] = this.entries[slot]!;
        kept += 1;
      }
    }
    return { nodes: nodes.subarray(0, kept), flags: flags.subarray(0, kept), entries: entries.subarray(0, kept) };
  }

  #make(node: number): number {
    const slot = this.slots;
    this.slots += 1;
    if (slot >= this.nodes.length) this.#reserve(this.slots);
    this.#stamps[node] = this.#stamp;
    this.#slotOf[node] = slot;
    this.nodes[slot] = node;
    this.flags[slot] = 0;
    this.entries[slot] = -1;
    this.#setAt[slot] = this.#clock;
    this.#wipedAt[slot] = 0;
    return slot;
  }

  #reserve(slots: number): void {
    this.nodes = roomFor(this.nodes, slots);
    this.flags = roomFor(this.flags, slots);
    this.entries = roomFor(this.entries, slots);
    this.#setAt = roomFor(this.#setAt, slots);
    this.#wipedAt = roomFor(this.#wipedAt, slots);
  }

  #reset(slot: number): void {
    this.#displace(slot);
    this.flags[slot] = 0;
    this.entries[slot] = -1;
    this.#setAt[slot] = this.#clock;
    this.#wipedAt[slot] = 0;
  }

  #displace(slot: number): void {
    const row = this.entries[slot]!;
    if (row >= 0) this.displaced.push({ row, node: this.nodes[slot]! });
  }

  /** Replacing a directory by a file is rare in a layer, so asking each time costs less than keeping count. */
  #isSwept(slot: number): boolean {
    const setAt = this.#setAt[slot]!;
    for (let node = this.#tree.parent(this.nodes[slot]!); node > ROOT; node = this.#tree.parent(node)) {
      if (this.#stamps[node] === this.#stamp && this.#wipedAt[this.#slotOf[node]!]! > setAt) return true;
    }
    return false;
  }
}
