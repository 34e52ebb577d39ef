import { pathAt } from '../../../union/row-path.ts';
import type { Command } from '../../bindings.ts';
import type { MouseMessage } from '../../program.ts';
import { rowOfNode } from '../../tree/listing.ts';
import { type Scene, sceneOf } from '../../tree/scene.ts';
import { chosenRow } from '../layers/refresh.ts';
import type { LayersState } from '../layers/state.ts';
import { isFolder } from '../layers/tree-commands.ts';
import type { Around, Go, ScreenMessage, Step } from '../screen.ts';
import { type Direction, neighbourOf } from './neighbour.ts';
import type { TreemapState } from './state.ts';
import { type Box, REST, type Tile } from './tile.ts';
import { tilesOf } from './tiles.ts';

/** Rows above the map, and the edges at its end. */
export const HEADING = 1;
export const EDGE = 1;

/** Where the map begins: at what the main screen has under its cursor. */
export function treemapOf(layers: LayersState | undefined): Extract<Go, { screen: 'treemap' }> {
  const scene = layers?.scene ?? null;
  return { screen: 'treemap', scene, node: scene && layers ? scene.table.nodes[chosenRow(layers)]! : 0 };
}

/** The map goes on as it was left, unless something else was chosen meanwhile. */
export function startTreemap(
  { scene, node }: Extract<Go, { screen: 'treemap' }>,
  around: Around,
  left?: TreemapState,
): Step<TreemapState> {
  if (left && left.origin.scene === scene && left.origin.node === node) return { own: refreshed(left, around) };
  const origin = { scene, node };
  const row = scene ? rowOfNode(scene.table, node) : 0;
  const folder = !scene || isFolder(scene, row) ? node : scene.table.nodes[scene.table.parents[row]!]!;
  return { own: refreshed({ origin, scene, folder, chosen: node, tiles: [] }, around) };
}

/** What happens to the map. */
export function updateTreemap(own: TreemapState, message: ScreenMessage, around: Around): Step<TreemapState> {
  switch (message.kind) {
    case 'command':
      return command(own, message.command, around);
    case 'mouse':
      return mouse(own, message.mouse, around);
    case 'changed':
      return { own: refreshed(own, around) };
    case 'reply':
    case 'prompt':
      return { own };
  }
}

/** The chosen rectangle; `undefined` where the directory is empty. */
export function chosenTile({ tiles, chosen }: TreemapState): Tile | undefined {
  return tiles.find(({ node }) => node === chosen);
}

/** Everything that follows from what was chosen. What is not there any more gives way to the directory it lay in. */
function refreshed(own: TreemapState, around: Around): TreemapState {
  const scene = sceneFor(own, around);
  if (!scene) return own;
  const row = shownFolder(scene, rowOfNode(scene.table, own.folder));
  const tiles = tilesOf(scene, row, boxOf(around));
  const isThere = tiles.some(({ node }) => node === own.chosen);
  const isInRest = own.chosen > 0 && scene.table.parents[rowOfNode(scene.table, own.chosen)] === row;
  const chosen = isThere ? own.chosen : isInRest ? REST : (tiles[0]?.node ?? REST);
  return { ...own, scene, folder: scene.table.nodes[row]!, tiles, chosen };
}

/** One cell at least: a terminal may be smaller than what is shown at all. */
function boxOf({ area }: Around): Box {
  return { x0: 0, y0: HEADING, x1: Math.max(1, area.columns - EDGE), y1: Math.max(HEADING + 1, area.rows - EDGE) };
}

function sceneFor({ scene }: TreemapState, { subject }: Around): Scene | null {
  const { loaded, dead, manifest } = subject;
  if (!loaded) return null;
  const top = manifest.layers.length - 1;
  const asked = scene?.asked ?? { mode: 'view', layer: top, from: top };
  const isSame = scene?.table === loaded.opened.image.paths && (asked.mode !== 'dead' || scene.dead === dead);
  return isSame ? scene : sceneOf(subject, loaded, asked);
}

function shownFolder(scene: Scene, row: number): number {
  let at = row;
  while (at > 0 && (scene.shown[at] !== 1 || !isFolder(scene, at))) at = scene.table.parents[at]!;
  return at;
}

function command(own: TreemapState, name: Command, around: Around): Step<TreemapState> {
  switch (name) {
    case 'up':
    case 'down':
    case 'left':
    case 'right':
      return moved(own, name, around);
    case 'first':
      return { own: { ...own, chosen: own.tiles[0]?.node ?? REST } };
    case 'last':
      return { own: { ...own, chosen: own.tiles.at(-1)?.node ?? REST } };
    case 'enter':
      return entered(own, around);
    case 'parent':
      return { own: toParent(own, around) };
    case 'copyPath':
      return own.scene ? { own, copy: pathOf(own, own.scene) } : { own };
    case 'back':
      return { own, leaves: true };
    default:
      return { own };
  }
}

/** At the left edge lies the parent, at the right edge what lies in the chosen directory. */
function moved(own: TreemapState, direction: Direction, around: Around): Step<TreemapState> {
  const from = chosenTile(own);
  const to = from && neighbourOf(own.tiles, from, direction);
  if (to) return { own: { ...own, chosen: to.node } };
  if (direction === 'left') return { own: toParent(own, around) };
  const isInto = direction === 'right' && own.scene !== null && from !== undefined && from.row >= 0;
  return isInto && isFolder(own.scene, from.row) ? entered(own, around) : { own };
}

function entered(own: TreemapState, around: Around): Step<TreemapState> {
  const { scene } = own;
  const tile = chosenTile(own);
  if (!scene || !tile) return { own };
  const { layer, mode } = scene.shot;
  if (tile.node === REST) return { own, go: { screen: 'layers', sight: { path: pathOf(own, scene), layer, mode } } };
  if (!isFolder(scene, tile.row)) return { own, go: { screen: 'file', path: pathOf(own, scene), layer } };
  return { own: refreshed({ ...own, folder: tile.node, chosen: REST }, around) };
}

function toParent(own: TreemapState, around: Around): TreemapState {
  const { scene, folder } = own;
  if (!scene || folder === 0) return own;
  const above = scene.table.parents[rowOfNode(scene.table, folder)]!;
  return refreshed({ ...own, folder: scene.table.nodes[above]!, chosen: folder }, around);
}

/** Of the rest, the directory it lies in. */
function pathOf({ folder, chosen }: TreemapState, { table }: Scene): string {
  return pathAt(table, rowOfNode(table, chosen === REST ? folder : chosen)).path;
}

function mouse(own: TreemapState, { action, x, y }: MouseMessage, around: Around): Step<TreemapState> {
  if (action !== 'down') return { own };
  const tile = own.tiles.find(({ x0, x1, y0, y1 }) => x >= x0 && x < x1 && y >= y0 && y < y1);
  if (!tile) return { own };
  return tile.node === own.chosen ? entered(own, around) : { own: { ...own, chosen: tile.node } };
}
