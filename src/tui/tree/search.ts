import uFuzzy from '@leeoniya/ufuzzy';
import picomatch from 'picomatch';
import type { PathTable } from '../../union/path-table.ts';
import { PathCursor } from '../../union/row-path.ts';

const ROWS_PER_STEP = 10_000;
/** Beyond this many hits none is better than another. */
const MAX_RANKED = 1000;

/** Letters of all scripts count as letters. */
const SCRIPTS = {
  unicode: true,
  interSplit: String.raw`[^\p{L}\d']+`,
  intraSplit: String.raw`\p{Ll}\p{Lu}`,
  intraBound: String.raw`\p{L}\d|\d\p{L}|\p{Ll}\p{Lu}`,
  intraContr: String.raw`'\p{L}{1,2}\b`,
};
/** Words stand in the path as they were typed, in their order; where no path has them so, their letters stand apart. */
const STRICT = new uFuzzy({ ...SCRIPTS, intraChars: String.raw`[\p{L}\d']` });
const LOOSE = new uFuzzy({ ...SCRIPTS, intraChars: '.', intraIns: Infinity });

/** Rows that were found, in tree order, and the best of them. */
export interface Hits {
  readonly rows: readonly number[];
  readonly best: number | null;
}

/** The paths of all rows, as text to search in. Yields now and then. */
export function* allPaths(table: PathTable): Generator<void, string[]> {
  const cursor = new PathCursor(table);
  const paths = ['/'];
  for (let row = 1; row < table.rows; row += 1) {
    if (row % ROWS_PER_STEP === 0) yield;
    paths.push(cursor.at(row).path);
  }
  return paths;
}

/** Paths that hold the words typed, or at least their letters. */
export function findFuzzily(paths: readonly string[], needle: string): Hits {
  const haystack = paths as string[];
  const strict = STRICT.filter(haystack, needle) ?? [];
  const [fuzzy, rows] = strict.length > 0 ? [STRICT, strict] : [LOOSE, LOOSE.filter(haystack, needle) ?? []];
  if (rows.length === 0 || rows.length > MAX_RANKED) return { rows, best: rows[0] ?? null };
  const info = fuzzy.info(rows, haystack, needle);
  const [first] = fuzzy.sort(info, haystack, needle);
  return { rows, best: first === undefined ? rows[0]! : info.idx[first]! };
}

/** Paths that match a glob: one without `/` is for base names. */
export function findByGlob(paths: readonly string[], glob: string): Hits {
  const matches = picomatch(glob, { dot: true, flags: 's' });
  const byPath = glob.includes('/');
  const rows: number[] = [];
  for (const [row, path] of paths.entries()) {
    if (row > 0 && matches(byPath ? path : path.slice(path.lastIndexOf('/') + 1))) rows.push(row);
  }
  return { rows, best: rows[0] ?? null };
}

/** Marks the hits and what they lie in. */
export function matchingRows(table: PathTable, { rows }: Hits): Uint8Array {
  const matching = new Uint8Array(table.rows);
  matching[0] = 1;
  for (const row of rows) for (let at = row; at > 0 && !matching[at]; at = table.parents[at]!) matching[at] = 1;
  return matching;
}
