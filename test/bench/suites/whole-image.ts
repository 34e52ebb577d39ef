import { benchImage } from '../images/bench-image.ts';
import { LARGE_IMAGE } from '../images/large-image.ts';
import type { Packing } from '../images/oci-layout.ts';
import { type Figure, leastWallMs, peakBytes, processFigure, ratio, type Target } from '../figure.ts';
import type { NodeBinary } from '../node-binary.ts';
import { type Command, type Cost, inTurns, warm } from '../run.ts';
import { byVersion, forEachFile, type Setup, varve } from './suite.ts';

/** `analyze` of an image of 980 MB in a plain docker archive, against reading it and against listing its layers. */
export async function plain(setup: Setup): Promise<Figure[]> {
  const image = await benchImage(LARGE_IMAGE, setup.folder);
  await warm([image.archive, ...image.layers]);
  return compared(setup, image.archive, {
    what: 'plain',
    references: { cat: ['cat', image.archive], 'tar -tf': forEachFile('tar -tf "$f"', image.layers) },
    targets: (costs, [, tar]) => [
      { measured: leastWallMs(costs) / leastWallMs(tar!), limit: 4, text: '<= 4x tar' },
      { measured: peakBytes(costs), limit: 200e6, text: '<= 200 MB' },
    ],
  });
}

/** The same with layers packed by gzip, against unpacking and listing them one after the other. */
export async function gzip(setup: Setup): Promise<Figure[]> {
  const { folder, layers } = await packed(setup, 'gzip');
  return compared(setup, folder, {
    what: 'gzip',
    references: { 'gzip -dc | tar -t': forEachFile('gzip -dc <"$f" | tar -t', layers) },
    targets: (costs, [tar]) => [{ measured: leastWallMs(costs) / leastWallMs(tar!), limit: 0.5, text: '<= 0.5x' }],
  });
}

/** The same with zstd. Node before 22.15 has none, so varve brings its own, which is slower. */
export async function zstd(setup: Setup): Promise<Figure[]> {
  const { folder, layers } = await packed(setup, 'zstd');
  return compared(setup, folder, {
    what: 'zstd',
    references: { 'zstd -dc | tar -t': forEachFile('zstd -qdc <"$f" | tar -t', layers) },
    targets: (costs, [tar], { hasZstd }) => {
      const limit = hasZstd ? 1.5 : 2.5;
      const text = `<= ${limit}x (zstd ${hasZstd ? 'of node' : 'in wasm'})`;
      return [{ measured: leastWallMs(costs) / leastWallMs(tar!), limit, text }];
    },
  });
}

interface Comparison {
  readonly what: string;
  readonly references: Readonly<Record<string, Command>>;
  readonly targets: (costs: readonly Cost[], references: readonly (readonly Cost[])[], node: NodeBinary) => Target[];
}

async function compared({ rounds, nodes }: Setup, image: string, comparison: Comparison): Promise<Figure[]> {
  const { what, references, targets } = comparison;
  const calls = byVersion(nodes, (node) => varve(node, 'analyze', image, '--json', '--no-cache'));
  const costs = await inTurns({ ...references, ...calls }, rounds);
  const names = Object.keys(references);
  return [
    ...names.map((name) => processFigure(`${what}: ${name}`, costs[name]!)),
    ...nodes.map((node) => {
      const own = costs[node.version]!;
      const against = names.map((name) => `${ratio(leastWallMs(own), leastWallMs(costs[name]!))} ${name}`).join(', ');
      const judged = targets(
        own,
        names.map((name) => costs[name]!),
        node,
      );
      return processFigure(`${what}: varve analyze, node ${node.version}`, own, { against, targets: judged });
    }),
  ];
}

async function packed(setup: Setup, packing: Packing): Promise<{ folder: string; layers: readonly string[] }> {
  const found = (await benchImage(LARGE_IMAGE, setup.folder)).packed[packing]!;
  await warm(found.layers);
  return found;
}
