import { digest } from '../../fixtures/image.ts';
import { type Entry, tar } from '../../fixtures/tar.ts';
import { memoryBlob } from '../../src/blob/memory-blob.ts';
import { DEFAULT_LIMITS } from '../../src/model/limits.ts';
import { EMPTY_CONFIG, type ImageConfig } from '../../src/model/manifest.ts';
import type { ImageManifest, SourceLayer } from '../../src/source/image-source.ts';
import type { Check } from '../../src/verify/check.ts';
import { verifyImage } from '../../src/verify/verify-image.ts';

/** A layer of which all that is claimed is true; `false` claims replace those. */
export function layerOf(content: readonly Entry[] | Uint8Array, falseClaims: Partial<SourceLayer> = {}): SourceLayer {
  const bytes = content instanceof Uint8Array ? content : tar(content);
  return {
    blob: memoryBlob('blob', bytes),
    digest: digest(bytes),
    mediaType: null,
    sizeBytes: bytes.length,
    diffId: digest(bytes),
    ...falseClaims,
  };
}

/** An image of these layers, whose config tells the truth but for what is given. */
export function imageOf(
  layers: readonly SourceLayer[],
  config: Partial<ImageConfig> = {},
  rest: Partial<ImageManifest> = {},
): ImageManifest {
  const named = layers.map((layer, i) => ({ ...layer, blob: layer.blob && { ...layer.blob, name: `layer ${i}` } }));
  const step = { created: null, createdBy: '', author: null, comment: null };
  const history = [...layers.map(() => ({ ...step, emptyLayer: false })), { ...step, emptyLayer: true }];
  return {
    names: [],
    digest: null,
    configDigest: null,
    platform: null,
    config: { ...EMPTY_CONFIG, diffIds: layers.map(({ diffId }) => diffId ?? ''), history, ...config },
    layers: named,
    diagnostics: [],
    ...rest,
  };
}

/** All checks of an image. */
export function checksOf(manifest: ImageManifest, hasLayers = true): Promise<readonly Check[]> {
  return verifyImage(manifest, { limits: DEFAULT_LIMITS, jobs: 2, hasLayers });
}

/** `FAIL layer 1 digest` of all checks but those that passed. */
export function notPassed(checks: readonly Check[]): readonly string[] {
  const others = checks.filter(({ verdict }) => verdict !== 'pass');
  return others.map(({ verdict, subject, check }) => `${verdict} ${subject} ${check}`);
}
