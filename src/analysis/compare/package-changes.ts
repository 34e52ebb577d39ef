import type { FoundPackage } from '../packages/find-packages.ts';
import type { PackageType } from '../packages/claim.ts';
import { compareVersions } from '../packages/versions/compare-versions.ts';
import { compareTexts } from '../packages/versions/pieces.ts';
import { type Bump, bumpOf } from './bump.ts';

/** `changed`: the ecosystem knows no order of the two versions, or takes them for the same. */
export const PACKAGE_CHANGES = ['added', 'removed', 'upgraded', 'downgraded', 'changed'] as const;

/** A package that is in one image only, or in both in versions that differ. */
export interface PackageChange {
  readonly name: string;
  readonly type: PackageType;
  readonly arch?: string;
  readonly change: (typeof PACKAGE_CHANGES)[number];
  readonly before: string | null;
  readonly after: string | null;
  readonly bump: Bump | null;
}

/** One version of a package, wherever copies of it lie. */
interface Version {
  readonly version: string;
  readonly arch: string;
  readonly places: Set<string>;
}

type Pair = readonly [Version | undefined, Version | undefined];

/** By what two versions of a package belong together, the surest sign first. Those that share a key are a pair. */
const SIGNS: readonly ((version: Version) => Iterable<string>)[] = [
  ({ version, arch }) => [`${version}\0${arch}`],
  ({ version }) => [version],
  ({ places, arch }) => [...places].map((place) => `${place}\0${arch}`),
  ({ version, arch }) => [`${/\d*/.exec(version.replace(/^v/, ''))![0]}\0${arch}`],
  ({ arch }) => [arch],
  () => [''],
];

/**
 * What happened to packages on the way from one image to another, ordered by type and name, what belongs together for sure
 * first. A version that both have is no change, whatever its files and its architecture.
 */
export function packageChanges(before: readonly FoundPackage[], after: readonly FoundPackage[]): PackageChange[] {
  const [old, now] = [byName(before), byName(after)];
  const names = [...new Set([...old.keys(), ...now.keys()])].sort(compareTexts);
  return names.flatMap((key) => {
    const [type, name] = key.split('\0') as [PackageType, string];
    return pairsOf(newestFirst(type, old.get(key)), newestFirst(type, now.get(key)))
      .filter(([one, two]) => one?.version !== two?.version)
      .map((pair) => changeOf(type, name, pair));
  });
}

function byName(packages: readonly FoundPackage[]): Map<string, Map<string, Version>> {
  const names = new Map<string, Map<string, Version>>();
  for (const { claim } of packages) {
    const { type, name, version, arch = '', place } = claim;
    const key = `${type}\0${name}`;
    const versions = names.get(key) ?? new Map<string, Version>();
    names.set(key, versions);
    const found = versions.get(`${version}\0${arch}`) ?? { version, arch, places: new Set() };
    versions.set(`${version}\0${arch}`, found);
    if (place !== undefined) found.places.add(place);
  }
  return names;
}

function newestFirst(type: PackageType, versions: ReadonlyMap<string, Version> | undefined): Version[] {
  const list = [...(versions?.values() ?? [])];
  return list.sort(
    (a, b) =>
      compareVersions(type, b.version, a.version) || compareTexts(b.version, a.version) || compareTexts(a.arch, b.arch),
  );
}

function pairsOf(before: readonly Version[], after: readonly Version[]): Pair[] {
  const pairs: Pair[] = [];
  let [old, now] = [before, after];
  for (const sign of SIGNS) {
    if (old.length === 0 || now.length === 0) break;
    const matched = matches(old, now, sign);
    pairs.push(...matched);
    const taken = new Set(matched.flat());
    [old, now] = [old.filter((each) => !taken.has(each)), now.filter((each) => !taken.has(each))];
  }
  return [...pairs, ...old.map((each): Pair => [each, undefined]), ...now.map((each): Pair => [undefined, each])];
}

function matches(old: readonly Version[], now: readonly Version[], sign: (typeof SIGNS)[number]): Pair[] {
  const waiting = new Map<string, Version[]>();
  for (const each of old.toReversed()) {
    for (const key of sign(each)) {
      const list = waiting.get(key);
      if (list) list.push(each);
      else waiting.set(key, [each]);
    }
  }
  const taken = new Set<Version>();
  const take = (key: string): Version | undefined => {
    const list = waiting.get(key) ?? [];
    while (list.length > 0 && taken.has(list.at(-1)!)) list.pop();
    return list.pop();
  };
  return now.flatMap((each): Pair[] => {
    for (const key of sign(each)) {
      const found = take(key);
      if (!found) continue;
      taken.add(found);
      return [[found, each]];
    }
    return [];
  });
}

function changeOf(type: PackageType, name: string, [old, now]: Pair): PackageChange {
  const arch = (now ?? old)!.arch;
  return {
    name,
    type,
    ...(arch !== '' && { arch }),
    change: kindOf(type, old, now),
    before: old?.version ?? null,
    after: now?.version ?? null,
    bump: old && now ? bumpOf(type, old.version, now.version) : null,
  };
}

function kindOf(type: PackageType, old: Version | undefined, now: Version | undefined): PackageChange['change'] {
  if (!old) return 'added';
  if (!now) return 'removed';
  const order = compareVersions(type, old.version, now.version);
  return order < 0 ? 'upgraded' : order > 0 ? 'downgraded' : 'changed';
}
