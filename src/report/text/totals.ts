import { formatBytes, plural } from '../../base/text.ts';
import { padStart } from '../../base/width.ts';
import type { AnalyzeDocument } from '../documents/analyze.ts';
import { bar, track } from './bar.ts';
import { flow, type Part } from './flow.ts';
import { LABEL_COLUMNS, labelledLines } from './labelled.ts';
import { columnsOf, painted, type TextStyle } from './style.ts';

const MOST_CELLS = 26;
const LEAST_CELLS = 10;
const PART_GAP = 3;

/** How much is stored, how much of it is seen, how much is dead. */
export function totalsLines({ totals, dive }: AnalyzeDocument, style: TextStyle): string[] {
  const { layerBytes, visibleBytes, deadBytes, efficiency, entries, files } = totals;
  if (layerBytes === null || visibleBytes === null || deadBytes === null) return manifestLines(totals, style);
  const sizes = [layerBytes, visibleBytes, deadBytes].map(formatBytes);
  const width = Math.max(...sizes.map(({ length }) => length));
  const [stored, seen, dead] = sizes.map((size) => padStart(size, width)) as [string, string, string];
  const figures =
    efficiency === null ? '' : `efficiency ${ratio(efficiency)}${dive ? ` (dive: ${ratio(dive.efficiency)})` : ''}`;
  const counted = entries === null ? [] : [{ text: plural(entries, 'entry', 'entries') }];
  return [
    ...labelledLines('stored', [{ text: `${stored} in ${layersText(totals)}` }, ...counted], style),
    ...labelledLines('seen', [{ text: files === null ? seen : `${seen} in ${plural(files, 'file')}` }], style),
    ...labelledLines(
      'dead',
      [deadPart(dead, deadBytes / (layerBytes || 1), figures.length, style), { text: figures }],
      style,
    ),
  ];
}

function manifestLines(totals: AnalyzeDocument['totals'], style: TextStyle): string[] {
  const { compressedBytes } = totals;
  const layers = layersText(totals);
  const stored =
    compressedBytes === null ? `${layers} of unknown size` : `${formatBytes(compressedBytes)} in ${layers}`;
  const note: Part = { text: 'Only the manifest was read; files and dead bytes stand in the layers.' };
  return [...labelledLines('stored', [{ text: stored }], style), ...flow('  ', [note], columnsOf(style))];
}

function layersText({ layers, emptySteps }: AnalyzeDocument['totals']): string {
  const text = plural(layers, 'layer');
  return emptySteps === 0 ? text : `${text} (+ ${plural(emptySteps, 'empty step')})`;
}

/** The bar takes what the line leaves, as far as it needs it: the part fits on a line whatever that is. */
function deadPart(size: string, share: number, figuresWidth: number, style: TextStyle): Part {
  const middle = `  ${percent(share).padStart(4)}  `;
  const room = columnsOf(style) - LABEL_COLUMNS - size.length - middle.length;
  const beside = room - figuresWidth - PART_GAP;
  const cells = Math.min(MOST_CELLS, beside < LEAST_CELLS ? room : beside);
  const full = bar(share, cells);
  const empty = track(full, cells);
  const shownSize = share > 0 ? painted(style, 'dead', size) : size;
  const shownBar = painted(style, 'dead', full) + painted(style, 'dim', empty);
  return { text: size + middle + full + empty, paint: () => shownSize + middle + shownBar };
}

/** Not 0 or 100 unless it is just that. */
function percent(share: number): string {
  const whole = Math.round(share * 100);
  if (whole === 0 && share > 0) return '<1 %';
  return whole === 100 && share < 1 ? '99 %' : `${whole} %`;
}

/** Two decimals, and not 0 or 1 unless it is just that. */
function ratio(value: number): string {
  const text = value.toFixed(2);
  if (text === '1.00' && value < 1) return '0.99';
  return text === '0.00' && value > 0 ? '0.01' : text;
}
