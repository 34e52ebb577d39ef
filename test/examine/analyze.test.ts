import { describe, expect, it } from 'vitest';
import { digest } from '../../fixtures/image.ts';
import type { LayerLines } from '../../fixtures/layers.ts';
import { bytes } from '../../fixtures/tar.ts';
import { analyze, analyzeManifest, type AnalyzeOptions } from '../../src/examine/analyze.ts';
import { EMPTY_CONFIG } from '../../src/model/manifest.ts';
import { historyEntry, manifestOf, NAMING, open } from './open-layers.ts';
import { written } from './schema.ts';

const LAYERS: readonly LayerLines[] = [
  'd/, d/a=one, d/b=two2, e=1',
  'd/a=one 0700, e=22, f=ff, f=fff',
  '.wh.d, g -> f, h => f',
];

async function document(layers: readonly LayerLines[], options: AnalyzeOptions = {}) {
  return written(await analyze(await open(...layers), options));
}

describe('analyze', () => {
  it('sums up the image', async () => {
    const { kind, schemaVersion, image, totals } = await document(LAYERS);
    expect({ kind, schemaVersion }).toEqual({ kind: 'analyze', schemaVersion: 1 });
    expect(image).toMatchObject({ ...NAMING, names: ['app:1'], dangling: false });
    expect(totals).toEqual({
      layers: 3,
      emptySteps: 0,
      entries: 11,
      files: 3,
      layerBytes: 18,
      visibleBytes: 5,
      deadBytes: 13,
      compressedBytes: null,
      efficiency: 5 / 18,
    });
  });

  it('tells of each layer what it holds, what it does and what of it is dead', async () => {
    const { layers } = await document(LAYERS);
    expect(
      layers.map(({ bytes: stored, entries, files, whiteouts, added, changed, deleted, deadBytes, instruction }) => ({
        numbers: [stored, entries, files, whiteouts, added, changed, deleted, deadBytes].join(' '),
        instruction,
      })),
    ).toEqual([
      { numbers: '8 4 3 0 4 0 0 8', instruction: 'RUN step 0' },
      { numbers: '10 4 4 0 1 3 0 5', instruction: 'RUN step 1' },
      { numbers: '0 3 1 1 2 0 1 0', instruction: 'RUN step 2' },
    ]);
  });

  it('tells the dead bytes by cause, by path and by the layers that made and hid them', async () => {
    const { totals, dead } = await document(LAYERS);
    expect(dead!.byCause).toEqual({ overwritten: 1, rewritten: 3, deleted: 7, hidden: 0, duplicateEntry: 2 });
    expect(Object.values(dead!.byCause).reduce((sum, each) => sum + each)).toBe(totals.deadBytes);
    expect(dead!.paths.map(({ path, bytes: all }) => `${path} ${all}`)).toEqual(['/d/a 6', '/d/b 4', '/f 2', '/e 1']);
    expect(dead!.paths[0]!.copies).toEqual([
      { layer: 0, hiddenBy: 1, bytes: 3, cause: 'rewritten' },
      { layer: 1, hiddenBy: 2, bytes: 3, cause: 'deleted' },
    ]);
    expect(
      dead!.pairs.map(({ createdIn, hiddenBy, cause, bytes: all, paths }) =>
        [createdIn, hiddenBy, cause, all, paths].join(' '),
      ),
    ).toEqual([
      '0 2 deleted 4 1',
      '0 1 rewritten 3 1',
      '1 2 deleted 3 1',
      '1 1 duplicateEntry 2 1',
      '0 1 overwritten 1 1',
    ]);
  });

  it('finds duplicates only when it is asked to', async () => {
    const layers = ['a=abc, b=abc, c=x', 'd/e=abc'];
    expect(await document(layers)).not.toHaveProperty('duplicates');
    expect((await document(layers, { duplicates: true })).duplicates).toEqual({
      bytes: 6,
      groups: [{ bytes: 3, count: 3, sha256: digest(bytes('abc')).slice(7), paths: ['/a', '/b', '/d/e'] }],
    });
  });

  it('names the twenty largest, and all when it is asked to', async () => {
    const layer = Array.from({ length: 25 }, (_, i) => `d${i}/f=${'x'.repeat(i + 1)}`);
    const cut = await document([layer]);
    expect([cut.largest!.files.length, cut.largest!.directories.length]).toEqual([20, 20]);
    expect(cut.largest!.files[0]).toEqual({ path: '/d24/f', bytes: 25, layer: 0 });
    const whole = await document([layer], { all: true });
    expect([whole.largest!.files.length, whole.largest!.directories.length]).toEqual([25, 25]);
  });

  it('tells what is odd in the input', async () => {
    const { diagnostics } = await document(['a=1, a=2', '.wh.b']);
    expect(diagnostics).toMatchObject([
      { code: 'duplicate-path', layer: 0, path: '/a', byte: 1024 },
      { code: 'absent-whiteout', layer: 1, path: '/b' },
    ]);
  });

  it('has the bytes of paths that are not UTF-8', async () => {
    const odd = (body: string) => [{ name: Uint8Array.of(0xff), body }];
    const { dead, largest } = await document([odd('1'), odd('22')]);
    expect(dead!.paths[0]).toMatchObject({ path: '/\\xff', pathBytes: 'L/8=' });
    expect(largest!.files).toEqual([{ path: '/\\xff', pathBytes: 'L/8=', bytes: 2, layer: 1 }]);
  });

  it('calls an image without layers efficient', async () => {
    const { totals, dead, layers } = await document([]);
    expect(totals).toMatchObject({ layers: 0, layerBytes: 0, deadBytes: 0, efficiency: 1 });
    expect([layers, dead!.paths, dead!.pairs]).toEqual([[], [], []]);
  });
});

describe('analyze of a manifest alone', () => {
  const config = {
    ...EMPTY_CONFIG,
    created: '2026-10-28T09:12:00Z',
    history: [historyEntry('RUN a'), historyEntry('CMD b', true)],
  };
  const manifest = { ...manifestOf([[], []]), config };
  const sized = (...sizes: readonly (number | null)[]) => ({
    ...manifest,
    layers: manifest.layers.map((layer, i) => ({ ...layer, blob: null, sizeBytes: sizes[i]! })),
  });

  it('tells what it claims, and null for all that only layers tell', () => {
    const found = written(analyzeManifest(NAMING, sized(100, 20)));
    expect(found.totals).toMatchObject({ layers: 2, emptySteps: 1, compressedBytes: 120, layerBytes: null });
    expect([found.dive, found.dead, found.largest]).toEqual([null, null, null]);
    expect(found.layers).toMatchObject([
      { layer: 0, compressedBytes: 100, tarBytes: null, instruction: 'RUN a', createdBy: 'RUN a', verified: false },
      { layer: 1, compressedBytes: 20, tarBytes: null, instruction: '', createdBy: '', created: null },
    ]);
  });

  it('has no sum where a size is not claimed', () => {
    expect(written(analyzeManifest(NAMING, sized(100, null))).totals.compressedBytes).toBe(null);
  });
});
