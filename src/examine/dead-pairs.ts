import type { Cause, DeadCopy } from '../analysis/waste.ts';
import type { AnalyzeDocument } from '../report/documents/analyze.ts';
import type { PathTable } from '../union/path-table.ts';
import { pathAt } from '../union/row-path.ts';
import type { Opened } from './opened.ts';

type Pair = NonNullable<AnalyzeDocument['dead']>['pairs'][number];

interface Group {
  readonly createdIn: number;
  readonly hiddenBy: number;
  readonly cause: Cause;
  bytes: number;
  readonly rows: Set<number>;
}

/** Dead bytes by who wrote them, who hid them and why: largest first, ties by layers. */
export function deadPairs({ image }: Opened, copies: readonly DeadCopy[]): Pair[] {
  const groups = new Map<string, Group>();
  for (const { row, layer, hiddenBy, bytes, cause } of copies) {
    const key = `${layer} ${hiddenBy} ${cause}`;
    const group = groups.get(key) ?? { createdIn: layer, hiddenBy, cause, bytes: 0, rows: new Set() };
    groups.set(key, group);
    group.bytes += bytes;
    group.rows.add(row);
  }
  return [...groups.values()]
    .sort((a, b) => b.bytes - a.bytes || a.createdIn - b.createdIn || a.hiddenBy - b.hiddenBy)
    .map((group) => {
      const { createdIn, hiddenBy, cause, bytes, rows } = group;
      return { createdIn, hiddenBy, cause, bytes, paths: rows.size, advice: adviceFor(image.paths, group) };
    });
}

function adviceFor(paths: PathTable, { createdIn, hiddenBy, cause, rows }: Group): string {
  const where = commonPath(paths, rows);
  switch (cause) {
    case 'deleted':
      return `delete ${where} in the step that writes it (layer ${createdIn}): what a layer stores, no later layer takes out`;
    case 'rewritten':
      return `set mode, owner and time of ${where} in the step that writes it (COPY --chown --chmod), not in layer ${hiddenBy}`;
    case 'overwritten':
      return `write ${where} once: join layers ${createdIn} and ${hiddenBy}, or leave it out of layer ${createdIn}`;
    case 'hidden':
      return `do not fill ${where} in layer ${createdIn}: layer ${hiddenBy} replaces what it lies in`;
    case 'duplicateEntry':
      return `the tar of layer ${createdIn} stores ${where} more than once: rebuild it with another tool`;
  }
}

/** The path if there is one, else the directory all of them lie in. */
function commonPath(paths: PathTable, rows: ReadonlySet<number>): string {
  let [common] = rows;
  for (const row of rows) while (!(row >= common! && row < paths.ends[common!]!)) common = paths.parents[common!]!;
  const { path } = pathAt(paths, common!);
  if (rows.size === 1) return path;
  return path === '/' ? 'these files' : `${path}/*`;
}
