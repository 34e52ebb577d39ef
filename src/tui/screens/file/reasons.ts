import type { Opened } from '../../../examine/opened.ts';
import { compareBodies } from '../../../image/same-content.ts';
import { type Reason, pairsToCompare, reasonsOf } from '../../../union/reasons.ts';
import { bothOf } from '../../../union/sides.ts';
import { type View, viewAt } from '../../../union/view.ts';
import { storyOf } from '../../tree/story.ts';
import { rowNamed } from './versions.ts';

/** What differs in a version from the one before, by the layer that made it. */
export type Reasons = ReadonlyMap<number, readonly Reason[]>;

/** Finds it for all versions of a path; bodies of one size are compared. @throws VarveError */
export async function findReasons({ image, limits }: Opened, path: string): Promise<Reasons> {
  const table = image.paths;
  const row = rowNamed(table, path);
  if (row < 0) return new Map();
  const eventOf = (view: View): number => view[row]!;
  const changes = storyOf(table, row)
    .filter(({ letter }) => letter === 'C')
    .map(({ layer }) => ({
      layer,
      before: eventOf(viewAt(table, layer - 1)),
      after: eventOf(viewAt(table, layer)),
    }));
  const same = await compareBodies(image, pairsToCompare(bothOf(table), changes), limits);
  return new Map(changes.map((change) => [change.layer, reasonsOf(bothOf(table), change, same)]));
}
