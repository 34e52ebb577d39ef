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
const ANYTHING = /^/;
const LOOSE = new uFuzzy({ ...SCRIPTS, intraChars: '.', intraIns: Infinity });

/** Rows that were found, in tree order, and the best of them. */
export interface Hits {
  readonly rows: readonly number[];
  readonly best: number | null;
  /** Whether no path has the words as they were typed. */
  readonly isLoose?: boolean;
}

/** What was found for another text. */
export interface FoundBefore {
  readonly text: string;
  readonly hits: Hits;
}

/** The paths of all rows, as text to search in. Yields now and then. */
export function* allPaths(table: PathTable): Generator<void, string[]> {
  const cursor = new PathCursor(table);
  const paths = ['/'];
  for (let row = 1; row < table.rows; row += 1) {
    if (row % ROWS_PER_STEP === 0) yield;
    const { path } = cursor.at(row);
    // Strings that were put together lie in pieces until someone reads them: now, and not at the first key.
    ANYTHING.test(path);
    paths.push(path);
  }
  return paths;
}

/** Paths that hold the words typed, or at least their letters. What was found for the text without its end is enough to look in. */
export function findFuzzily(paths: readonly string[], needle: string, before?: FoundBefore): Hits {
  const haystack = paths as string[];
  // A text without a letter finds nothing, and all that comes after it may find something.
  const among = before && before.hits.rows.length > 0 && isLonger(needle, before.text) ? before.hits : undefined;
  const find = (fuzzy: uFuzzy): number[] => fuzzy.filter(haystack, needle, among?.rows as number[] | undefined) ?? [];
  const strict = among?.isLoose ? [] : find(STRICT);
  const isLoose = strict.length === 0;
  // What no path has as it was typed was not looked for among loose hits before.
  const loosely = (): number[] => (among?.isLoose ? find(LOOSE) : (LOOSE.filter(haystack, needle) ?? []));
  const rows = isLoose ? loosely() : strict;
  const fuzzy = isLoose ? LOOSE : STRICT;
  if (rows.length === 0 || rows.length > MAX_RANKED) return { rows, best: rows[0] ?? null, isLoose };
  const info = fuzzy.info(rows, haystack, needle);
  const [first] = fuzzy.sort(info, haystack, needle);
  return { rows, best: first === undefined ? rows[0]! : info.idx[first]!, isLoose };
}

/** A text that goes on where another ended wants more of the same paths, unless it has a word that must not be there. */
function isLonger(text: string, before: string): boolean {
  return text.startsWith(before) && !/"|(?:^|\s)-/.test(text);
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

/** Those of the hits that are shown: how many, the best, and all of them marked with what they lie in. */
export interface Matching {
  readonly marks: Uint8Array;
  readonly count: number;
  readonly best: number | null;
}

/** Marks the hits that are shown. */
export function matchingRows({ rows: all, parents }: PathTable, { rows, best }: Hits, shown: Uint8Array): Matching {
  const marks = new Uint8Array(all);
  marks[0] = 1;
  let count = 0;
  let first: number | null = null;
  for (let i = 0; i < rows.length; i += 1) {
    const row = rows[i]!;
    if (shown[row] !== 1) continue;
    count += 1;
    first ??= row;
    for (let at = row; at > 0 && marks[at] === 0; at = parents[at]!) marks[at] = 1;
  }
  return { marks, count, best: best !== null && shown[best] === 1 ? best : first };
}
