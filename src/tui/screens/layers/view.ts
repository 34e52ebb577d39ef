import { formatBytes, formatCount, printable, printableBytes } from '../../../base/text.ts';
import { instructionText } from '../../../report/text/instruction.ts';
import { bar } from '../../../report/text/bar.ts';
import { bytesAt, shotText } from '../../tree/scene.ts';
import { storyOf, storyText } from '../../tree/story.ts';
import { treeHeading, treeRows } from '../../tree/tree-rows.ts';
import { beside, boxed, chosen, fit, type Row, saidRows, span } from '../../rows.ts';
import type { Around } from '../screen.ts';
import { detailRows } from './details.ts';
import { layoutOf } from './layout.ts';
import { chosenRow, shapeOf } from './refresh.ts';
import type { LayersState } from './state.ts';
import { chosenLayer, listedSteps } from './steps.ts';
import { pathBytesOf } from '../../../union/tree-path.ts';

const BAR_CELLS = 5;
const SIZE = 9;

/** The whole screen: layers and details on the left, the tree on the right. */
export function viewLayers(own: LayersState, around: Around): readonly Row[] {
  const steps = listedSteps(around.subject, own.showsEmpty).length;
  const layout = layoutOf(own, steps, around.area);
  const left = layout.left === 0 ? [] : leftPane(own, around, layout.left);
  const right = layout.right === 0 ? [] : filesPane(own, around, layout.right);
  return layout.left === 0 ? right : beside(left, right, layout.left);
}

/** `view at layer 3`. */
export function titleOfLayers({ scene }: LayersState, { subject }: Around): string {
  if (scene) return shotText(scene.shot);
  if (subject.failure !== null) return 'cannot be read';
  return subject.manifest.layers.length === 0 ? 'no layers' : 'reading layers';
}

/** The chosen path and its whole story. */
export function statusOfLayers(own: LayersState): string | null {
  const row = chosenRow(own);
  if (own.pane !== 'files' || !own.scene || row === 0) return null;
  const { table } = own.scene;
  const path = printableBytes(pathBytesOf(table.tree, table.nodes[row]!));
  return `${path}   ${storyText(storyOf(table, row))}`;
}

function leftPane(own: LayersState, around: Around, columns: number): Row[] {
  const { subject, unicode } = around;
  const steps = listedSteps(subject, own.showsEmpty);
  const layout = layoutOf(own, steps.length, around.area);
  const rows = steps.slice(own.steps.top, own.steps.top + layout.layerLines).map(({ layer, instruction }, at): Row => {
    const line = fit(layerLine(own, around, layer, instruction), columns - 2);
    return own.steps.top + at === own.steps.cursor ? chosen(line, own.pane === 'layers') : line;
  });
  const note = own.showsEmpty ? 'with empty steps' : '';
  const list = boxed(
    rows,
    { columns, rows: layout.layerRows },
    { title: 'Layers', note, focused: own.pane === 'layers', unicode },
  );
  const title = `Layer ${chosenLayer(own, subject)}`;
  const area = { columns, rows: layout.detailRows };
  const details = detailRows(own, around, { columns: columns - 2, rows: area.rows - 2 });
  return [...list, ...boxed(details, area, { title, focused: false, unicode })];
}

function layerLine(own: LayersState, { subject, unicode }: Around, layer: number | null, instruction: string): Row {
  const text = instructionText(instruction);
  const { loaded, dead, manifest } = subject;
  const digits = Math.max(2, String(manifest.layers.length - 1).length);
  if (layer === null) return [span(`${' '.repeat(digits + BAR_CELLS + SIZE + 5)}${text}`, 'dim')];
  const placements = loaded?.opened.image.paths.placements ?? [];
  const bytes = placements[layer]?.bodyBytes ?? null;
  const most = placements.reduce((max, { bodyBytes }) => Math.max(max, bodyBytes), 0);
  const isInRange =
    own.mode === 'range' && own.scene !== null && layer >= own.scene.shot.from && layer <= own.scene.shot.layer;
  const deadBytes = dead?.ofLayer[layer] ?? 0;
  return [
    span(String(layer).padStart(digits), isInRange || layer === own.mark ? 'accent' : 'plain'),
    span(layer === own.mark ? '*' : ' ', 'accent'),
    span(shareBar(bytes ?? 0, most, unicode).padEnd(BAR_CELLS), 'bar'),
    span((bytes === null ? '...' : formatBytes(bytes)).padStart(SIZE + 1), bytes === null ? 'dim' : 'plain'),
    span(deadBytes > 0 ? (unicode ? ' ◆ ' : ' ! ') : '   ', 'dead'),
    span(text, instruction === '' ? 'dim' : 'plain'),
  ];
}

function shareBar(bytes: number, most: number, unicode: boolean): string {
  const share = most === 0 ? 0 : bytes / most;
  return unicode ? bar(share, BAR_CELLS) : '#'.repeat(Math.ceil(share * BAR_CELLS));
}

function filesPane(own: LayersState, { area, unicode, subject }: Around, columns: number): Row[] {
  const { scene, filter, listed, files } = own;
  const box = { title: filesTitle(own), note: notesOf(own), focused: own.pane === 'files', unicode };
  const size = { columns, rows: area.rows };
  const inner = columns - 2;
  if (!scene) {
    const why =
      subject.failure ??
      (subject.manifest.layers.length === 0 ? 'The image has no layers.' : 'Reading the first layer ...');
    return boxed(saidRows(why, subject.failure ? 'error' : 'dim', inner), size, box);
  }
  const lines = Math.max(1, area.rows - 3);
  const cursor = files.cursor;
  const dead = subject.loaded?.isWhole ? subject.dead : null;
  const look = { listed, top: files.top, lines, cursor, focused: own.pane === 'files', columns: inner, unicode, dead };
  const rows = treeRows(scene, shapeOf(own), look);
  const empty = listed.length > 1 ? [] : [[], [span(`   ${nothingToShow(own)}`, 'dim')]];
  const searching =
    filter && !filter.found && filter.text !== '' ? [[span('   making paths ready to search ...', 'dim')]] : [];
  return boxed([treeHeading(inner), ...rows, ...empty, ...searching], size, box);
}

function filesTitle({ scene, node }: LayersState): string {
  if (!scene || node === 0) return 'Files';
  const { table } = scene;
  const row = node < table.rowOfNode.length ? table.rowOfNode[node]! : 0;
  const folder =
    table.parents[row]! <= 0 ? '/' : printableBytes(pathBytesOf(table.tree, table.nodes[table.parents[row]!]!));
  return `Files  ${folder}`;
}

function notesOf({ sort, filter, scene }: LayersState): string {
  const order = sort === 'path' ? 'by name' : 'by size';
  if (filter?.found) return `${order} · ${formatCount(filter.found.matching.count)} match ${printable(filter.text)}`;
  if (!scene || scene.shot.mode === 'view') return `${order} · all`;
  if (scene.shot.mode === 'dead') return `${order} · ${formatBytes(bytesAt(scene, 0))}`;
  const { A, C, D } = scene.counts;
  return `${order} · A ${formatCount(A)} C ${formatCount(C)} D ${formatCount(D)}`;
}

function nothingToShow({ mode, filter, scene }: LayersState): string {
  if (filter?.found) return `nothing matches ${printable(filter.text)}`;
  switch (mode) {
    case 'dead':
      return scene?.dead ? 'Everything of this layer is still seen.' : 'Looking for dead bytes ...';
    case 'view':
      return 'Nothing is here.';
    case 'changes':
    case 'range':
      return 'Nothing changes.';
  }
}
