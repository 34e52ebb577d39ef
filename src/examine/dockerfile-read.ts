import { concatBytes } from '../base/bytes.ts';
import { openBody } from '../image/bodies.ts';
import type { Image } from '../image/image.ts';
import type { Limits } from '../model/limits.ts';
import { typedPath } from '../image/find-path.ts';
import { hasEntry } from '../union/path-table.ts';
import { factsOf, isFile, type NodeFacts } from '../union/node.ts';
import { followPath } from '../union/follow.ts';
import { pathAt } from '../union/row-path.ts';
import { viewAt } from '../union/view.ts';

const MAX_TEXT_BYTES = 4 * 2 ** 20;

/** An entry of a layer that is no directory. */
export interface OwnEntry {
  readonly path: string;
  readonly row: number;
  readonly facts: NodeFacts;
}

/** What a layer itself holds beside directories and markers, in tree order. */
export function ownEntries({ paths }: Image, layer: number): readonly OwnEntry[] {
  const entries: OwnEntry[] = [];
  for (const event of paths.eventsOf(layer)) {
    if (!hasEntry(paths, event)) continue;
    const row = paths.eventRows[event]!;
    const facts = factsOf(paths, event);
    if (facts.inode !== null) entries.push({ path: pathAt(paths, row).path, row, facts });
  }
  return entries;
}

/** The text of a file as it is after `layer`; `undefined` where there is none, or one that is no text of that size. */
export async function textAt(image: Image, path: string, layer: number, limits: Limits): Promise<string | undefined> {
  if (layer < 0) return undefined;
  const view = viewAt(image.paths, layer);
  const { outcome, row } = followPath(image.paths, view, typedPath(path), { followLast: true });
  if (outcome !== 'found' || view[row]! < 0) return undefined;
  return textOf(image, factsOf(image.paths, view[row]!), limits);
}

/** The text of a regular file; `undefined` for all else. */
export async function textOf(image: Image, { inode, size }: NodeFacts, limits: Limits): Promise<string | undefined> {
  if (!isFile(image.paths, inode) || size > MAX_TEXT_BYTES) return undefined;
  const chunks: Uint8Array[] = [];
  for await (const chunk of openBody(image, inode, limits)) chunks.push(chunk.slice());
  const bytes = Buffer.from(concatBytes(chunks));
  return bytes.includes(0) ? undefined : bytes.toString('utf8');
}
