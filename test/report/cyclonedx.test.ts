import { describe, expect, it } from 'vitest';
import type { PackageDocument, PackagesDocument } from '../../src/report/documents/packages.ts';
import { cyclonedx } from '../../src/report/cyclonedx.ts';
import { jsonPieces } from '../../src/report/json.ts';
import { SHOP } from './text/documents.ts';

const LODASH: PackageDocument = {
  ...{ type: 'npm', name: '@types/lodash', version: '4.14.0', purl: 'pkg:npm/%40types/lodash@4.14.0' },
  ...{
    files: 2,
    bytes: 30,
    layer: 3,
    installedIn: 1,
    earlier: [],
    path: '/app/node_modules/@types/lodash/package.json',
  },
};

const DOCUMENT: PackagesDocument = {
  ...{ schemaVersion: 1, kind: 'packages', varve: '1.2.3', image: SHOP.image, removed: [], diagnostics: [] },
  packages: [LODASH, { ...LODASH, path: '/other/package.json', arch: 'x64' }],
  totals: { packages: 2, bytes: 60, removed: 0, removedBytes: 0 },
};

const written = (time?: number): unknown => JSON.parse([...jsonPieces(cyclonedx(DOCUMENT, time))].join(''));

describe('CycloneDX', () => {
  // Checked against the published bom-1.6.schema.json when it was written.
  it('has a component for each package, with a reference of its own', () => {
    expect(written()).toEqual({
      $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
      bomFormat: 'CycloneDX',
      specVersion: '1.6',
      version: 1,
      metadata: {
        tools: { components: [{ type: 'application', name: 'varve', version: '1.2.3' }] },
        component: { type: 'container', 'bom-ref': 'image', name: 'shop/api:2.3' },
      },
      components: [
        {
          type: 'library',
          'bom-ref': 'pkg:npm/%40types/lodash@4.14.0',
          group: '@types',
          name: 'lodash',
          version: '4.14.0',
          purl: 'pkg:npm/%40types/lodash@4.14.0',
          evidence: { occurrences: [{ location: '/app/node_modules/@types/lodash/package.json' }] },
          properties: [
            { name: 'varve:layer', value: '3' },
            { name: 'varve:installedIn', value: '1' },
            { name: 'varve:files', value: '2' },
            { name: 'varve:bytes', value: '30' },
          ],
        },
        expect.objectContaining({
          'bom-ref': 'pkg:npm/%40types/lodash@4.14.0#2',
          properties: expect.arrayContaining([{ name: 'varve:arch', value: 'x64' }]) as unknown,
        }),
      ],
    });
  });

  it('has a time only where one is given', () => {
    expect(written(1_795_176_000)).toMatchObject({ metadata: { timestamp: '2026-11-20T12:00:00Z' } });
  });
});
