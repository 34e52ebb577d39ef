import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { demoArchive } from './given-archives.ts';
import { largeArchives, smallArchives } from './made-archives.ts';
import { cutsOf, type Mutant, mutantOf } from './mutants.ts';
import { randomFrom } from './random.ts';
import { Tally } from './tally.ts';
import { tryInProcess } from './try-mutant.ts';
import { watchRejections } from './watch.ts';

const SEED = 1;
const folder = mkdtempSync(join(tmpdir(), 'varve-sweep-'));
vi.stubEnv('TMPDIR', folder);
const rejections = watchRejections();
afterAll(() => {
  rejections.stop();
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

const small = await smallArchives();
const large = [...(await largeArchives()), await demoArchive()];

/** What is wrong with varve, as the sweep would print it. */
async function sweep(mutants: readonly Mutant[]): Promise<string> {
  const tally = new Tally();
  for (const [i, mutant] of mutants.entries()) {
    await tryInProcess(mutant, { folder, tally, rejections, group: 'sample' }, i % 4 === 0 ? 4096 : undefined);
  }
  expect(mutants.length).toBeGreaterThan(0);
  return tally.report();
}

describe('an archive that is cut leads to a document or to a message that says where', () => {
  it.each(small.map((base) => [base.name, base] as const))('%s', async (_name, base) => {
    const cuts = [...cutsOf(base)];
    expect(await sweep(cuts.filter((_, i) => i % Math.ceil(cuts.length / 8) === 0))).toBe('');
  });

  it('large ones, changed in other ways, too', async () => {
    const random = randomFrom(SEED);
    expect(await sweep(Array.from({ length: 20 }, () => mutantOf(random.pick(large), random)))).toBe('');
  });
});
