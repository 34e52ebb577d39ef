import { printable } from '../../base/text.ts';
import type { LsDocument } from '../documents/ls.ts';
import { longLines } from './ls-long.ts';
import { treeLines } from './ls-tree.ts';
import type { TextStyle } from './style.ts';

/** How `ls` lists: `tree` wins over `long`. */
export interface LsStyle extends TextStyle {
  readonly long: boolean;
  readonly tree: boolean;
}

/**
 * What `ls` says. Paths are absolute, so a line can be given to `cat`, `log` and `extract` as it is; nothing is cut, and
 * no list is held.
 */
export function lsText(document: LsDocument, style: LsStyle): Generator<string> {
  if (style.tree) return treeLines(document, style);
  return style.long ? longLines(document, style) : pathLines(document);
}

/** One path a line, behind its hash where there is one: as `sha256sum` writes it and checks it. */
function* pathLines({ entries }: LsDocument): Generator<string> {
  for (const { path, sha256 } of entries) yield `${sha256 ? `${sha256}  ` : ''}${printable(path)}\n`;
}
