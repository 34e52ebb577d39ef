import { describe, expect, it } from 'vitest';
import type { PackageDocument, PackagesDocument } from '../../../src/report/documents/packages.ts';
import { packagesText } from '../../../src/report/text/packages.ts';
import { PLAIN, SHOP } from './documents.ts';
import { goldenFile, goldenText, widthOf } from './golden.ts';

const packageOf = (given: Partial<PackageDocument>): PackageDocument => ({
  ...{ type: 'deb', name: 'bash', version: '5.2.15-2+b9', purl: 'pkg:deb/debian/bash@5.2.15-2%2Bb9' },
  ...{ files: 3, bytes: 8301, layer: 0, installedIn: 0, earlier: [], path: '/var/lib/dpkg/status' },
  ...given,
});

const EARLIER = [{ version: '12.2.0-14', layer: 0, replacedIn: 3, change: 'upgrade' }] as const;
const REMOVED = { ...packageOf({ name: 'make', files: 1, bytes: 250_000, layer: 1 }), removedIn: 2 };

const FULL: PackagesDocument = {
  ...{ schemaVersion: 1, kind: 'packages', varve: '0.0.0', image: SHOP.image },
  packages: [
    packageOf({
      name: 'gcc-12',
      version: '12.2.0-14+deb12u1',
      bytes: 61_000_000,
      files: 1204,
      layer: 3,
      earlier: EARLIER,
    }),
    packageOf({ type: 'npm', name: '@aws-sdk/client-dynamodb-streams', version: '3.450.0', bytes: 90_000, layer: 4 }),
    packageOf({}),
    packageOf({ name: 'evil\u001b[2J', version: '1\n2', bytes: 0, files: 1 }),
  ],
  removed: [REMOVED],
  totals: { packages: 4, bytes: 61_098_301, removed: 1, removedBytes: 250_000 },
  diagnostics: [
    { code: 'void-whiteout', message: 'not of packages' },
    {
      code: 'package-unread',
      message: '/var/lib/rpm/Packages: the rpm database could not be read',
      path: '/var/lib/rpm/Packages',
    },
  ],
};

const NONE: PackagesDocument = {
  ...FULL,
  ...{ packages: [], removed: [], diagnostics: [], totals: { packages: 0, bytes: 0, removed: 0, removedBytes: 0 } },
};

describe('packages as text', () => {
  it.each([
    ['full.40', { ...PLAIN, columns: 40 }],
    ['full.80', PLAIN],
    ['full.80.color', { ...PLAIN, color: true }],
    ['full.120', { ...PLAIN, columns: 120 }],
  ])('%s', async (name, style) => {
    const pieces = [...packagesText(FULL, style)];
    expect(widthOf(pieces)).toBeLessThanOrEqual(style.columns);
    await expect(goldenText(pieces)).toMatchFileSnapshot(goldenFile(`packages.${name}`));
  });

  it('says so when there are none', () => {
    expect([...packagesText(NONE, PLAIN)].join('')).toBe('no packages\n');
  });
});
