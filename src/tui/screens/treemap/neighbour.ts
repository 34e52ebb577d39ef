import type { Box } from './tile.ts';

export type Direction = 'up' | 'down' | 'left' | 'right';

/** The rectangle that one comes to from the middle of another; `undefined` at the edge of the map. */
export function neighbourOf<T extends Box>(tiles: readonly T[], from: Box, direction: Direction): T | undefined {
  const beside = tiles.filter((tile) => touches(from, tile, direction));
  const isAcross = direction === 'up' || direction === 'down';
  const middle = isAcross ? (from.x0 + from.x1) / 2 : (from.y0 + from.y1) / 2;
  const distance = ({ x0, x1, y0, y1 }: Box): number => {
    const [start, end] = isAcross ? [x0, x1] : [y0, y1];
    return middle < start ? start - middle : Math.max(0, middle - end + 1);
  };
  return beside.reduce<T | undefined>(
    (best, tile) => (best === undefined || distance(tile) < distance(best) ? tile : best),
    undefined,
  );
}

function touches(from: Box, tile: Box, direction: Direction): boolean {
  switch (direction) {
    case 'up':
      return tile.y1 === from.y0 && overlaps([from.x0, from.x1], [tile.x0, tile.x1]);
    case 'down':
      return tile.y0 === from.y1 && overlaps([from.x0, from.x1], [tile.x0, tile.x1]);
    case 'left':
      return tile.x1 === from.x0 && overlaps([from.y0, from.y1], [tile.y0, tile.y1]);
    case 'right':
      return tile.x0 === from.x1 && overlaps([from.y0, from.y1], [tile.y0, tile.y1]);
  }
}

function overlaps([start, end]: readonly [number, number], [from, to]: readonly [number, number]): boolean {
  return from < end && start < to;
}
