import { inSlices } from '../base/slices.ts';
import { type PackageChange, packageChanges } from '../analysis/compare/package-changes.ts';
import { mayTellPackages } from '../analysis/packages/candidates.ts';
import { findPackages } from '../analysis/packages/find-packages.ts';
import { type Difference, goneRows } from '../image/renames.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { PathTable } from '../union/path-table.ts';
import type { Sides } from '../union/sides.ts';
import type { Two } from './aligned-layers.ts';
import type { Opened } from './opened.ts';

/** What differs in packages, and what was odd in the images they were looked for in. */
export interface ChangedPackages extends Two<readonly Diagnostic[]> {
  readonly changes: readonly PackageChange[];
}

const ROWS_PER_STEP = 2048;

/**
 * Which packages differ between two images. `files` is all that differs in their files: where nothing of it may tell of
 * packages, both have the same, and they are not looked for. @throws VarveError when a layer cannot be read
 */
export async function changedPackages(
  { a, b }: Two<Opened>,
  sides: Sides,
  files: readonly Difference[] | undefined,
): Promise<ChangedPackages> {
  if (files && !(await inSlices(mayConcernPackages(sides, files)))) return { changes: [], a: [], b: [] };
  const [one, other] = [await findPackages(a.image, a.limits), await findPackages(b.image, b.limits)];
  return { changes: packageChanges(one.packages, other.packages), a: one.diagnostics, b: other.diagnostics };
}

function* mayConcernPackages(sides: Sides, files: readonly Difference[]): Generator<void, boolean> {
  const { before, after } = sides.tables;
  let looked = 0;
  for (const change of files) {
    if (mayTell(before, change.before) || mayTell(after, change.after)) return true;
    looked += 1;
    if (looked % ROWS_PER_STEP === 0) yield;
  }
  for (const row of goneRows(sides, files)) {
    if (mayTell(before, sides.before[row]!)) return true;
    looked += 1;
    if (looked % ROWS_PER_STEP === 0) yield;
  }
  return false;
}

function mayTell(table: PathTable, event: number): boolean {
  return event >= 0 && mayTellPackages(table, table.eventRows[event]!);
}
