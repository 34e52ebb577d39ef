import { formatBytes, formatCount, printableBytes } from '../../../base/text.ts';
import { cutMiddle, cutTo, displayWidth } from '../../../base/width.ts';
import { pathOf } from '../../../union/tree-path.ts';
import type { Tone } from '../../frame.ts';
import { chosen, fit, type Row, span } from '../../rows.ts';
import { rowOfNode } from '../../tree/listing.ts';
import { bytesAt, LETTERS, type Scene, shotText } from '../../tree/scene.ts';
import { isFolder } from '../layers/tree-commands.ts';
import type { Around } from '../screen.ts';
import { Canvas, type Look } from './canvas.ts';
import type { TreemapState } from './state.ts';
import { columnsOf, REST, rowsOf, type Tile } from './tile.ts';
import { chosenTile, EDGE, HEADING } from './update.ts';

const SHADES: readonly Tone[] = ['shade0', 'shade1', 'shade2', 'shade3', 'shade4', 'shade5', 'shade6', 'shade7'];

/** Edges of what lies in the directory, and of what lies one level deeper. */
const EDGES = {
  unicode: { outer: { corner: '┏', across: '━', down: '┃' }, inner: { corner: '┌', across: '─', down: '│' } },
  ascii: { outer: { corner: '+', across: '=', down: '|' }, inner: { corner: '+', across: '-', down: ':' } },
} as const;

type Edges = (typeof EDGES)['unicode' | 'ascii'];

/** `map of view at layer 3`. */
export function titleOfTreemap({ scene }: TreemapState): string {
  return scene ? `map of ${shotText(scene.shot)}` : 'map';
}

/** What is chosen, and the map below. */
export function viewTreemap(own: TreemapState, { area, unicode }: Around): readonly Row[] {
  const { scene, tiles } = own;
  if (!scene) return [[], [span('  Reading the first layer ...', 'dim')]];
  if (tiles.length === 0) {
    return [[span(` ${pathOf(scene.table.tree, own.folder)}`, 'title')], [], [span('  Nothing is here.', 'dim')]];
  }
  const canvas = new Canvas(area);
  const edges = unicode ? EDGES.unicode : EDGES.ascii;
  const all = bytesAt(scene, rowOfNode(scene.table, own.folder));
  for (const [at, tile] of tiles.entries()) {
    const tone = SHADES[at % SHADES.length]!;
    const isChosen = tile.node === own.chosen;
    drawTile(canvas, scene, tile, { edges, all, look: { tone, inverse: isChosen, bold: isChosen } });
  }
  drawEnd(canvas, area.columns - EDGE, area.rows - EDGE, unicode);
  return [headingRow(own, scene, area.columns), ...canvas.rows().slice(HEADING)];
}

interface Style {
  readonly edges: Edges;
  readonly look: Look;
  /** What the directory takes. */
  readonly all: number;
}

/** The edges above and on the left, and what there is room for of name, size and share. */
function drawTile(canvas: Canvas, scene: Scene, tile: Tile, { edges, look, all }: Style): void {
  drawBox(canvas, tile, edges.outer, look);
  const room = columnsOf(tile) - 2;
  const size = formatBytes(tile.bytes);
  const name = nameOf(scene, tile);
  const isFlat = tile.inside.length > 0 || rowsOf(tile) === 1;
  const withSize = `${name}  ${size}`;
  const heading = isFlat && displayWidth(withSize) + 2 <= room ? withSize : name;
  drawHeading(canvas, tile, heading, look);
  for (const inside of tile.inside) {
    drawBox(canvas, inside, edges.inner, look);
    drawHeading(canvas, inside, nameOf(scene, inside), look);
    writeIfRoom(canvas, inside, 1, formatBytes(inside.bytes), look);
  }
  if (isFlat) return;
  const withShare = `${size}  ${shareOf(tile.bytes, all)}`;
  if (!writeIfRoom(canvas, tile, 1, withShare, look)) writeIfRoom(canvas, tile, 1, size, look);
}

function drawBox(canvas: Canvas, tile: Tile, edge: Edges['outer' | 'inner'], look: Look): void {
  canvas.fill(tile, look);
  canvas.write(tile.x0, tile.y0, edge.corner + edge.across.repeat(columnsOf(tile) - 1), look);
  for (let y = tile.y0 + 1; y < tile.y1; y += 1) canvas.write(tile.x0, y, edge.down, look);
}

function drawHeading(canvas: Canvas, tile: Tile, text: string, look: Look): void {
  const cut = cutTo(text, columnsOf(tile) - 4);
  if (cut !== '') canvas.write(tile.x0 + 1, tile.y0, ` ${cut} `, look);
}

/** Numbers are never cut. */
function writeIfRoom(canvas: Canvas, tile: Tile, row: number, text: string, look: Look): boolean {
  const hasRoom = rowsOf(tile) > row && displayWidth(text) <= columnsOf(tile) - 3;
  if (hasRoom) canvas.write(tile.x0 + 2, tile.y0 + row, text, look);
  return hasRoom;
}

/** The edges on the right and below. */
function drawEnd(canvas: Canvas, x: number, y: number, unicode: boolean): void {
  const [across, down, above, left, corner] = unicode ? ['━', '┃', '┓', '┗', '┛'] : ['=', '|', '+', '+', '+'];
  const look: Look = { tone: 'border' };
  for (let at = HEADING; at < y; at += 1) canvas.write(x, at, at === HEADING ? above : down, look);
  canvas.write(0, y, left + across.repeat(x - 1) + corner, look);
}

/** The chosen rectangle's path, size and share, of which directory. */
function headingRow(own: TreemapState, scene: Scene, columns: number): Row {
  const tile = chosenTile(own);
  const { tree } = scene.table;
  const all = bytesAt(scene, rowOfNode(scene.table, own.folder));
  if (!tile) return [];
  const isFile = tile.node !== REST && !isFolder(scene, tile.row);
  const name = tile.node === REST ? nameOf(scene, tile) : pathOf(tree, tile.node) + (isFile ? '' : '/');
  const numbers = `  ${formatBytes(tile.bytes)}  ${shareOf(tile.bytes, all)}`;
  const whole = ` of ${formatBytes(all)} in ${pathOf(tree, own.folder)}`;
  const room = columns - displayWidth(numbers) - 2;
  const shown = chosen([{ text: ` ${cutMiddle(name, room)}`, bold: true }, span(`${numbers} `)]);
  return fit([...shown, span(cutTo(whole, Math.max(0, room - displayWidth(name))), 'dim')], columns);
}

function nameOf(scene: Scene, { node, row, entries }: Tile): string {
  if (node === REST) return `and ${formatCount(entries)} more`;
  const letter = scene.shot.mode === 'view' ? '' : LETTERS[scene.letters[row]!]!;
  const name = printableBytes(scene.table.tree.name(node)) + (isFolder(scene, row) ? '/' : '');
  return letter === '' ? name : `${letter} ${name}`;
}

function shareOf(bytes: number, all: number): string {
  return `${(all === 0 ? 0 : (bytes / all) * 100).toFixed(1)} %`;
}
