import { utf8 } from '../../../base/bytes.ts';
import { components, withoutParents } from '../../../base/path.ts';
import { printableBytes } from '../../../base/text.ts';
import { typedPath } from '../../../image/find-path.ts';
import { EntryType } from '../../../tar/entry.ts';
import { type Target, targetOf } from '../../../transfer/names.ts';
import { childRow, followPath } from '../../../union/follow.ts';
import { factsOf, type NodeFacts } from '../../../union/node.ts';
import type { PathTable } from '../../../union/path-table.ts';
import { pathAt } from '../../../union/row-path.ts';
import { type View, viewAt } from '../../../union/view.ts';
import type { StoryEvent } from '../../tree/story.ts';

/** What a path is in one version. */
export interface Shown {
  /** The layer at which it is there. */
  readonly layer: number;
  readonly facts: NodeFacts;
  /** What a hard link is a name of; `null` where that is nothing. */
  readonly target: Target | null;
  /** Where a symlink leads in that view. */
  readonly leadsTo: Destination | null;
}

/** Where a symlink leads. */
export interface Destination {
  readonly outcome: 'found' | 'missing' | 'loop';
  /** As it stands in the image: what is found, or how far one comes. */
  readonly path: string;
}

/** The row that a path names, its links not followed; -1 where no layer has it. */
export function rowNamed(table: PathTable, path: string): number {
  // A name may hold a backslash and an x of its own; then it is meant as it stands.
  for (const spelling of [utf8(`/${path}`), typedPath(path)]) {
    const parts = withoutParents(components(spelling)).path;
    const row = parts.reduce((at, part) => (at < 0 ? at : childRow(table, at, part)), 0);
    if (row > 0) return row;
  }
  return -1;
}

/** The place of the version that is there at a layer: not a deletion, if there is another. */
export function versionAt(versions: readonly StoryEvent[], layer: number): number {
  const last = versions.findLastIndex((version) => version.layer <= layer);
  return Math.max(0, versions[last]?.letter === 'D' ? last - 1 : last);
}

/** What the path is in a version; of a deletion, what was there before. */
export function shownOf(table: PathTable, row: number, { letter, layer: by }: StoryEvent): Shown {
  const layer = letter === 'D' ? by - 1 : by;
  const view = viewAt(table, layer);
  const facts = factsOf(table, view[row]!);
  const target = targetOf(table, facts);
  const isLink = target?.type === EntryType.symlink;
  return { layer, facts, target, leadsTo: isLink ? destinationOf(table, view, row, target.link) : null };
}

function destinationOf(table: PathTable, view: View, row: number, link: Uint8Array): Destination {
  const found = followPath(table, view, link, { start: table.parents[row]! });
  return { outcome: found.outcome, path: pathAt(table, found.row).path };
}

/** What a link says, printable. */
export function linkText({ link }: Target): string {
  return printableBytes(link);
}
