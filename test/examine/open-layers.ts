import { type LayerLines, layerTar } from '../../fixtures/layers.ts';
import { memoryBlob } from '../../src/blob/memory-blob.ts';
import type { Opened } from '../../src/examine/opened.ts';
import type { Image } from '../../src/image/image.ts';
import { loadImage } from '../../src/image/load-image.ts';
import { DEFAULT_LIMITS } from '../../src/model/limits.ts';
import { EMPTY_CONFIG, type HistoryEntry } from '../../src/model/manifest.ts';
import type { ImageManifest } from '../../src/source/image-source.ts';

/** Loads an image of these layers, the base first. Its history says `step 0`, `step 1`… */
export function imageOf(...layers: readonly LayerLines[]): Promise<Image> {
  return loadImage(manifestOf(layers), { limits: DEFAULT_LIMITS, verify: false, jobs: 1 });
}

/** The same, ready to be examined. */
export async function open(...layers: readonly LayerLines[]): Promise<Opened> {
  return { naming: NAMING, image: await imageOf(...layers), limits: DEFAULT_LIMITS };
}

export const NAMING = { reference: 'app.tar', transport: 'docker-archive', format: 'docker archive' } as const;

/** A manifest of plain layers that claims nothing of them. */
export function manifestOf(layers: readonly LayerLines[]): ImageManifest {
  return {
    names: ['app:1'],
    digest: null,
    configDigest: null,
    platform: null,
    config: { ...EMPTY_CONFIG, history: layers.map((_, layer) => historyEntry(`/bin/sh -c step ${layer}`)) },
    layers: layers.map((lines, layer) => ({
      blob: memoryBlob(`layer-${layer}`, layerTar(lines)),
      digest: null,
      mediaType: null,
      sizeBytes: null,
      diffId: null,
    })),
    diagnostics: [],
  };
}

/** A step of a history that says only who made it. */
export function historyEntry(createdBy: string, emptyLayer = false): HistoryEntry {
  return { created: null, createdBy, author: null, comment: null, emptyLayer };
}
