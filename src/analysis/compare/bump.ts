import difference from 'semver/functions/diff.js';
import valid from 'semver/functions/valid.js';
import type { PackageType } from '../packages/claim.ts';

/** How far two versions lie apart, as semver tells it; `revision`: the same upstream version, packaged or built anew. */
export const BUMPS = ['major', 'minor', 'patch', 'premajor', 'preminor', 'prepatch', 'prerelease', 'revision'] as const;
export type Bump = (typeof BUMPS)[number];

/** What distributions put around the version of those who wrote the package. */
const PACKAGING: Partial<Record<PackageType, RegExp>> = {
  deb: /^(?:\d+:)?(.*?)(?:-[^-]*)?$/s,
  rpm: /^(?:\d+:)?([^-]*)(?:-.*)?$/s,
  apk: /^(.*?)(?:-r\d+)?$/s,
};

/** The bump between two versions that differ, `null` where semver does not know them. The direction says nothing. */
export function bumpOf(type: PackageType, before: string, after: string): Bump | null {
  const [old, now] = [upstreamOf(type, before), upstreamOf(type, after)];
  if (type in PACKAGING && old === now) return 'revision';
  if (valid(old) === null || valid(now) === null) return null;
  const found = difference(old, now);
  return found === null ? 'revision' : (BUMPS.find((bump) => bump === found) ?? null);
}

function upstreamOf(type: PackageType, version: string): string {
  return PACKAGING[type]?.exec(version)?.[1] ?? version;
}
