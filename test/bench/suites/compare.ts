import { benchImage } from '../images/bench-image.ts';
import { LARGE_IMAGE, REBUILT_IMAGE } from '../images/large-image.ts';
import { type Figure, leastWallMs, processFigure, ratio } from '../figure.ts';
import { inTurns, warm } from '../run.ts';
import { byVersion, type Setup, varve } from './suite.ts';

/** `diff` of two builds of an image of 980 MB that share all but three layers, against reading both. */
export async function compare({ folder, rounds, nodes }: Setup): Promise<Figure[]> {
  const archives = [(await benchImage(LARGE_IMAGE, folder)).archive, (await benchImage(REBUILT_IMAGE, folder)).archive];
  await warm(archives);
  const calls = byVersion(nodes, (node) => varve(node, 'diff', ...archives, '--json', '--no-cache'));
  const { cat, ...costs } = await inTurns<string>({ cat: ['cat', ...archives], ...calls }, rounds);
  return [
    processFigure('compare: cat of both', cat!),
    ...nodes.map(({ version }) => {
      const least = leastWallMs(costs[version]!);
      return processFigure(`compare: varve diff, node ${version}`, costs[version]!, {
        against: `${ratio(least, leastWallMs(cat!))} cat`,
        targets: [{ measured: least, limit: 600, text: '<= 600 ms' }],
      });
    }),
  ];
}
