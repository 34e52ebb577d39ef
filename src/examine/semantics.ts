import type { ConfigChange } from '../analysis/compare/config-changes.ts';
import { explainDifferences, type Semantics, wantsBody } from '../analysis/compare/semantic/explain.ts';
import type { FileDifference } from '../analysis/compare/semantic/file-difference.ts';
import { type NamedFile, readFingerprints } from '../analysis/compare/semantic/read-fingerprints.ts';
import type { Difference } from '../image/renames.ts';
import { factsOf, inodeOf } from '../union/node.ts';
import type { PathTable } from '../union/path-table.ts';
import type { SameContent } from '../union/reasons.ts';
import type { TablePair } from '../union/sides.ts';
import type { Two } from './aligned-layers.ts';
import { changeDocuments } from './change-documents.ts';
import type { Opened } from './opened.ts';

/** Why files differ, and whether it matters. @throws VarveError when a layer cannot be read */
export async function semanticsOf(
  { a, b }: Two<Opened>,
  changes: readonly Difference[],
  { config, same }: { readonly config: readonly ConfigChange[]; readonly same: SameContent },
): Promise<Semantics> {
  const tables = { before: a.image.paths, after: b.image.paths };
  const differences = differencesOf(tables, changes, same);
  const [before, after]: [NamedFile[], NamedFile[]] = [[], []];
  for (const [place, difference] of differences.entries()) {
    if (!wantsBody(difference)) continue;
    const change = changes[place]!;
    before.push(namedFile(difference, tables.before, change.before));
    after.push(namedFile(difference, tables.after, change.after));
  }
  return explainDifferences(differences, {
    config,
    before: await readFingerprints(a.image, before, a.limits),
    after: await readFingerprints(b.image, after, b.limits),
  });
}

function differencesOf(tables: TablePair, changes: readonly Difference[], same: SameContent): FileDifference[] {
  return Array.from(changeDocuments(tables, changes, same), (document, place) => {
    const { before, after } = changes[place]!;
    const { mode } = after < 0 ? factsOf(tables.before, before) : factsOf(tables.after, after);
    return { ...document, mode };
  });
}

function namedFile({ path, pathBytes }: FileDifference, table: PathTable, event: number): NamedFile {
  return { path, pathBytes, inode: inodeOf(table, event)! };
}
