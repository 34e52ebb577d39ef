import { join } from 'node:path';
import { build } from 'esbuild';
import { benchImage } from '../images/bench-image.ts';
import { MILLION_IMAGE } from '../images/million-image.ts';
import { type Figure, median, milliseconds, peakBytes, processFigure } from '../figure.ts';
import type { NodeBinary } from '../node-binary.ts';
import { inTurns, outputOf, warm } from '../run.ts';
import type { TableCost } from '../table-cost.ts';
import { byVersion, ROOT, type Setup, varve } from './suite.ts';

/** The table of 1,000,000 entries, by itself in a process of its own, and a listing of all of them. */
export async function million({ folder, rounds, nodes }: Setup): Promise<Figure[]> {
  const { archive } = await benchImage(MILLION_IMAGE, folder);
  await warm([archive]);
  const program = await bundled(join(folder, 'table-cost.mjs'));
  const tables = new Map(nodes.map((node) => [node, [] as TableCost[]]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [node, costs] of tables) costs.push(await tableCost(node, program, archive));
  }
  const lists = await inTurns(
    byVersion(nodes, (node) => varve(node, 'ls', archive, '-R', '--json')),
    rounds,
  );
  return nodes.flatMap((node) => [
    ...tableFigures(`node ${node.version}`, tables.get(node)!),
    processFigure(`million: varve ls -R --json, node ${node.version}`, lists[node.version]!, {
      targets: [{ measured: peakBytes(lists[node.version]!), limit: 450e6, text: '<= 450 MB' }],
    }),
  ]);
}

function tableFigures(node: string, costs: readonly TableCost[]): Figure[] {
  const times = (what: string, allMs: readonly number[], limitMs: number): Figure => ({
    what: `million: ${what}, ${node}`,
    median: milliseconds(median(allMs)),
    least: milliseconds(Math.min(...allMs)),
    targets: [{ measured: Math.min(...allMs), limit: limitMs, text: `<= ${milliseconds(limitMs)}` }],
  });
  const perPath = costs.map(({ paths, heldBytes }) => heldBytes / paths);
  const [indexes] = costs.map(({ paths, indexBytes }) => `indexes ${Math.round(indexBytes / paths)} B, ${paths} paths`);
  return [
    times(
      'table, add and build',
      costs.map(({ tableMs }) => tableMs),
      3000,
    ),
    times(
      'viewAt the top',
      costs.map(({ viewMs }) => viewMs),
      15,
    ),
    {
      what: `million: memory per path, ${node}`,
      median: `${median(perPath).toFixed(0)} B`,
      least: `${Math.min(...perPath).toFixed(0)} B`,
      against: indexes!,
      targets: [{ measured: Math.min(...perPath), limit: 400, text: '<= 400 B' }],
    },
  ];
}

async function tableCost({ path }: NodeBinary, program: string, archive: string): Promise<TableCost> {
  return JSON.parse(await outputOf([path, '--expose-gc', program, archive])) as TableCost;
}

/** As the program itself is built, but for the minifying: what tsx makes of the sources runs slower. */
async function bundled(outfile: string): Promise<string> {
  const entry = join(ROOT, 'test', 'bench', 'table-cost.ts');
  await build({ entryPoints: [entry], outfile, bundle: true, platform: 'node', format: 'esm', target: 'node20.19' });
  return outfile;
}
