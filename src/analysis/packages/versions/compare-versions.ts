import type { PackageType } from '../claim.ts';
import { compareApk } from './apk.ts';
import { compareDeb } from './deb.ts';
import { compareRpm } from './rpm.ts';
import { compareSemver } from './semver.ts';
import { compareWords } from './words.ts';

type Order = (a: string, b: string) => number;

/** No version is longer, but for those that are made to take long. */
const LONGEST = 256;

const ORDERS: Readonly<Record<PackageType, Order>> = {
  deb: compareDeb,
  apk: compareApk,
  rpm: compareRpm,
  npm: compareSemver,
  golang: compareSemver,
  cargo: compareSemver,
  pypi: compareWords,
  gem: compareWords,
  maven: compareWords,
  composer: compareWords,
};

/** Orders two versions of a package as its ecosystem does: below 0 when `a` is the older one. */
export function compareVersions(type: PackageType, a: string, b: string): number {
  return ORDERS[type](a.slice(0, LONGEST), b.slice(0, LONGEST));
}
