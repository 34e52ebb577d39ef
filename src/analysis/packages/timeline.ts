import type { Candidate } from './candidates.ts';
import { inodeKey } from './candidates.ts';
import type { Claim } from './claim.ts';

/** One version of a package in the layers `[from, to)`. */
export interface Step {
  readonly claim: Claim;
  /** The database that says so. */
  readonly row: number;
  readonly from: number;
  readonly to: number;
}

/** How a package came to be what it is, or was: versions that follow each other without a gap, the oldest first. */
export type Timeline = readonly Step[];

/** A hostile database may repeat millions of packages. */
const MAX_STEPS = 2_000_000;

/** The last stay of each package in the image; `isCut` when there were more than two million to look at. */
export function timelinesOf(candidates: readonly Candidate[]): { timelines: Timeline[]; isCut: boolean } {
  const byKey = new Map<string, Step[]>();
  let count = 0;
  for (const { row, runs, findings } of candidates) {
    for (const { from, to, inode } of runs) {
      const finding = findings.get(inodeKey(inode));
      if (!finding || !('claims' in finding)) continue;
      for (const [key, claim] of keyed(finding.claims)) {
        count += 1;
        if (count > MAX_STEPS) return { timelines: lastStays(byKey), isCut: true };
        const steps = byKey.get(key);
        if (steps) steps.push({ claim, row, from, to });
        else byKey.set(key, [{ claim, row, from, to }]);
      }
    }
  }
  return { timelines: lastStays(byKey), isCut: false };
}

function lastStays(byKey: ReadonlyMap<string, Step[]>): Timeline[] {
  return [...byKey.values()].map(lastStay);
}

/** What makes two claims speak of one package; a package that is there in two versions at once is two. */
function* keyed(claims: readonly Claim[]): Generator<readonly [string, Claim]> {
  const seen = new Set<string>();
  for (const claim of claims) {
    const { type, name, arch = '', place = '' } = claim;
    const key = [type, name, arch, place].join('\0');
    const own = seen.has(key) ? `${key}\0${claim.version}` : key;
    if (seen.has(own)) continue;
    seen.add(own);
    yield [own, claim];
  }
}

/** Steps of the same version are one; what lies before a gap is forgotten. */
function lastStay(steps: Step[]): Timeline {
  const sorted = steps.toSorted((a, b) => a.from - b.from || a.to - b.to || a.row - b.row);
  let stay: Step[] = [];
  for (const step of sorted) {
    const last = stay.at(-1);
    if (last && step.from > last.to) stay = [step];
    else if (last?.claim.version !== step.claim.version) stay.push(step);
    else if (step.to > last.to) stay[stay.length - 1] = { ...step, from: last.from };
  }
  return stay;
}
