import { join } from 'node:path';
import { type Figure, leastWallMs, milliseconds, processFigure } from '../figure.ts';
import type { NodeBinary } from '../node-binary.ts';
import { type Command, inTurns } from '../run.ts';
import { ROOT, type Setup, varve } from './suite.ts';

/** Short processes vary much: so many runs at least. */
const LEAST_ROUNDS = 10;

/** What each call may take longer than node that does nothing. */
const CALLS = [
  { args: ['--version'], limitMs: 15 },
  { args: ['analyze', join(ROOT, 'fixtures', 'demo.tar')], limitMs: 90 },
  { args: ['ls', '--help'], limitMs: 90 },
] as const;

/** Calls that do little, against node that does nothing. */
export async function startUp({ rounds, nodes }: Setup): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const node of nodes) figures.push(...(await startUpOf(node, Math.max(rounds, LEAST_ROUNDS))));
  return figures;
}

async function startUpOf(node: NodeBinary, rounds: number): Promise<Figure[]> {
  const calls: Record<string, Command> = { nothing: [node.path, '-e', '0'] };
  for (const { args } of CALLS) calls[args[0]] = varve(node, ...args);
  const costs = await inTurns(calls, rounds);
  const nothingMs = leastWallMs(costs['nothing']!);
  return [
    processFigure(`start-up: node -e 0, node ${node.version}`, costs['nothing']!),
    ...CALLS.map(({ args: [name], limitMs }) => {
      const overMs = leastWallMs(costs[name]!) - nothingMs;
      return processFigure(`start-up: varve ${name}, node ${node.version}`, costs[name]!, {
        against: `+${milliseconds(overMs)}`,
        targets: [{ measured: overMs, limit: limitMs, text: `<= +${limitMs} ms` }],
      });
    }),
  ];
}
