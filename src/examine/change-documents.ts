import { lazily } from '../base/lazy.ts';
import type { Difference } from '../image/renames.ts';
import type { DiffChange } from '../report/documents/diff.ts';
import { ENTRY_TYPES } from '../tar/entry.ts';
import { factsOf } from '../union/node.ts';
import { reasonsOf, type SameContent } from '../union/reasons.ts';
import { located, PathCursor, PathTexts, type PathText } from '../union/row-path.ts';
import type { TablePair } from '../union/sides.ts';

/** The documents of changes, made anew each time they are gone through. */
export function changeDocuments(
  tables: TablePair,
  changes: readonly Difference[],
  same: SameContent,
): Iterable<DiffChange> {
  return lazily(function* () {
    const paths = { before: new PathCursor(tables.before), after: new PathCursor(tables.after) };
    const sources = new PathTexts(tables.before);
    for (const change of changes) {
      const side = change.after < 0 ? 'before' : 'after';
      const text = paths[side].at(tables[side].eventRows[change[side]]!);
      const item = changeDocument(tables, change, text, same);
      yield change.letter === 'R' ? renamed(item, sources.at(tables.before.eventRows[change.before]!)) : item;
    }
  });
}

function changeDocument(tables: TablePair, change: Difference, text: PathText, same: SameContent): DiffChange {
  const before = change.before < 0 ? null : factsOf(tables.before, change.before);
  const after = change.after < 0 ? null : factsOf(tables.after, change.after);
  const item = {
    path: text.path,
    change: change.letter,
    type: ENTRY_TYPES[(after ?? before)!.type],
    sizeBefore: before?.size ?? null,
    sizeAfter: after?.size ?? null,
    reasons: reasonsOf(tables, change, change.letter === 'R' ? provenSame : same),
  };
  return located(item, text);
}

/** A rename is one because the content was found to be the same. */
function provenSame(): boolean {
  return true;
}

function renamed({ path, pathBytes, change, ...rest }: DiffChange, from: PathText): DiffChange {
  return {
    path,
    ...(pathBytes !== undefined && { pathBytes }),
    change,
    from: from.path,
    ...(from.pathBytes !== undefined && { fromBytes: from.pathBytes }),
    ...rest,
  };
}
