import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRegistry } from '../../source/registry/lab.ts';
import { type Figure, leastWallMs, milliseconds, peakBytes, processFigure, ratio } from '../figure.ts';
import { benchImage } from '../images/bench-image.ts';
import { LARGE_IMAGE } from '../images/large-image.ts';
import type { NodeBinary } from '../node-binary.ts';
import { inTurns, outputOf, warm } from '../run.ts';
import { ROOT, type Setup, varve } from './suite.ts';

/** `analyze` of an image of 980 MB in a registry, for the first time and again, against a copy that only stores it. */
export async function registry({ folder, rounds, nodes }: Setup): Promise<Figure[]> {
  const { gzip } = (await benchImage(LARGE_IMAGE, folder)).packed;
  const lab = await startRegistry();
  const scratch = mkdtempSync(join(tmpdir(), 'varve-bench-'));
  try {
    await lab.pushLayout('bench:1', gzip!.folder);
    await warm(gzip!.layers);
    const figures: Figure[] = [];
    for (const node of nodes)
      figures.push(...(await against(`docker://${lab.host}/bench:1`, { node, rounds, scratch })));
    return figures;
  } finally {
    await lab.close();
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function against(
  image: string,
  { node, rounds, scratch }: { readonly node: NodeBinary; readonly rounds: number; readonly scratch: string },
): Promise<Figure[]> {
  const copy = join(scratch, 'copy');
  const cache = join(scratch, `cache-${node.version}`);
  const script = `rm -rf ${copy} && skopeo copy -q --insecure-policy --src-tls-verify=false ${image} dir:${copy}`;
  const again = varve(node, 'analyze', image, '--json', '--cache-dir', cache);
  await outputOf(again);
  const costs = await inTurns(
    {
      copy: ['sh', '-c', script],
      cold: varve(node, 'analyze', image, '--json', '--no-cache'),
      warm: again,
      small: varve(node, 'analyze', join(ROOT, 'fixtures', 'demo.tar')),
    },
    rounds,
  );
  const coldRatio = leastWallMs(costs.cold) / leastWallMs(costs.copy);
  const overMs = leastWallMs(costs.warm) - leastWallMs(costs.small);
  return [
    processFigure('registry: skopeo copy to dir:', costs.copy),
    processFigure(`registry: varve analyze, node ${node.version}`, costs.cold, {
      against: `${ratio(coldRatio, 1)} skopeo copy`,
      targets: [
        { measured: coldRatio, limit: 1, text: '<= 1x' },
        { measured: peakBytes(costs.cold), limit: 250e6, text: '<= 250 MB' },
      ],
    }),
    processFigure(`registry: again, node ${node.version}`, costs.warm, {
      against: `+${milliseconds(overMs)} over the demo image`,
      targets: [{ measured: overMs, limit: 200, text: '<= +200 ms' }],
    }),
  ];
}
