import { randomInt } from 'node:crypto';
import { roomFor } from '../base/columns.ts';
import { VarveError } from '../model/error.ts';

export const ROOT = 0;

const FIRST_BUCKETS = 1024;

/**
 * All distinct paths of an image as numbered nodes: a node is a name below a parent node, the root is 0, a parent's
 * number is lower than its children's. Names are bytes; equal bytes below one parent are one node.
 */
export class PathTree {
  #nodes = 1;
  #parents = Int32Array.of(-1);
  #hashes = new Uint32Array(1);
  #heap = new Uint8Array();
  #heapBytes = 0;
  #nameEnds = new Uint32Array(1);
  /** Open addressing: node numbers, 0 where free (the root is nobody's child). */
  #buckets = new Int32Array(FIRST_BUCKETS);
  /** Differs from run to run, so that no archive can be made whose names all fall into one bucket. */
  #seed = randomInt(2 ** 32);
  readonly #maxNodes: number;

  /** @param maxNodes how many paths are taken before `child` throws `LIMIT` */
  constructor(maxNodes: number) {
    this.#maxNodes = maxNodes;
  }

  /** A tree of the first `nodes` nodes with the same numbers, which grows on its own. */
  lowest(nodes: number, maxNodes: number): PathTree {
    const tree = new PathTree(maxNodes);
    tree.#nodes = nodes;
    tree.#seed = this.#seed;
    tree.#parents = this.#parents.slice(0, nodes);
    tree.#hashes = this.#hashes.slice(0, nodes);
    tree.#nameEnds = this.#nameEnds.slice(0, nodes);
    tree.#heapBytes = this.#nameEnds[nodes - 1]!;
    tree.#heap = this.#heap.slice(0, tree.#heapBytes);
    tree.#rehash(this.#buckets.length);
    return tree;
  }

  get nodes(): number {
    return this.#nodes;
  }

  parent(node: number): number {
    return this.#parents[node]!;
  }

  /** The last component of the node's path. A view, not a copy. */
  name(node: number): Uint8Array {
    return this.#heap.subarray(this.#nameStart(node), this.#nameEnds[node]);
  }

  /** Orders the name of a node and that of a node of another tree by their bytes. */
  compareNames(node: number, other: PathTree, otherNode: number): number {
    const [start, end] = [this.#nameStart(node), this.#nameEnds[node]!];
    const [from, to] = [other.#nameStart(otherNode), other.#nameEnds[otherNode]!];
    const shared = Math.min(end - start, to - from);
    for (let i = 0; i < shared; i += 1) {
      const difference = this.#heap[start + i]! - other.#heap[from + i]!;
      if (difference !== 0) return difference;
    }
    return end - start - (to - from);
  }

  /** The number that sorts names by their first six bytes; equal numbers say nothing. */
  sortKey(node: number): number {
    const start = this.#nameStart(node);
    const end = Math.min(this.#nameEnds[node]!, start + 6);
    let key = 0;
    for (let at = start; at < start + 6; at += 1) key = key * 256 + (at < end ? this.#heap[at]! : 0);
    return key;
  }

  /** The child of `parent` named by `bytes[start, end)`, or -1. */
  find(parent: number, bytes: Uint8Array, start = 0, end = bytes.length): number {
    const found = this.#buckets[this.#bucketOf(this.#hash(parent, bytes, start, end), parent, bytes, start, end)]!;
    return found === 0 ? -1 : found;
  }

  /** The same child, made when it is not there. @throws VarveError `LIMIT` */
  child(parent: number, bytes: Uint8Array, start = 0, end = bytes.length): number {
    const hash = this.#hash(parent, bytes, start, end);
    const bucket = this.#bucketOf(hash, parent, bytes, start, end);
    return this.#buckets[bucket]! || this.#add(bucket, hash, parent, bytes.subarray(start, end));
  }

  #nameStart(node: number): number {
    return node === ROOT ? 0 : this.#nameEnds[node - 1]!;
  }

  #add(bucket: number, hash: number, parent: number, name: Uint8Array): number {
    const node = this.#nodes;
    const heapBytes = this.#heapBytes + name.length;
    if (node > this.#maxNodes || heapBytes >= 2 ** 32) {
      throw new VarveError('LIMIT', `the image has more than ${this.#maxNodes} paths`, {
        hint: 'Raise the limit with --max-entries.',
      });
    }
    if (node >= this.#parents.length) this.#reserve(node + 1);
    if (heapBytes > this.#heap.length) this.#heap = roomFor(this.#heap, heapBytes);
    this.#heap.set(name, this.#heapBytes);
    this.#heapBytes = heapBytes;
    this.#parents[node] = parent;
    this.#hashes[node] = hash;
    this.#nameEnds[node] = heapBytes;
    this.#buckets[bucket] = node;
    this.#nodes += 1;
    if (this.#nodes * 2 > this.#buckets.length) this.#rehash(this.#buckets.length * 2);
    return node;
  }

  #reserve(nodes: number): void {
    this.#parents = roomFor(this.#parents, nodes);
    this.#hashes = roomFor(this.#hashes, nodes);
    this.#nameEnds = roomFor(this.#nameEnds, nodes);
  }

  #rehash(size: number): void {
    const buckets = new Int32Array(size);
    const mask = size - 1;
    for (let node = 1; node < this.#nodes; node += 1) {
      let at = this.#hashes[node]! & mask;
      while (buckets[at] !== 0) at = (at + 1) & mask;
      buckets[at] = node;
    }
    this.#buckets = buckets;
  }

  /** The bucket that holds this child, or the free one where it belongs. */
  #bucketOf(hash: number, parent: number, bytes: Uint8Array, start: number, end: number): number {
    const mask = this.#buckets.length - 1;
    for (let at = hash & mask; ; at = (at + 1) & mask) {
      const node = this.#buckets[at]!;
      if (node === 0) return at;
      if (this.#hashes[node] === hash && this.#parents[node] === parent && this.#isNamed(node, bytes, start, end))
        return at;
    }
  }

  #isNamed(node: number, bytes: Uint8Array, start: number, end: number): boolean {
    const from = this.#nameStart(node);
    if (this.#nameEnds[node]! - from !== end - start) return false;
    for (let i = 0; i < end - start; i += 1) if (this.#heap[from + i] !== bytes[start + i]) return false;
    return true;
  }

  /** FNV-1a over the seed, the parent and the name, its bits mixed once more. Unsigned. */
  #hash(parent: number, bytes: Uint8Array, start: number, end: number): number {
    let hash = Math.imul(this.#seed ^ parent, 0x9e3779b1);
    for (let at = start; at < end; at += 1) hash = Math.imul(hash ^ bytes[at]!, 0x01000193);
    hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
    return (hash ^ (hash >>> 13)) >>> 0;
  }
}
