import { printable } from '../../base/text.ts';
import { cutMiddle } from '../../base/width.ts';
import type { AnalyzeDocument } from '../documents/analyze.ts';
import { sizeColumn } from './size.ts';
import { columnsOf, type TextStyle, titleLines } from './style.ts';

type Sized = NonNullable<AnalyzeDocument['largest']>['files'][number];

const SHOWN = 5;

/** The largest files the image shows. */
export function largestFileLines({ largest, layers }: AnalyzeDocument, style: TextStyle): Iterable<string> {
  return sizedLines('Largest files', largest?.files ?? [], layers.length, style);
}

/** The largest directories, when more than the answer is asked for: they hold each other. */
export function largestDirectoryLines({ largest, layers }: AnalyzeDocument, style: TextStyle): Iterable<string> {
  if (!(style.all || style.verbose)) return [];
  return sizedLines('Largest directories', largest?.directories ?? [], layers.length, style);
}

function* sizedLines(title: string, list: readonly Sized[], layerCount: number, style: TextStyle): Generator<string> {
  if (list.length === 0) return;
  yield* titleLines(title, style);
  const digits = String(layerCount - 1).length;
  for (const { bytes, layer, path } of style.all ? list : list.slice(0, SHOWN)) {
    const before = `${sizeColumn(bytes)}  layer ${String(layer).padStart(digits)}  `;
    yield before + cutMiddle(printable(path), columnsOf(style) - before.length);
  }
}
