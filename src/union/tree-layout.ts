import { compareBytes } from '../base/bytes.ts';
import { type PathTree, ROOT } from './path-tree.ts';

const NODES_PER_STEP = 50_000;

/** The nodes of a tree as rows in tree order. */
export interface TreeLayout {
  readonly rows: number;
  readonly nodes: Int32Array;
  readonly rowOfNode: Int32Array;
  /** Row of the directory a row lies in, -1 for the root. */
  readonly parents: Int32Array;
  /** 0 for the root. */
  readonly depths: Int32Array;
  /** The row behind the last one of the subtree: `[row, ends[row])` is the row and all below it. */
  readonly ends: Int32Array;
}

/** Lays all nodes out in tree order. Yields now and then. */
export function* layOut(tree: PathTree): Generator<void, TreeLayout> {
  const rows = tree.nodes;
  const { children, starts } = yield* sortedChildren(tree);
  const [nodes, rowOfNode] = [new Int32Array(rows), new Int32Array(rows)];
  const [parents, depths, ends] = [new Int32Array(rows).fill(-1), new Int32Array(rows), new Int32Array(rows)];
  // The next child to visit of each directory on the way down: no recursion, names may be nested very deep.
  const next = starts.slice();
  let row = 0;
  for (let node = ROOT, at = 0; at >= 0;) {
    if (next[node]! < starts[node + 1]!) {
      const child = children[next[node]!]!;
      next[node]! += 1;
      row += 1;
      nodes[row] = child;
      rowOfNode[child] = row;
      parents[row] = at;
      depths[row] = depths[at]! + 1;
      node = child;
      at = row;
      if (row % NODES_PER_STEP === 0) yield;
    } else {
      ends[at] = row + 1;
      at = parents[at]!;
      node = at < 0 ? ROOT : nodes[at]!;
    }
  }
  return { rows, nodes, rowOfNode, parents, depths, ends };
}

/** The children of node `n` are `children[starts[n], starts[n + 1])`, in the order of their names' bytes. */
function* sortedChildren(tree: PathTree): Generator<void, { children: Int32Array; starts: Int32Array }> {
  const starts = new Int32Array(tree.nodes + 1);
  const keys = new Float64Array(tree.nodes);
  for (let node = 1; node < tree.nodes; node += 1) {
    starts[tree.parent(node) + 1]! += 1;
    keys[node] = tree.sortKey(node);
  }
  yield;
  for (let node = 0; node < tree.nodes; node += 1) starts[node + 1]! += starts[node]!;
  const children = new Int32Array(tree.nodes - 1);
  const next = starts.slice();
  for (let node = 1; node < tree.nodes; node += 1) {
    const parent = tree.parent(node);
    children[next[parent]!] = node;
    next[parent]! += 1;
  }
  yield;
  const order = (a: number, b: number): number => keys[a]! - keys[b]! || compareBytes(tree.name(a), tree.name(b));
  let sorted = 0;
  for (let node = 0; node < tree.nodes; node += 1) {
    const siblings = children.subarray(starts[node], starts[node + 1]);
    if (siblings.length > 1 && !isOrdered(siblings, order)) siblings.sort(order);
    sorted += siblings.length;
    if (sorted >= NODES_PER_STEP) {
      sorted = 0;
      yield;
    }
  }
  return { children, starts };
}

/** Most archives list a directory in order; asking first is much cheaper than sorting. */
function isOrdered(nodes: Int32Array, order: (a: number, b: number) => number): boolean {
  for (let i = 1; i < nodes.length; i += 1) if (order(nodes[i - 1]!, nodes[i]!) > 0) return false;
  return true;
}
