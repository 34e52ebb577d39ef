import { expect } from 'vitest';
import { topView } from '../../src/analysis/top-view.ts';
import { type DeadCopy, deadCopies, findDeaths } from '../../src/analysis/waste.ts';
import type { Image } from '../../src/image/image.ts';
import { compareBodies } from '../../src/image/same-content.ts';
import { DEFAULT_LIMITS } from '../../src/model/limits.ts';
import { pathAt } from '../../src/union/row-path.ts';

/** `path layer>hiddenBy bytes cause` of each dead copy; on the way, that they add up. */
export async function deadLines(image: Image): Promise<string[]> {
  const copies = await copiesOf(image);
  expectBalance(image, copies);
  return copies.map(
    ({ row, layer, hiddenBy, bytes, cause }) =>
      `${pathAt(image.paths, row).path} ${layer}>${hiddenBy} ${bytes} ${cause}`,
  );
}

async function copiesOf(image: Image): Promise<DeadCopy[]> {
  const deaths = await findDeaths(image);
  return deadCopies(image, deaths, await compareBodies(image, deaths.pairs, DEFAULT_LIMITS));
}

/** CONTRACT.md: `deadBytes = layerBytes - visibleBytes`, exactly, and each dead byte is some copy's. */
function expectBalance(image: Image, copies: readonly DeadCopy[]): void {
  const layerBytes = image.paths.placements.reduce((sum, { bodyBytes }) => sum + bodyBytes, 0);
  const deadBytes = copies.reduce((sum, { bytes }) => sum + bytes, 0);
  expect(deadBytes).toBe(layerBytes - topView(image).visibleBytes);
}
