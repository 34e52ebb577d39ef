import picomatch from 'picomatch';
import type { RowFilter } from '../union/changes.ts';
import type { PathTable } from '../union/path-table.ts';
import { type PathText, PathTexts } from '../union/row-path.ts';
import type { Sides } from '../union/sides.ts';
import { NOTHING, type View } from '../union/view.ts';

type Rows = Pick<Sides, 'rows' | 'parents'>;

/** Leaves out what matches a glob, and all below it: one without `/` matches base names, else the whole path. */
export function withoutIgnored(
  { rows, parents }: Rows,
  globs: readonly string[],
  pathAt: (row: number) => PathText,
): RowFilter | undefined {
  if (globs.length === 0) return undefined;
  const isIgnored = matcherOf(globs);
  const filter = new Uint8Array(rows).fill(1);
  for (let row = 1; row < rows; row += 1) {
    if (filter[parents[row]!] === 0 || isIgnored(pathAt(row).path)) filter[row] = 0;
  }
  return filter;
}

/** The view without what matches a glob, and all below it. */
export function unignored(paths: PathTable, view: View, globs: readonly string[] = []): View {
  const texts = new PathTexts(paths);
  const filter = withoutIgnored(paths, globs, (row) => texts.at(row));
  return filter ? view.map((event, row) => (filter[row] === 0 ? NOTHING : event)) : view;
}

/** Leaves out what is on both sides as it was at `base`; what `filter` leaves out stays out. */
export function onlyTouched({ rows, before, after }: Sides, base: Sides, filter?: RowFilter): RowFilter {
  const touched = filter ?? new Uint8Array(rows).fill(1);
  for (let row = 1; row < rows; row += 1) {
    if (before[row] === base.before[row] && after[row] === base.after[row]) touched[row] = 0;
  }
  return touched;
}

function matcherOf(globs: readonly string[]): (path: string) => boolean {
  const matchers = globs.map((glob) => {
    const matches = picomatch(glob, { dot: true, flags: 's' });
    return glob.includes('/') ? matches : (path: string) => matches(path.slice(path.lastIndexOf('/') + 1));
  });
  return (path) => matchers.some((matches) => matches(path));
}
