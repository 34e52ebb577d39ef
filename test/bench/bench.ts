/** `npm run bench`: measures whole varve processes against well-known tools, and prints a table. Never fails for being slow. */
import { mkdirSync } from 'node:fs';
import { arch, availableParallelism, cpus, platform, totalmem } from 'node:os';
import { join } from 'node:path';
import type { Figure } from './figure.ts';
import { nodeBinary } from './node-binary.ts';
import { type BenchOptions, readOptions, USAGE } from './options.ts';
import { outputOf } from './run.ts';
import { compare } from './suites/compare.ts';
import { million } from './suites/million.ts';
import { registry } from './suites/registry.ts';
import { startUp } from './suites/start-up.ts';
import { tui } from './suites/tui.ts';
import { ROOT, type Setup, type Suite } from './suites/suite.ts';
import { whiteouts } from './suites/whiteouts.ts';
import { gzip, plain, zstd } from './suites/whole-image.ts';
import { table } from './table.ts';

const SUITES: Readonly<Record<string, Suite>> = {
  ...{ plain, gzip, zstd, whiteouts, million, registry, compare, tui },
  'start-up': startUp,
};

const options = optionsOrUsage();
if (options) await bench(options);

async function bench({ only, nodes, ...rest }: BenchOptions): Promise<void> {
  await outputOf([process.execPath, join(ROOT, '.ci', 'build.mjs')]);
  mkdirSync(rest.folder, { recursive: true });
  const setup: Setup = { ...rest, nodes: await Promise.all(nodes.map(nodeBinary)) };
  const figures: Figure[] = [];
  for (const [name, suite] of Object.entries(SUITES)) {
    if (only.length > 0 && !only.includes(name)) continue;
    console.error(`measuring ${name}`);
    figures.push(...(await suite(setup).catch(failed)));
  }
  console.log(`${table(figures)}\n${explanation(setup)}`);
}

/** One suite that cannot run leaves the others alone: a tool may be missing. */
function failed(error: Error): Figure[] {
  console.error(error.message);
  process.exitCode = 1;
  return [];
}

function explanation({ rounds }: Setup): string {
  return `${rounds} rounds in turns, files in the page cache; ratios and targets are of the minima, cpu is the least, peak the highest
resident set of the largest process; wall by our clock, the rest by /usr/bin/time.
${platform()} ${arch()}, ${availableParallelism()} cores (${cpus()[0]?.model.trim()}), ${(totalmem() / 1e9).toFixed(0)} GB.`;
}

function optionsOrUsage(): BenchOptions | undefined {
  try {
    const read = readOptions(process.argv.slice(2));
    const unknown = read.only.find((name) => !(name in SUITES));
    if (unknown !== undefined) throw new Error(`there is no suite ${unknown}`);
    return read;
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${USAGE}`);
    process.exitCode = 2;
    return undefined;
  }
}
