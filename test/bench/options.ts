import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

export interface BenchOptions {
  /** Where the images lie; they are made there when they are missing. */
  readonly folder: string;
  readonly rounds: number;
  /** Names of suites; empty for all. */
  readonly only: readonly string[];
  /** Binaries of node to run varve with. */
  readonly nodes: readonly string[];
}

export const USAGE = `npm run bench -- [--only NAME]… [--rounds N] [--node PATH]… [--dir FOLDER]

  --only NAME     only this suite: plain, gzip, zstd, whiteouts, million, registry, tui, start-up
  --rounds N      how often everything is run; default: 3 (start-up: at least 10)
  --node PATH     run varve with this node; default: the one that runs the benchmark
  --dir FOLDER    where the images lie or are made, 3.5 GB; default: varve-bench in the temporary folder
`;

/** Reads the command line. @throws Error that says what is wrong with it */
export function readOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string', multiple: true, default: [] },
      rounds: { type: 'string', default: '3' },
      node: { type: 'string', multiple: true, default: [process.execPath] },
      dir: { type: 'string', default: join(tmpdir(), 'varve-bench') },
    },
  });
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1)
    throw new Error(`--rounds is ${values.rounds}; it takes a whole number from 1 on`);
  return { folder: resolve(values.dir), rounds, only: values.only, nodes: values.node.map((path) => resolve(path)) };
}
