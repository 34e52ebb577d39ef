import compare from 'semver/functions/compare.js';
import parse from 'semver/functions/parse.js';
import type SemVer from 'semver/classes/semver.js';
import { compareWords } from './words.ts';

/**
 * The order of SemVer 2.0.0, build metadata without weight; missing numbers are 0. What is no such version comes before
 * all that are.
 */
export function compareSemver(a: string, b: string): number {
  const [one, two] = [semverOf(a), semverOf(b)];
  if (one && two) return compare(one, two);
  return Number(one !== null) - Number(two !== null) || compareWords(a, b);
}

/** Go writes `v1.2.3`, and people `1.2`. */
function semverOf(version: string): SemVer | null {
  const whole = version.replace(
    /^v?(\d+)(\.\d+)?(?=$|[-+])/,
    (_all, major: string, minor = '.0') => `${major}${minor}.0`,
  );
  return parse(whole, { loose: true });
}
