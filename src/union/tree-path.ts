import { concatBytes } from '../base/bytes.ts';
import { printableBytes } from '../base/text.ts';
import { type PathTree, ROOT } from './path-tree.ts';

const SLASH = Uint8Array.of(0x2f);

/** The absolute path of `node` as bytes; the root is `/`. */
export function pathBytesOf(tree: PathTree, node: number): Uint8Array {
  if (node === ROOT) return SLASH;
  const parts: Uint8Array[] = [];
  for (let at = node; at !== ROOT; at = tree.parent(at)) parts.push(tree.name(at), SLASH);
  return concatBytes(parts.reverse());
}

/** The same for people: what is not printable is escaped. */
export function pathOf(tree: PathTree, node: number): string {
  return printableBytes(pathBytesOf(tree, node));
}
