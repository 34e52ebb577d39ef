import { describe, expect, it } from 'vitest';
import type { LayerLines } from '../../fixtures/layers.ts';
import { analyze, analyzeManifest } from '../../src/examine/analyze.ts';
import { withBase } from '../../src/examine/what-if.ts';
import type { AnalyzeDocument } from '../../src/report/documents/analyze.ts';
import type { ImageManifest } from '../../src/source/image-source.ts';
import { manifestOf, NAMING, open } from './open-layers.ts';
import { written } from './schema.ts';

const LAYERS: readonly LayerLines[] = ['d/a=1, d/b=22, e=333', 'd/a=4444', '.wh.e, f=55555', 'f=666666'];

/** Claims a diff ID for each layer, by the letters of `names`. */
function claiming(names: string, layers: readonly LayerLines[] = []): ImageManifest {
  const manifest = manifestOf(names.split('').map((_, place) => layers[place] ?? ''));
  const digest = `sha256:${'d'.repeat(64)}`;
  return { ...manifest, digest, layers: manifest.layers.map((each, i) => ({ ...each, diffId: names[i]! })) };
}

function baseOf(document: AnalyzeDocument, names: string, given: Partial<ImageManifest> = {}) {
  const diffIds = 'ABCD';
  const layers = document.layers.map((layer, place) => ({ ...layer, diffId: diffIds[place]! }));
  const base = { reference: 'debian:12', manifest: claiming(names) };
  return written(withBase({ ...document, layers }, { ...manifestOf(LAYERS), ...given }, base)).base!;
}

describe('an image against its base', () => {
  it('tells what is the base’s, what is yours, and what must be pulled', async () => {
    const document = await analyze(await open(...LAYERS));
    const { yours, bases, pull, ...about } = baseOf(document, 'AB');
    expect(about).toEqual({
      reference: 'debian:12',
      digest: `sha256:${'d'.repeat(64)}`,
      layers: 2,
      isPrefix: true,
      sharedLayers: 2,
      verified: false,
      claimed: null,
    });
    expect(bases).toEqual({ layers: 2, bytes: 10, visibleBytes: 6, deadBytes: 4, hiddenBytes: 3 });
    expect(yours).toEqual({ layers: 2, bytes: 11, visibleBytes: 6, deadBytes: 5 });
    const tarBytes = document.layers[2]!.tarBytes! + document.layers[3]!.tarBytes!;
    expect(pull).toEqual({ layers: 2, bytes: tarBytes, compressedBytes: null });
  });

  it('shares the bytes of the whole out among the two', async () => {
    const document = await analyze(await open(...LAYERS));
    for (const names of ['', 'A', 'AB', 'ABC', 'ABCD', 'ABCDE', 'C', 'XBYD']) {
      const { yours, bases } = baseOf(document, names);
      expect(yours.layers + bases.layers).toBe(4);
      expect(yours.bytes! + bases.bytes!).toBe(document.totals.layerBytes);
      expect(yours.visibleBytes! + bases.visibleBytes!).toBe(document.totals.visibleBytes);
      expect(yours.deadBytes! + bases.deadBytes!).toBe(document.totals.deadBytes);
    }
  });

  it('counts the layers of a base that was rebuilt which are still the same', async () => {
    const base = baseOf(await analyze(await open(...LAYERS)), 'AXC');
    expect(base).toMatchObject({ isPrefix: false, layers: 3, sharedLayers: 2 });
    expect([base.yours.layers, base.pull.layers]).toEqual([2, 2]);
  });

  it('says of one that shares nothing what the image says of its base', async () => {
    const annotations = { 'org.opencontainers.image.base.name': 'debian:11' };
    const base = baseOf(await analyze(await open(...LAYERS)), 'XYZ', { annotations });
    expect(base).toMatchObject({ isPrefix: false, sharedLayers: 0, verified: false });
    expect(base.claimed).toEqual({ name: 'debian:11', digest: null, saidBy: 'annotation' });
    expect([base.yours.bytes, base.bases.bytes, base.bases.hiddenBytes]).toEqual([21, 0, 0]);
  });

  it('is verified only where every shared layer was hashed', async () => {
    const document = await analyze(await open(...LAYERS));
    const hashed = (...layers: readonly number[]): AnalyzeDocument => ({
      ...document,
      layers: document.layers.map((each) => ({ ...each, verified: layers.includes(each.layer) })),
    });
    expect([hashed(0, 1), hashed(0, 2)].map((each) => baseOf(each, 'AB').verified)).toEqual([true, false]);
  });

  it.each([
    ['compressed', [30, 20, 10, 5], 15],
    ['compressed but for one', [30, 20, null, 5], null],
    ['not known', [null, null, null, null], null],
  ] as const)('needs no layer for its sizes: %s', (_what, sizes, compressedBytes) => {
    const manifest = claiming('ABCD');
    const sized = { ...manifest, layers: manifest.layers.map((each, i) => ({ ...each, sizeBytes: sizes[i]! })) };
    const { yours, bases, pull, verified } = baseOf(analyzeManifest(NAMING, sized), 'AB');
    expect(yours).toEqual({ layers: 2, bytes: null, visibleBytes: null, deadBytes: null });
    expect(bases).toEqual({ ...yours, hiddenBytes: null });
    expect(pull).toEqual({ layers: 2, bytes: null, compressedBytes });
    expect(verified).toBe(false);
  });

  it('needs nothing for an image that is its own base', async () => {
    const { pull, yours } = baseOf(await analyze(await open(...LAYERS)), 'ABCD');
    expect(pull).toEqual({ layers: 0, bytes: 0, compressedBytes: 0 });
    expect(yours).toEqual({ layers: 0, bytes: 0, visibleBytes: 0, deadBytes: 0 });
  });
});
