/**
 * `npm run sweep [-- --seed N] [--full] [--only NAME]`: damages archives in every way and looks at what varve makes of
 * them. Prints a summary, and exits 1 when any rule was broken; what broke it is kept. `--full` tries ten times as many
 * seeded mutants, `--only` takes the archives whose names hold the text.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import pLimit from 'p-limit';
import type { BaseArchive } from './base-archive.ts';
import { corpusArchives, demoArchive } from './given-archives.ts';
import { largeArchives, smallArchives } from './made-archives.ts';
import { cutsOf, type Mutant, mutantOf } from './mutants.ts';
import { randomFrom } from './random.ts';
import { Tally } from './tally.ts';
import { type Bench, tryInProcess, tryProgram } from './try-mutant.ts';
import { countOpenFiles, watchRejections } from './watch.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    full: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
  },
});
const seed = values.seed === undefined ? Math.floor(Date.now() / 1000) : Number(values.seed);
const random = randomFrom(seed);

const MAX_CUT_BYTES = 256 * 1000;
const SEEDED_MUTANTS = values.full ? 20_000 : 2000;
const PROGRAM_MUTANTS = values.full ? 2000 : 200;
const PROGRAMS_AT_ONCE = 2;
const CHUNK_BYTES = [511, 512, 4096, 65_536, 2 ** 20];
/** One mutant in so many is tried as standard input, too. */
const STREAM_EVERY = 4;
const STREAM_EVERY_CUT = values.full ? 4 : 32;
const MAX_KEPT = 100;
const SETTLE_MS = 200;

const keptFolder = join(tmpdir(), `varve-findings-${seed}`);
const folder = mkdtempSync(join(tmpdir(), 'varve-sweep-'));
process.env['TMPDIR'] = folder;
const tally = new Tally(console.error);
const rejections = watchRejections();
const filesBefore = countOpenFiles();

const wanted = (bases: readonly BaseArchive[]) => bases.filter(({ name }) => name.includes(values.only));
const isLarge = ({ bytes }: BaseArchive) => bytes.length > MAX_CUT_BYTES;

const made = wanted(await smallArchives());
const demo = wanted([await demoArchive()]);
const given = wanted(await corpusArchives());
const large = [...wanted(await largeArchives()), ...demo, ...given.filter(isLarge)];
const all = [...made, ...large, ...given.filter((base) => !isLarge(base))];
console.log(`seed ${seed}: ${all.length} archives, ${given.length} of them of the corpus`);

for (const base of [...made, ...demo]) await tryAll(cutsOf(base), `${base.name}, cut`, STREAM_EVERY);
await tryAll(given.filter((base) => !isLarge(base)).flatMap(cuts), 'corpus, cut', STREAM_EVERY_CUT);
await tryAll(seeded(large, SEEDED_MUTANTS), 'large, seeded', STREAM_EVERY);
await tryAll(seeded([...made, ...given], SEEDED_MUTANTS), 'small, seeded', STREAM_EVERY);
await tryPrograms(all);
await setTimeout(SETTLE_MS);

console.log(`\n${tally.table()}\n\nfiles open before and after: ${filesBefore}, ${countOpenFiles()}`);
rejections.stop();
rmSync(folder, { recursive: true, force: true });
if (tally.findings > 0) {
  keepFindings();
  console.log(`\n${tally.report()}`);
  console.log(`${tally.findings} findings; the first of each kind is kept in ${keptFolder}`);
  process.exitCode = 1;
}

async function tryAll(mutants: Iterable<Mutant>, group: string, streamEvery: number): Promise<void> {
  const bench = benchOf(group);
  for (const mutant of mutants) {
    const isStream = random.below(streamEvery) === 0;
    await tryInProcess(mutant, bench, isStream ? random.pick(CHUNK_BYTES) : undefined);
  }
}

/** As many as there are processors at once: the rest would only wait. */
async function tryPrograms(bases: readonly BaseArchive[]): Promise<void> {
  const bench = benchOf('real program');
  const limit = pLimit(PROGRAMS_AT_ONCE);
  const calls = [['analyze'], ['ls', '-R'], ['diff'], ['ls', '-R', '--hash']];
  const asked = [...seeded(bases, PROGRAM_MUTANTS)].map((mutant, i) => ({
    mutant,
    how: { file: `mutant-${i}.tar`, call: random.pick(calls), stdin: random.below(3) === 0 },
  }));
  await Promise.all(asked.map(({ mutant, how }) => limit(() => tryProgram(mutant, bench, how))));
}

function benchOf(group: string): Bench {
  const at = Math.round(performance.now() / 1000);
  console.error(`${String(at).padStart(5)} s, ${tally.findings} findings; now: ${group}`);
  return { folder, tally, rejections, group };
}

function cuts(base: BaseArchive): readonly Mutant[] {
  return [...cutsOf(base)];
}

function* seeded(bases: readonly BaseArchive[], count: number): Generator<Mutant> {
  if (bases.length === 0) return;
  for (let i = 0; i < count; i += 1) yield mutantOf(random.pick(bases), random);
}

function keepFindings(): void {
  mkdirSync(keptFolder, { recursive: true });
  for (const [i, { first }] of tally.kinds.slice(0, MAX_KEPT).entries()) {
    const { mutant, rule, call } = first;
    writeFileSync(join(keptFolder, `${i}.tar`), mutant.bytes);
    writeFileSync(join(keptFolder, `${i}.txt`), `${rule}\n${mutant.base.name}: ${mutant.what}\nvarve ${call}\n`);
  }
}
