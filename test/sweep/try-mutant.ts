import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { wrongIn } from './judge.ts';
import { wrongBetween, wrongBetweenInputs } from './judge-document.ts';
import type { Mutant } from './mutants.ts';
import { type Outcome, runInProcess, runProgram } from '../cli/run-varve.ts';
import type { Tally } from './tally.ts';
import { filesLeftOpen, type Rejections } from './watch.ts';

/** What trying a mutant needs. */
export interface Bench {
  /** Where the mutant is written; a folder of its own. */
  readonly folder: string;
  readonly tally: Tally;
  readonly rejections: Rejections;
  /** The line of the summary that runs are counted in. */
  readonly group: string;
}

const FILE = 'mutant.tar';
const STANDARD_INPUT = 'standard input';
const SLOW_SECONDS = 5;

/** What is asked of each mutant. The last one reads every body. */
const CALLS = [['analyze'], ['ls', '-R'], ['diff']] as const;
const ALL_BODIES = ['ls', '-R', '--hash'] as const;

/** Tries a mutant in this process: as a file, and with `chunkBytes` as standard input, too, that many bytes at a time. */
export async function tryInProcess(mutant: Mutant, bench: Bench, chunkBytes?: number): Promise<void> {
  const path = join(bench.folder, FILE);
  writeFileSync(path, mutant.bytes);
  bench.tally.mutant(bench.group);
  const asked = chunkBytes === undefined ? CALLS : [...CALLS, ALL_BODIES];
  const fromFile = new Map<string, Outcome>();
  for (const call of asked) fromFile.set(call.join(' '), await judged([...call, path], FILE, mutant, bench));
  compareDocuments(fromFile, mutant, bench);
  if (chunkBytes === undefined) return;
  for (const call of asked) {
    const outcome = await judged([...call, '-'], STANDARD_INPUT, mutant, bench, { bytes: mutant.bytes, chunkBytes });
    const twin = fromFile.get(call.join(' '))!;
    if (outcome.exit !== 0) continue;
    const wrong = twin.exit === 0 && call[0] !== 'analyze' ? wrongBetweenInputs(twin.stdout, outcome.stdout) : [];
    const looser = twin.exit === 3 ? ['standard input takes what is refused as a file'] : [];
    report([...wrong, ...looser], [...call, '-'], twin.exit === 3 ? twin : outcome, mutant, bench);
  }
}

/** Tries a mutant with the real program, as a file or as standard input. Mutants tried at once need names of their own. */
export async function tryProgram(
  mutant: Mutant,
  bench: Bench,
  asked: { file: string; call: readonly string[]; stdin: boolean },
): Promise<void> {
  const path = join(bench.folder, asked.file);
  writeFileSync(path, mutant.bytes);
  bench.tally.mutant(bench.group);
  const argv = [...asked.call, asked.stdin ? '-' : path, ...mutant.base.args, '--json'];
  const run = () => runProgram(argv, asked.stdin ? { stdinPath: path } : {});
  const outcome = await confirmed(run);
  bench.tally.run(bench.group, outcome);
  const shown = asked.stdin ? STANDARD_INPUT : asked.file;
  report(wrongIn({ mutant, argv, shown, outcome }), argv, outcome, mutant, bench);
}

async function judged(
  call: readonly string[],
  shown: string,
  mutant: Mutant,
  bench: Bench,
  stdin?: { readonly bytes: Uint8Array; readonly chunkBytes: number },
): Promise<Outcome> {
  const argv = [...call, ...mutant.base.args, '--json'];
  const outcome = await confirmed(() => runInProcess(argv, { stdin }));
  await setImmediate(); // lets failures that nobody caught come to light
  const open = await filesLeftOpen(bench.folder);
  const wrong = [
    ...wrongIn({ mutant, argv, shown, outcome }),
    ...open.map(() => 'a file is left open'),
    ...bench.rejections.take().map((text) => `a failure was caught by nobody: ${text}`),
  ];
  bench.tally.run(bench.group, outcome);
  report(wrong, argv, outcome, mutant, bench);
  return outcome;
}

/** A slow run is tried once more: the machine may have been busy with something else. */
async function confirmed(run: () => Promise<Outcome>): Promise<Outcome> {
  const outcome = await run();
  return outcome.seconds > SLOW_SECONDS ? run() : outcome;
}

function compareDocuments(outcomes: ReadonlyMap<string, Outcome>, mutant: Mutant, bench: Bench): void {
  const [ls, diff] = [outcomes.get('ls -R')!, outcomes.get('diff')!];
  if (ls.exit !== diff.exit) report(['ls and diff end differently'], ['diff'], diff, mutant, bench);
  if (ls.exit === 0 && diff.exit === 0) report(wrongBetween(ls.stdout, diff.stdout), ['diff'], diff, mutant, bench);
}

function report(
  rules: readonly string[],
  argv: readonly string[],
  outcome: Outcome,
  mutant: Mutant,
  { tally, group }: Bench,
): void {
  for (const rule of rules) tally.finding(group, { rule, mutant, call: argv.join(' '), outcome });
}
