import { roomFor } from '../../base/columns.ts';
import { plural, printable } from '../../base/text.ts';
import type { LsDocument, LsEntry } from '../documents/ls.ts';
import { sizeText, suffix } from './ls-parts.ts';
import { painted, type TextStyle } from './style.ts';

const SIZE_WIDTH = 9;

/** A line of the tree; `entry` is missing for a directory that only its children tell of. */
interface TreeNode {
  readonly depth: number;
  readonly name: string;
  readonly entry?: LsEntry;
}

/** What must be known before the first line can be drawn, one byte a node. */
interface Outline {
  /** 1 for nodes with a later sibling. */
  readonly hasNext: Uint8Array;
  /** The depth at which the tree starts to branch: all above is one path, and stands at the top. */
  readonly topDepth: number;
}

/** The entries as tree(1) draws them, with sizes; gone through twice, as the last of a directory is drawn differently. */
export function* treeLines({ entries }: LsDocument, style: TextStyle): Generator<string> {
  const { hasNext, topDepth } = outlineOf(entries);
  const top: string[] = [];
  const continues: boolean[] = [];
  let [directories, files, index] = [0, 0, 0];
  for (const node of nodesOf(entries)) {
    const isFirstBranch = index === top.length && node.depth === topDepth;
    if (isFirstBranch) yield `${' '.repeat(SIZE_WIDTH)}  ${painted(style, 'bold', `/${top.join('/')}`)}\n`;
    if (node.depth < topDepth) top.push(printable(node.name));
    else {
      continues.length = node.depth;
      continues[node.depth] = hasNext[index] === 1;
      yield `${nodeLine(node, continues.slice(topDepth), style)}\n`;
      if (node.entry === undefined || node.entry.type === 'dir') directories += 1;
      else files += 1;
    }
    index += 1;
  }
  if (index > 0) yield `\n${plural(directories, 'directory', 'directories')}, ${plural(files, 'file')}\n`;
}

function nodeLine({ name, entry }: TreeNode, continues: readonly boolean[], style: TextStyle): string {
  const stems = continues.slice(0, -1).map((goesOn) => (goesOn ? '│   ' : '    '));
  const branch = continues.at(-1) ? '├── ' : '└── ';
  const size = (entry ? sizeText(entry) : '').padStart(SIZE_WIDTH);
  return `${size}  ${painted(style, 'dim', stems.join('') + branch)}${printable(name)}${entry ? suffix(entry, style) : ''}`;
}

function outlineOf(entries: Iterable<LsEntry>): Outline {
  let hasNext = new Uint8Array(0);
  let topDepth = Infinity;
  let index = 0;
  /** The node that was met last on each depth of the path at hand. */
  const open: number[] = [];
  for (const { depth, entry } of nodesOf(entries)) {
    hasNext = roomFor(hasNext, index + 1);
    const isSibling = open.length > depth;
    if (isSibling) hasNext[open[depth]!] = 1;
    if (isSibling || entry) topDepth = Math.min(topDepth, depth);
    open.length = depth;
    open.push(index);
    index += 1;
  }
  return { hasNext, topDepth };
}

/** Each entry, and before it the directories it lies in that the entry before does not lie in, too. */
function* nodesOf(entries: Iterable<LsEntry>): Generator<TreeNode> {
  let trail: readonly string[] = [];
  for (const entry of entries) {
    const parts = entry.path.split('/').filter((part) => part !== '');
    let shared = 0;
    while (shared < parts.length - 1 && parts[shared] === trail[shared]) shared += 1;
    for (let depth = shared; depth < parts.length - 1; depth += 1) yield { depth, name: parts[depth]! };
    if (parts.length > 0) yield { depth: parts.length - 1, name: parts.at(-1)!, entry };
    trail = parts;
  }
}
