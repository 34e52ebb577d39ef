import { formatBytes, plural, printable } from '../../base/text.ts';
import { cutMiddle } from '../../base/width.ts';
import type { AnalyzeDocument } from '../documents/analyze.ts';
import { SIZE_COLUMNS, sizeColumn } from './size.ts';
import { columnsOf, type TextStyle, titleLines } from './style.ts';

type Duplicates = NonNullable<AnalyzeDocument['duplicates']>;
type Group = Duplicates['groups'] extends Iterable<infer T> ? T : never;

const WORST = 5;
const PATHS = 3;

/** Equal files of the image, those that cost most first. */
export function* duplicateLines({ duplicates }: AnalyzeDocument, style: TextStyle): Generator<string> {
  if (!duplicates) return;
  if (duplicates.bytes === 0) return yield* titleLines('No duplicates', style);
  yield* titleLines(`Duplicates, ${formatBytes(duplicates.bytes)} beyond the first copy`, style);
  let [place, shownBytes] = [0, 0];
  for (const group of duplicates.groups) {
    place += 1;
    if (place > WORST && !style.all) continue;
    shownBytes += costOf(group);
    yield* groupLines(group, style);
  }
  if (place > WORST && !style.all) {
    yield `${sizeColumn(duplicates.bytes - shownBytes)}  in ${plural(place - WORST, 'more group')} (--all)`;
  }
}

function costOf({ bytes, count }: Group): number {
  return bytes * (count - 1);
}

function* groupLines(group: Group, style: TextStyle): Generator<string> {
  const { bytes, count, paths } = group;
  const indent = ' '.repeat(SIZE_COLUMNS + 2);
  const shown = style.all || paths.length <= PATHS + 1 ? paths : paths.slice(0, PATHS);
  yield `${sizeColumn(costOf(group))}  ${count} files of ${formatBytes(bytes)}`;
  for (const path of shown) yield indent + cutMiddle(printable(path), columnsOf(style) - indent.length);
  if (shown.length < paths.length) yield `${indent}… and ${paths.length - shown.length} more (--all)`;
}
