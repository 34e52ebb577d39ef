import { digest } from '../../fixtures/image.ts';
import { type LayerLines, layerTar } from '../../fixtures/layers.ts';
import { memoryBlob } from '../../src/blob/memory-blob.ts';
import type { Two } from '../../src/examine/aligned-layers.ts';
import type { Opened } from '../../src/examine/opened.ts';
import { loadImage } from '../../src/image/load-image.ts';
import { SharedLayers } from '../../src/image/shared-layers.ts';
import { DEFAULT_LIMITS } from '../../src/model/limits.ts';
import type { ImageManifest } from '../../src/source/image-source.ts';
import { manifestOf, NAMING } from './open-layers.ts';

/** A layer, and the diff ID that is claimed of it where it is not the true one. */
export type ClaimedLayer = LayerLines | { readonly lines: LayerLines; readonly claims: string | null };

/** Reads two images, what both have once, as the command does. */
export async function openTwo(a: readonly ClaimedLayer[], b: readonly ClaimedLayer[]): Promise<Two<Opened>> {
  const shared = new SharedLayers();
  return { a: await openShared('a.tar', a, shared), b: await openShared('b.tar', b, shared) };
}

async function openShared(reference: string, layers: readonly ClaimedLayer[], shared: SharedLayers): Promise<Opened> {
  const image = await loadImage(claimingManifest(layers), {
    limits: DEFAULT_LIMITS,
    verify: false,
    jobs: 1,
    shared,
  });
  return { naming: { ...NAMING, reference }, image, limits: DEFAULT_LIMITS };
}

/** A manifest that claims the diff IDs of its layers. */
export function claimingManifest(layers: readonly ClaimedLayer[]): ImageManifest {
  const given = layers.map((layer) => (isClaimed(layer) ? layer : { lines: layer, claims: undefined }));
  const manifest = manifestOf(given.map(({ lines }) => lines));
  return {
    ...manifest,
    layers: manifest.layers.map((layer, i) => {
      const tar = layerTar(given[i]!.lines);
      const { claims = digest(tar) } = given[i]!;
      return { ...layer, diffId: claims, blob: memoryBlob(claims ?? `layer-${i}`, tar) };
    }),
  };
}

function isClaimed(layer: ClaimedLayer): layer is Exclude<ClaimedLayer, LayerLines> {
  return typeof layer === 'object' && 'lines' in layer;
}
