import { digest } from '../../fixtures/image.ts';
import { fullLines, type LayerLines, layerTar } from '../../fixtures/layers.ts';
import type { Blob } from '../../src/blob/blob.ts';
import { memoryBlob } from '../../src/blob/memory-blob.ts';
import type { Image } from '../../src/image/image.ts';
import { loadImage, type LoadOptions } from '../../src/image/load-image.ts';
import { DEFAULT_LIMITS } from '../../src/model/limits.ts';
import type { ImageManifest, SourceLayer } from '../../src/source/image-source.ts';
import { viewAt } from '../../src/union/view.ts';

export const OPTIONS: LoadOptions = { limits: DEFAULT_LIMITS, verify: false, jobs: 4 };

/** A layer with what is rightly claimed of it. */
export function layerOf(tar: Uint8Array, stored = tar, blob: Blob = memoryBlob(digest(stored), stored)): SourceLayer {
  return { blob, digest: digest(stored), mediaType: null, sizeBytes: stored.length, diffId: digest(tar) };
}

export function manifestOf(layers: readonly SourceLayer[]): ImageManifest {
  const config = { os: 'linux', architecture: 'amd64', history: [], diffIds: [] } as unknown as ImageManifest['config'];
  return { names: [], digest: null, configDigest: null, platform: null, config, layers, diagnostics: [] };
}

/** An image of layers given as lines. */
export function imageOf(...layers: readonly LayerLines[]): Promise<Image> {
  return loadImage(manifestOf(layers.map((lines) => layerOf(layerTar(lines)))), OPTIONS);
}

/** All views of an image, layer by layer. */
export function viewsOf({ paths, layers }: Image): string[][] {
  return layers.map((_, layer) => fullLines(paths, viewAt(paths, layer)));
}
