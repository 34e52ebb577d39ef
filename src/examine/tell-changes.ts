import { inSlices } from '../base/slices.ts';
import type { ImagePair } from '../image/body-pairs.ts';
import { type Difference, findRenames, MAX_RENAME_CANDIDATES } from '../image/renames.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Limits } from '../model/limits.ts';
import type { DiffSummary } from '../report/documents/diff.ts';
import type { Change, RowFilter } from '../union/changes.ts';
import type { Sides } from '../union/sides.ts';
import { summarySteps } from './diff-summary.ts';

/** Changes as they are told. */
export interface Told {
  readonly changes: readonly Difference[];
  readonly summary: DiffSummary;
  /** There was too much to look for renames. */
  readonly isCut: boolean;
}

export const MANY_RENAMES: Diagnostic = {
  code: 'renames-cut',
  message: `more than ${MAX_RENAME_CANDIDATES} files could have been renamed: renames were not looked for`,
};

/** Looks for renames where they are asked for, and counts. */
export async function tellChanges(
  images: ImagePair,
  sides: Sides,
  changes: readonly Change[],
  {
    renames,
    filter,
    limits,
  }: { readonly renames: boolean; readonly filter: RowFilter | undefined; readonly limits: Limits },
): Promise<Told> {
  const renamed = renames ? await findRenames(images, sides, changes, { limits, filter }) : changes;
  const told = renamed ?? changes;
  return { changes: told, summary: await inSlices(summarySteps(sides, told, filter)), isCut: renamed === undefined };
}
