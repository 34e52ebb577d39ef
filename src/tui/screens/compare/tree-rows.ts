import { formatBytes, printable } from '../../../base/text.ts';
import { fit, type Row, span } from '../../rows.ts';
import type { Comparison } from './comparison.ts';
import { deltaText } from './delta.ts';
import { LETTER_TONES } from './letters.ts';
import { isFoldable, isUnfolded } from './listing.ts';
import { letterOf, nameOfRow, pathOfRow } from './row-text.ts';
import type { CompareState } from './state.ts';

const SIZE = 9;
const DELTA = 10;
/** Columns of the pane from which on there is room for both sizes. */
const BOTH_SIZES = 56;

/** How lines of the merged tree are drawn. */
interface TreeLook {
  readonly columns: number;
  readonly unicode: boolean;
}

/** One of the two images. */
interface SideLook extends TreeLook {
  readonly side: 'before' | 'after';
}

/** The line above the merged tree. */
export function treeHeading(columns: number): Row {
  const sizes = columns >= BOTH_SIZES ? ` ${'before'.padStart(SIZE)} ${'after'.padStart(SIZE)}` : '';
  return fit([span(`${sizes} ${'delta'.padStart(DELTA)}   path`, 'dim')], columns);
}

/** A line of the merged tree. */
export function treeRow(comparison: Comparison, own: CompareState, row: number, look: TreeLook): Row {
  const sizes =
    look.columns >= BOTH_SIZES ? [sizeText(comparison, row, 'before'), sizeText(comparison, row, 'after')] : [];
  return [
    span(sizes.map((size) => ` ${size}`).join('')),
    ...deltaSpans(comparison, row),
    ...nameSpans(comparison, own, row, look),
  ];
}

/** The line above one of the images. */
export function sideHeading(side: 'before' | 'after', columns: number): Row {
  const delta = side === 'after' ? ` ${'delta'.padStart(DELTA)}` : '';
  return fit([span(` ${'size'.padStart(SIZE)}${delta}   path`, 'dim')], columns);
}

/** A line of one of the images: nothing where it has no such path. */
export function sideRow(comparison: Comparison, own: CompareState, row: number, look: SideLook): Row {
  const isThere = row === 0 || comparison.sides[look.side][row]! >= 0;
  const size = span(` ${sizeText(comparison, row, look.side)}`);
  return [
    size,
    ...(look.side === 'after' ? deltaSpans(comparison, row) : []),
    ...(isThere ? nameSpans(comparison, own, row, look) : []),
  ];
}

function sizeText({ sides, before, after }: Comparison, row: number, side: 'before' | 'after'): string {
  const isThere = row === 0 || sides[side][row]! >= 0;
  return (isThere ? formatBytes((side === 'before' ? before : after)[row]!) : '').padStart(SIZE);
}

function deltaSpans({ before, after }: Comparison, row: number): Row {
  const [old, now] = [before[row]!, after[row]!];
  const tone = now > old ? 'added' : now < old ? 'deleted' : 'dim';
  return [span(` ${deltaText(old, now).padStart(DELTA)}`, tone)];
}

function nameSpans(comparison: Comparison, own: CompareState, row: number, { unicode }: TreeLook): Row {
  const letter = letterOf(comparison, row);
  const tone = LETTER_TONES[letter];
  const isFolder = row > 0 && isFoldable(comparison, own, row);
  const [open, closed] = unicode ? ['▾', '▸'] : ['-', '+'];
  const sign = row === 0 ? '' : isFolder ? `${isUnfolded(comparison, own.folds, row) ? open : closed} ` : '  ';
  return [
    { text: ` ${letter === '' ? ' ' : letter} `, tone, bold: true },
    span('  '.repeat(Math.max(0, comparison.sides.depths[row]! - 1)) + sign, 'dim'),
    { text: nameOfRow(comparison, row), tone, bold: isFolder },
    span(renameText(comparison, row, unicode), 'dim'),
  ];
}

function renameText(comparison: Comparison, row: number, unicode: boolean): string {
  const twin = comparison.renamed.get(row);
  if (twin === undefined) return '';
  const [from, to] = unicode ? ['←', '→'] : ['<-', '->'];
  return ` ${comparison.sides.after[row]! < 0 ? to : from} ${printable(pathOfRow(comparison, twin))}`;
}
