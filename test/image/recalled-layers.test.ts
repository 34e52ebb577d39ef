import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { layerTar } from '../../fixtures/layers.ts';
import type { Blob } from '../../src/blob/blob.ts';
import { memoryBlob } from '../../src/blob/memory-blob.ts';
import { loadImage } from '../../src/image/load-image.ts';
import { LayerCache } from '../../src/layer/layer-cache.ts';
import { temporaryFolder } from '../layer/temporary-folder.ts';
import { layerOf, manifestOf, OPTIONS, viewsOf } from './loading.ts';

const TAR = layerTar(['a=1', 'b=22', { name: 'odd', type: 'Z' }]);
const PACKED = gzipSync(TAR);

/** The layer as a registry has it. `fetched` hears of each download. */
function remoteLayer(fetched: () => void = () => {}): ReturnType<typeof layerOf> {
  const open: Blob['open'] = () => (fetched(), memoryBlob('remote', PACKED).open());
  return layerOf(TAR, PACKED, { name: 'remote', sizeBytes: PACKED.length, open });
}

const withCache = () => ({ ...OPTIONS, cache: new LayerCache(temporaryFolder()) });

describe('an image of layers that were read before', () => {
  it('is the same, downloads nothing and is verified', async () => {
    const options = withCache();
    const cold = await loadImage(manifestOf([remoteLayer()]), options);
    let fetched = 0;
    const warm = await loadImage(manifestOf([remoteLayer(() => (fetched += 1))]), options);
    expect(fetched).toBe(0);
    expect(warm.layers[0]!.verified).toBe(true);
    expect([viewsOf(warm), warm.diagnostics]).toEqual([viewsOf(cold), cold.diagnostics]);
  });

  it('downloads them when everything is to be hashed', async () => {
    const options = withCache();
    await loadImage(manifestOf([remoteLayer()]), options);
    let fetched = 0;
    await loadImage(manifestOf([remoteLayer(() => (fetched += 1))]), { ...options, verify: true });
    expect(fetched).toBe(1);
  });

  it('is refused for a wrong diff ID in the same words', async () => {
    const options = withCache();
    const manifest = manifestOf([{ ...remoteLayer(), diffId: `sha256:${'0'.repeat(64)}` }]);
    const cold = await loadImage(manifest, options).catch(String);
    await loadImage(manifestOf([remoteLayer()]), options);
    const warm = await loadImage(manifest, options).catch(String);
    expect(warm).toMatch(/its diff ID should be/);
    expect(warm).toBe(cold);
  });

  it('is refused for too many entries in the same words', async () => {
    const options = withCache();
    const tight = { ...options, limits: { ...options.limits, maxEntries: 2 } };
    const cold = await loadImage(manifestOf([remoteLayer()]), tight).catch(String);
    await loadImage(manifestOf([remoteLayer()]), options);
    const warm = await loadImage(manifestOf([remoteLayer()]), tight).catch(String);
    expect(warm).toMatch(/more than 2 entries/);
    expect(warm).toBe(cold);
  });
});
