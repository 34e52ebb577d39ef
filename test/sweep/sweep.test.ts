import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { demoArchive } from './given-archives.ts';
import { smallArchives } from './made-archives.ts';
import { mutantOf } from './mutants.ts';
import { randomFrom } from './random.ts';
import { Tally } from './tally.ts';
import { type Bench, tryInProcess, tryProgram } from './try-mutant.ts';
import { watchRejections } from './watch.ts';

/** A sample of what `npm run sweep` tries; another seed each day would make red days that nobody can repeat. */
const SEED = 20_261_121;
const IN_PROCESS = 150;
const PROGRAMS = 200;
const CALLS = [['analyze'], ['ls', '-R'], ['diff'], ['ls', '-R', '--hash']];

describe('damaged archives', () => {
  const folder = mkdtempSync(join(tmpdir(), 'varve-sweep-'));
  const rejections = watchRejections();
  afterAll(() => {
    rejections.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('are read or refused with one clear message, in process', { timeout: 120_000 }, async () => {
    const bench: Bench = { folder, tally: new Tally(), rejections, group: 'in process' };
    const random = randomFrom(SEED);
    const bases = [...(await smallArchives()), await demoArchive()];
    for (let i = 0; i < IN_PROCESS; i += 1) {
      const mutant = mutantOf(random.pick(bases), random);
      await tryInProcess(mutant, bench, random.below(3) === 0 ? 4096 : undefined);
    }
    expect(bench.tally.report()).toBe('');
  });

  it('are read or refused by the program, too', { timeout: 240_000 }, async () => {
    const bench: Bench = { folder, tally: new Tally(), rejections, group: 'program' };
    const random = randomFrom(SEED + 1);
    const bases = [...(await smallArchives()), await demoArchive()];
    const tries = Array.from({ length: PROGRAMS }, (_, i) => ({
      mutant: mutantOf(random.pick(bases), random),
      asked: { file: `mutant-${i}.tar`, call: random.pick(CALLS), stdin: random.below(3) === 0 },
    }));
    for (let i = 0; i < tries.length; i += 2) {
      await Promise.all(tries.slice(i, i + 2).map(({ mutant, asked }) => tryProgram(mutant, bench, asked)));
    }
    expect(bench.tally.report()).toBe('');
  });
});
