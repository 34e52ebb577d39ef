import { formatBytes, formatCount, plural, printable } from '../../../base/text.ts';
import { displayWidth, wrapTo } from '../../../base/width.ts';
import { instructionText } from '../../../report/text/instruction.ts';
import { type Area, type Row, span } from '../../rows.ts';
import { sumsOf } from '../../sums.ts';
import { madeText } from '../made-text.ts';
import type { Around } from '../screen.ts';
import type { LayersState } from './state.ts';
import { chosenLayer, listedSteps } from './steps.ts';

/** Of a command that has no room so many lines are shown all the same. */
const LEAST_COMMAND_LINES = 2;

/** What the chosen layer is, and the image in sums. What a long command leaves no room for is cut to a line each. */
export function detailRows(own: LayersState, around: Around, { columns, rows }: Area): Row[] {
  const { subject } = around;
  const layer = chosenLayer(own, subject);
  const step = listedSteps(subject, own.showsEmpty)[own.steps.cursor];
  const lines = (text: string, tone: 'dim' | 'error' | 'title'): Row[] =>
    wrapTo(printable(text), columns).map((line) => [span(line, tone)]);
  const facts = madeText(step?.history ?? {});
  const claimed = subject.manifest.layers[layer];
  const digest = step?.layer === null ? undefined : (claimed?.diffId ?? claimed?.digest);
  const about = [
    ...(subject.failure === null ? [] : lines(subject.failure, 'error')),
    ...(step?.layer === null ? lines(`made no layer: stands on layer ${layer}`, 'dim') : countRows(own, layer)),
    ...adviceRows(around, layer, columns),
  ];
  const least = [facts, digest ?? ''].filter((text) => text !== '');
  const inFull = [...about, ...least.flatMap((text) => lines(text, 'dim')), [], ...totalRows(around, columns)];
  const command = lines(instructionText(step?.instruction ?? ''), 'title');
  const isTight = inFull.length + command.length > rows;
  const inShort = [
    ...about,
    ...least.map((text): Row => [span(printable(text), 'dim')]),
    ...totalRows(around, columns),
  ];
  const below = isTight ? inShort : inFull;
  return [...cutAt(command, Math.max(LEAST_COMMAND_LINES, rows - below.length)), ...below];
}

function cutAt(rows: readonly Row[], count: number): readonly Row[] {
  return rows.length <= count ? rows : [...rows.slice(0, count - 1), [span('…', 'dim')]];
}

function countRows({ scene }: LayersState, layer: number): Row[] {
  if (!scene || scene.shot.layer !== layer || scene.shot.mode === 'range') return [];
  const { A, C, D } = scene.counts;
  const entries = scene.table.layers[layer]!.rows;
  return [
    [
      span(`${plural(entries, 'entry', 'entries')}: `),
      span(`${formatCount(A)} A `, 'added'),
      span(`${formatCount(C)} C `, 'changed'),
      span(`${formatCount(D)} D`, 'deleted'),
    ],
  ];
}

/** What of the layer is dead, and what to do about the most of it. */
function adviceRows({ subject: { dead } }: Around, layer: number, columns: number): Row[] {
  const bytes = dead?.ofLayer[layer] ?? 0;
  const pair = dead?.pairs.find(({ createdIn }) => createdIn === layer);
  if (bytes === 0 || !pair) return [];
  const told = `${formatBytes(bytes)} are dead: most were ${pair.cause} by layer ${pair.hiddenBy}`;
  const inTone = (text: string, tone: 'dead' | 'plain'): Row[] =>
    wrapTo(text, columns).map((line) => [span(line, tone)]);
  return [...inTone(told, 'dead'), ...inTone(`-> ${printable(pair.advice)}`, 'plain')];
}

function totalRows({ subject }: Around, columns: number): Row[] {
  const { loaded, stacked, manifest } = subject;
  if (!loaded) return [];
  const { storedBytes, deadBytes } = sumsOf(subject, loaded);
  const image = loaded.isWhole ? 'image' : `${stacked} of ${manifest.layers.length} layers`;
  const efficiency = storedBytes === 0 ? 1 : (storedBytes - (deadBytes ?? 0)) / storedBytes;
  const known = deadBytes === null ? [] : [`dead ${formatBytes(deadBytes)}`, `efficiency ${efficiency.toFixed(2)}`];
  const lines: string[] = [];
  for (const part of [`${image}: stored ${formatBytes(storedBytes)}`, ...known]) {
    const joined = `${lines.at(-1)}, ${part}`;
    if (lines.length > 0 && displayWidth(joined) <= columns) lines.splice(-1, 1, joined);
    else lines.push(part);
  }
  return lines.map((line) => [span(line, 'dim')]);
}
