import { describe, expect, it } from 'vitest';
import { bumpOf } from '../../../src/analysis/compare/bump.ts';
import { packageChanges } from '../../../src/analysis/compare/package-changes.ts';
import type { PackageType } from '../../../src/analysis/packages/claim.ts';
import type { FoundPackage } from '../../../src/analysis/packages/find-packages.ts';

/** `deb openssl 3.0.1 amd64 @/place`, separated by commas. */
function packages(text: string): FoundPackage[] {
  return text.split(', ').filter(Boolean).map(packageOf);
}

function packageOf(line: string): FoundPackage {
  const [type, name, version, ...rest] = line.split(' ');
  const place = rest.find((word) => word.startsWith('@'));
  const arch = rest.find((word) => !word.startsWith('@'));
  const claim = { type: type as PackageType, name: name!, version: version!, arch, place, owns: {} };
  return { claim, row: 0, layer: 0, installedIn: 0, earlier: [], files: 0, bytes: 0, rows: [] };
}

function lines(before: string, after: string): string[] {
  return packageChanges(packages(before), packages(after)).map(
    ({ type, name, arch, change, before: old, after: now, bump }) =>
      `${type} ${name}${arch ? ` ${arch}` : ''}: ${change} ${old} ${now} ${bump}`,
  );
}

describe('changes of packages', () => {
  it.each([
    ['none where the version is the same', 'npm a 1.0.0', 'npm a 1.0.0', []],
    ['added', '', 'apk a 1-r0', ['apk a: added null 1-r0 null']],
    ['removed', 'apk a 1-r0', '', ['apk a: removed 1-r0 null null']],
    ['upgraded', 'npm a 1.9.0', 'npm a 1.10.0', ['npm a: upgraded 1.9.0 1.10.0 minor']],
    ['downgraded by the order of the ecosystem', 'deb a 1.0', 'deb a 1.0~rc1', ['deb a: downgraded 1.0 1.0~rc1 null']],
    [
      'changed where the ecosystem knows no order',
      'npm a 1.0.0+x',
      'npm a 1.0.0+y',
      ['npm a: changed 1.0.0+x 1.0.0+y revision'],
    ],
    [
      'of the same name in two ecosystems are two packages',
      'npm a 1.0.0',
      'gem a 1.0.0',
      ['gem a: added null 1.0.0 null', 'npm a: removed 1.0.0 null null'],
    ],
    ['none when only the architecture is another', 'deb a 1 amd64', 'deb a 1 arm64', []],
    [
      'one for each architecture',
      'deb a 1 amd64, deb a 1 i386',
      'deb a 2 amd64, deb a 1 i386',
      ['deb a amd64: upgraded 1 2 null'],
    ],
    [
      'a second architecture is added',
      'deb a 1 amd64',
      'deb a 1 amd64, deb a 1 i386',
      ['deb a i386: added null 1 null'],
    ],
    ['copies of one version count once', 'npm a 1.0.0 @/x, npm a 1.0.0 @/y', 'npm a 1.0.0 @/x', []],
    [
      'versions that lie in the same place belong together',
      'npm a 1.0.0 @/x, npm a 2.0.0 @/y',
      'npm a 1.0.1 @/y, npm a 2.0.1 @/x',
      ['npm a: upgraded 1.0.0 2.0.1 major', 'npm a: downgraded 2.0.0 1.0.1 major'],
    ],
    [
      'else those with the same first number',
      'npm a 1.0.0 @/1, npm a 2.0.0 @/2',
      'npm a 3.0.0 @/3, npm a 1.2.0 @/4, npm a 2.0.1 @/5',
      ['npm a: upgraded 2.0.0 2.0.1 patch', 'npm a: upgraded 1.0.0 1.2.0 minor', 'npm a: added null 3.0.0 null'],
    ],
    [
      'else the newest with the newest',
      'golang a v1.0.0 @/1, golang a v2.0.0 @/2',
      'golang a v3.0.0 @/3',
      ['golang a: upgraded v2.0.0 v3.0.0 major', 'golang a: removed v1.0.0 null null'],
    ],
  ])('%s', (_behaviour, before, after, expected) => {
    expect(lines(before, after)).toEqual(expected);
  });

  it('stay quick with thousands of versions of one name', () => {
    const many = (major: number) =>
      Array.from({ length: 3_000 }, (_, i) => `npm a ${major}.${i}.0 @/${major}/${i}`).join(', ');
    expect(lines(many(1), many(2))).toHaveLength(3_000);
  });
});

describe('bumps', () => {
  it.each([
    ['npm', '1.2.3', '2.0.0', 'major'],
    ['npm', '2.0.0', '1.2.3', 'major'],
    ['npm', '1.2.3', '1.3.0-rc.1', 'preminor'],
    ['npm', '1.3.0-rc.1', '1.3.0-rc.2', 'prerelease'],
    ['npm', '1.2', '1.3', null],
    ['golang', 'v1.2.3', 'v1.2.4', 'patch'],
    ['deb', '1:9.18.24-1', '1:9.18.28-1~deb12u2', 'patch'],
    ['deb', '9.18.24-1', '9.18.24-2', 'revision'],
    ['deb', '2.36-9', '2.36-9+deb12u4', 'revision'],
    ['deb', '2.36-9', '2.37-1', null],
    ['deb', '3.0.11-1~deb12u2', '3.1.0-1', 'minor'],
    ['apk', '3.1.4-r5', '3.1.4-r6', 'revision'],
    ['apk', '3.1.4-r5', '3.1.5-r0', 'patch'],
    ['rpm', '1:3.0.7-24.el9', '1:3.0.7-25.el9_3', 'revision'],
    ['rpm', '3.0.7-24.el9', '3.2.2-6.el9', 'minor'],
  ] as const)('%s %s to %s is %s', (type, before, after, bump) => {
    expect(bumpOf(type, before, after)).toBe(bump);
  });
});
