import { formatBytes, formatCount, printable } from '../../../base/text.ts';
import { wrapTo } from '../../../base/width.ts';
import { type Row, span } from '../../rows.ts';
import type { Around } from '../screen.ts';
import type { LayersState } from './state.ts';
import { chosenLayer, listedSteps } from './steps.ts';

const MAX_COMMAND_LINES = 8;

/** What the chosen layer is, and the image in sums. */
export function detailRows(own: LayersState, around: Around, columns: number): Row[] {
  const { subject } = around;
  const layer = chosenLayer(own, subject);
  const step = listedSteps(subject, own.showsEmpty)[own.steps.cursor];
  const claimed = subject.manifest.layers[layer];
  const history = step?.history;
  const command = wrapTo(printable(step?.instruction || '(the history does not tell)'), columns);
  const lines: Row[] = command.slice(0, MAX_COMMAND_LINES).map((line) => [span(line, 'title')]);
  if (command.length > MAX_COMMAND_LINES) lines.push([span('...', 'dim')]);
  const digest = claimed?.diffId ?? claimed?.digest;
  if (digest) lines.push([span(digest, 'dim')]);
  const facts = [history?.created, history?.author && `by ${history.author}`, history?.comment].filter(Boolean);
  if (facts.length > 0) lines.push([span(printable(facts.join('  ')), 'dim')]);
  return [...lines, ...countRows(own, layer), ...adviceRows(around, layer, columns), [], ...totalRows(around)];
}

function countRows({ scene }: LayersState, layer: number): Row[] {
  if (!scene || scene.shot.layer !== layer || scene.shot.mode === 'range') return [];
  const { A, C, D } = scene.counts;
  const entries = scene.table.layers[layer]!.rows;
  return [
    [
      span(`${formatCount(entries)} entries: `),
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
  return [
    [span(`${formatBytes(bytes)} are dead: most were ${pair.cause} by layer ${pair.hiddenBy}`, 'dead')],
    ...wrapTo(`-> ${printable(pair.advice)}`, columns).map((line): Row => [span(line)]),
  ];
}

function totalRows({ subject: { loaded, dead, stacked, manifest } }: Around): Row[] {
  const all = manifest.layers.length;
  if (!loaded) return [];
  const stored = loaded.opened.image.paths.placements.reduce((sum, { bodyBytes }) => sum + bodyBytes, 0);
  const image = loaded.isWhole ? 'image' : `${stacked} of ${all} layers`;
  const row: Row = [span(`${image}: stored ${formatBytes(stored)}`, 'dim')];
  if (!dead) return [row];
  const deadBytes = dead.ofLayer.reduce((sum, bytes) => sum + bytes, 0);
  const efficiency = stored === 0 ? 1 : (stored - deadBytes) / stored;
  return [row, [span(`dead ${formatBytes(deadBytes)}, efficiency ${efficiency.toFixed(2)}`, 'dim')]];
}
