import { hierarchy, treemap } from 'd3-hierarchy';
import { isFolder } from '../layers/tree-commands.ts';
import { bytesAt, type Scene } from '../../tree/scene.ts';
import { type Box, columnsOf, REST, rowsOf, type Tile } from './tile.ts';

/** A cell is about twice as high as it is wide. */
const CELL_ASPECT = 2;
/** With fewer cells a rectangle has no room for a name. */
const MIN_CELLS = 20;
const MIN_COLUMNS = 4;
/** A rectangle with so much room inside its edges shows what lies in it. */
const NESTED = { columns: 24, rows: 5 };
/** How much more each gets when some are too narrow. */
const MORE_CELLS = 1.3;

type Part = Pick<Tile, 'node' | 'row' | 'bytes' | 'entries'>;

/** What lies in the directory at `row`, the largest first and the rest last; in larger directories one level more. */
export function tilesOf(scene: Scene, row: number, box: Box): readonly Tile[] {
  return flatTiles(scene, row, box).map((tile) => {
    const inner = { x0: tile.x0 + 1, y0: tile.y0 + 1, x1: tile.x1, y1: tile.y1 };
    const isRoomy = columnsOf(inner) >= NESTED.columns && rowsOf(inner) >= NESTED.rows;
    return isRoomy && tile.row >= 0 && isFolder(scene, tile.row)
      ? { ...tile, inside: flatTiles(scene, tile.row, inner) }
      : tile;
  });
}

function flatTiles(scene: Scene, row: number, box: Box): readonly Tile[] {
  const area = columnsOf(box) * rowsOf(box);
  const all = largestIn(scene, row, Math.ceil(area / MIN_CELLS));
  if (all.entries === 0) return [];
  for (let cells = MIN_CELLS; ; cells *= MORE_CELLS) {
    const tiles = laidOut(all, cells, box);
    const isReadable = tiles.every((tile) => columnsOf(tile) >= MIN_COLUMNS && rowsOf(tile) >= 1);
    if (isReadable || cells > area / 2) return tiles;
  }
}

/** What lies in a directory: the largest of it, and how much all is. */
interface Inside {
  readonly largest: readonly Part[];
  readonly entries: number;
  readonly bytes: number;
}

function largestIn(scene: Scene, row: number, most: number): Inside {
  const { table, shown } = scene;
  let largest: Part[] = [];
  let [entries, bytes, least] = [0, 0, -1];
  for (let at = row + 1; at < table.ends[row]!; at = table.ends[at]!) {
    if (shown[at] !== 1) continue;
    const part = { node: table.nodes[at]!, row: at, bytes: bytesAt(scene, at), entries: 1 };
    entries += 1;
    bytes += part.bytes;
    if (part.bytes <= least) continue;
    largest.push(part);
    if (largest.length < 2 * most) continue;
    largest = largest.sort(bySize).slice(0, most);
    least = largest.at(-1)!.bytes;
  }
  return { largest: largest.sort(bySize).slice(0, most), entries, bytes };
}

function bySize(one: Part, other: Part): number {
  return other.bytes - one.bytes || one.row - other.row;
}

interface Weighed {
  readonly part?: Part;
  readonly weight: number;
  readonly children?: Weighed[];
}

/** Rectangles of about so many cells at least that fill the box. Where nothing has a size, all have the same. */
function laidOut({ largest, entries, bytes }: Inside, cells: number, box: Box): readonly Tile[] {
  const area = columnsOf(box) * rowsOf(box);
  const weightOf = (part: Part): number => (bytes === 0 ? part.entries : part.bytes);
  const least = ((bytes === 0 ? entries : bytes) * cells) / area;
  const large = largest.filter((part) => weightOf(part) >= least);
  // One that is alone is no rest; where none is large, some are shown all the same.
  const some = large.length > 0 ? large.length : Math.floor(area / cells / 2);
  const kept = largest.slice(0, entries - large.length === 1 ? entries : some);
  const missing = entries - kept.length;
  const rest = { node: REST, row: -1, bytes: bytes - sumOf(kept), entries: missing };
  const parts = missing > 0 ? [...kept, rest] : kept;
  const children = parts.map((part): Weighed => ({ part, weight: Math.max(weightOf(part), least) }));
  const size = [columnsOf(box), rowsOf(box) * CELL_ASPECT] as const;
  const root = hierarchy<Weighed>({ weight: 0, children }).sum(({ weight }) => weight);
  const { children: laid = [] } = treemap<Weighed>().size([...size])(root);
  return laid.map(({ data, x0, x1, y0, y1 }) => ({
    ...data.part!,
    x0: box.x0 + Math.round(x0),
    x1: box.x0 + Math.round(x1),
    y0: box.y0 + Math.round(y0 / CELL_ASPECT),
    y1: box.y0 + Math.round(y1 / CELL_ASPECT),
    inside: [],
  }));
}

function sumOf(parts: readonly Part[]): number {
  return parts.reduce((sum, { bytes }) => sum + bytes, 0);
}
