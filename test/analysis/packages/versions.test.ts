import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PACKAGE_TYPES } from '../../../src/analysis/packages/claim.ts';
import { compareVersions } from '../../../src/analysis/packages/versions/compare-versions.ts';

/** Versions of one type, oldest first; `=` joins those that are the same. */
const ORDERED = [
  // Debian policy 5.6.12 and dpkg's own test of versions
  ['deb', '~~ ~~a ~ 0 a'],
  ['deb', '1.0~beta1~svn1245 1.0~beta1 1.0'],
  ['deb', '0=0-0=0:0-0=00 0-1 1.0 1.0-1 1.0-1+b1 1.0-1.1 1.0a 1.0+b 1.0.1 1.10 1:0.1 2:0'],
  ['deb', '12.2.0-14 12.2.0-14+deb12u1 12.2.0-15~exp1 12.2.0-15'],
  ['apk', '1.2_alpha 1.2_beta2 1.2_pre1 1.2_rc1 1.2 1.2-r1 1.2_git1 1.2_p1 1.2a 1.2.1 1.10'],
  ['apk', '1.02 1.1 1.9 1.10'],
  // rpm's own rpmvercmp.at
  ['rpm', '1.0~rc1 1.0=1_0 1.0^ 1.0^git1 1.0^git2 1.0a 1.0.1 1.0.1-1 1.0.1-2.el9 1.0.1-10 2.0.1 2.0.1a 1:0.1'],
  ['rpm', '5.5p1 5.5p2 5.5p10 10xyz 10.1xyz'],
  // semver.org, 11
  [
    'npm',
    '1.0.0-alpha 1.0.0-alpha.1 1.0.0-alpha.beta 1.0.0-beta 1.0.0-beta.2 1.0.0-beta.11 1.0.0-rc.1 1.0.0=1.0.0+build',
  ],
  ['golang', 'v0.0.0-20230101000000-abc v0.1.0 v0.9.0 v0.10.0 v1.0.0'],
  ['pypi', '1.0.dev1 1.0a1=1.0alpha1 1.0b2 1.0rc1=1.0c1 1.0=1.0.0=1 1.0.post1 1.0.1 1.10'],
  ['maven', '1.0-alpha-1 1.0-beta-1 1.0-m1 1.0-rc1 1.0-SNAPSHOT 1.0=1.0.Final=1.0-ga 1.0.1 1.2'],
  ['gem', '1.0.pre1 1.0.rc2 1.0 1.0.1 1.9.3 1.10'],
  ['composer', '1.0.0-beta1 1.0.0-RC1 1.0.0=v1.0.0 1.0.1'],
] as const;

describe('versions', () => {
  it.each(ORDERED)('of %s stand in the order %s', (type, text) => {
    const groups = text
      .replaceAll(' = ', '=')
      .split(' ')
      .map((group) => group.split('=').filter(Boolean));
    const ranked = groups.flatMap((versions, rank) => versions.map((version) => ({ version, rank })));
    for (const a of ranked) {
      for (const b of ranked) {
        const order = Math.sign(compareVersions(type, a.version, b.version));
        expect(`${a.version} ${b.version} ${order}`).toBe(`${a.version} ${b.version} ${Math.sign(a.rank - b.rank)}`);
      }
    }
  });

  const version = fc.string({ unit: fc.constantFrom(...'0019.-~+:_abrc'), maxLength: 8 });

  it.each(PACKAGE_TYPES)(
    'of %s have an order: what is before is not behind, and what is between is between',
    (type) => {
      const order = (a: string, b: string) => Math.sign(compareVersions(type, a, b));
      fc.assert(
        fc.property(version, version, version, (a, b, c) => {
          expect(order(a, a)).toBe(0);
          expect(order(a, b) + order(b, a)).toBe(0);
          if (order(a, b) <= 0 && order(b, c) <= 0) expect(order(a, c)).toBeLessThanOrEqual(0);
        }),
        { numRuns: 2_000 },
      );
    },
  );
});
