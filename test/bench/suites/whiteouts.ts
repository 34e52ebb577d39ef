import { benchImage } from '../images/bench-image.ts';
import { WHITEOUT_IMAGE } from '../images/whiteout-image.ts';
import { type Figure, leastWallMs, processFigure } from '../figure.ts';
import { inTurns, warm } from '../run.ts';
import { byVersion, type Setup, varve } from './suite.ts';

/** `analyze` of 50,000 files of which 2,000 are deleted one by one. */
export async function whiteouts({ folder, rounds, nodes }: Setup): Promise<Figure[]> {
  const { archive } = await benchImage(WHITEOUT_IMAGE, folder);
  await warm([archive]);
  const costs = await inTurns(
    byVersion(nodes, (node) => varve(node, 'analyze', archive, '--json')),
    rounds,
  );
  return nodes.map(({ version }) =>
    processFigure(`whiteouts: varve analyze, node ${version}`, costs[version]!, {
      targets: [{ measured: leastWallMs(costs[version]!), limit: 600, text: '<= 0.6 s' }],
    }),
  );
}
