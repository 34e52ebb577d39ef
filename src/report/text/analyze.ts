import type { AnalyzeDocument } from '../documents/analyze.ts';
import { closingLines } from './closing.ts';
import { deadPathLines, pairLines } from './dead.ts';
import { duplicateLines } from './duplicates.ts';
import { headerLines } from './header.ts';
import { largestDirectoryLines, largestFileLines } from './largest.ts';
import { layerLines } from './layer-table.ts';
import type { TextStyle } from './style.ts';
import { totalsLines } from './totals.ts';
import { baseLines, squashLines } from './what-if.ts';

type Section = (document: AnalyzeDocument, style: TextStyle) => Iterable<string>;

/** The answer, why it is so, what to do. */
const SECTIONS: readonly Section[] = [
  headerLines,
  squashLines,
  baseLines,
  totalsLines,
  layerLines,
  pairLines,
  deadPathLines,
  duplicateLines,
  largestFileLines,
  largestDirectoryLines,
  closingLines,
];

/** What `analyze` says, for people: sections with an empty line between them, empty ones left out. */
export function* analyzeText(document: AnalyzeDocument, style: TextStyle): Generator<string> {
  let separator = '';
  for (const section of SECTIONS) {
    let before = separator;
    for (const line of section(document, style)) {
      yield `${before}${line}\n`;
      before = '';
      separator = '\n';
    }
  }
}
