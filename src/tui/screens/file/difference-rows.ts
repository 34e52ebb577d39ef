import { formatBytes, plural } from '../../../base/text.ts';
import { columnsFrom } from '../../../base/width.ts';
import type { Tone } from '../../frame.ts';
import { beside, fit, type Row, span } from '../../rows.ts';
import type { Around } from '../screen.ts';
import type { Difference, DifferenceLine, Gap, Pair } from './difference.ts';

const SIGNS = { same: ' ', deleted: '-', added: '+' } as const;
const TONES: Readonly<Record<DifferenceLine['kind'], Tone>> = { same: 'plain', deleted: 'deleted', added: 'added' };
const NUMBER = 5;

/** Which part of a difference is on the screen, and how. */
export interface DifferenceLook {
  /** `null` until it is made. */
  readonly difference: Difference | null;
  readonly isSideBySide: boolean;
  readonly top: number;
  /** Columns that are left of the screen. */
  readonly left: number;
}

/** The lines of a difference that are on the screen. */
export function differenceRows(look: DifferenceLook, around: Around, height: number): Row[] {
  const { difference, left, top, isSideBySide } = look;
  if (!difference) return [[], [span('  comparing ...', 'dim')]];
  if (difference.kind === 'bytes') return bytesRows(difference);
  if (!difference.unified.some(({ kind }) => kind === 'added' || kind === 'deleted')) {
    return [[], [span('  the content is the same', 'dim')]];
  }
  const { columns } = around.area;
  const [from, to] = [top, top + height];
  if (!isSideBySide) {
    return difference.unified.slice(from, to).map((line) => unifiedRow(line, left, columns));
  }
  const half = Math.floor(columns / 2);
  const pairs = difference.pairs.slice(from, to);
  const down = span(around.unicode ? '│' : '|', 'border');
  const olds = pairs.map((pair) => fit(sideRow(pair, 'left', left, half), half - 1));
  const news = pairs.map((pair): Row => [down, ...fit(sideRow(pair, 'right', left, half), columns - half)]);
  return beside(olds, news, half - 1);
}

function bytesRows({ sizes: [old, now], firstByte, isCut }: Extract<Difference, { kind: 'bytes' }>): Row[] {
  const where =
    firstByte !== null
      ? `the first byte that differs is ${firstByte} (${firstByte.toString(16)} hexadecimal)`
      : isCut
        ? 'what was read of them is the same'
        : 'the content is the same';
  return [[], [span(`  no text: ${formatBytes(old)} before, ${formatBytes(now)} after`)], [span(`  ${where}`)]];
}

function unifiedRow(line: DifferenceLine | Gap, left: number, columns: number): Row {
  if (line.kind === 'gap') return gapRow(line);
  return lineRow(line, line.after ?? line.before!, left, columns);
}

function sideRow(pair: Pair, side: 'left' | 'right', left: number, columns: number): Row {
  if (pair.kind === 'gap') return side === 'left' ? gapRow(pair) : [];
  const line = pair[side];
  if (!line) return [];
  return lineRow(line, (side === 'left' ? line.before : line.after)!, left, columns);
}

function lineRow({ kind, text }: DifferenceLine, number: number, left: number, columns: number): Row {
  return [
    span(`${String(number + 1).padStart(NUMBER)} `, 'dim'),
    { text: `${SIGNS[kind]} `, tone: TONES[kind], bold: true },
    span(columnsFrom(text, left, columns), TONES[kind]),
  ];
}

function gapRow({ lines }: Gap): Row {
  return [span(`${'…'.padStart(NUMBER)} ${plural(lines, 'line')} the same`, 'dim')];
}
