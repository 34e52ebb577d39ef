import { loadImage } from '../../../src/image/load-image.ts';
import { readStreamedArchive } from '../../../src/image/stream-source.ts';
import { openTar } from '../../../src/source/open-tar.ts';
import type { ImageManifest } from '../../../src/source/image-source.ts';
import { type IndexedLayer } from '../../../src/layer/index-layer.ts';
import type { Blob } from '../../../src/blob/blob.ts';
import { OPTIONS, viewsOf } from '../../image/loading.ts';
import { seekable } from '../build.ts';

/** What an archive says of its one image, and what must not change on the way through an engine. */
export interface Reading {
  readonly names: readonly string[];
  readonly diffIds: readonly string[];
  /** The bytes and the rows of each layer's tar. */
  readonly layers: readonly (readonly [number, number])[];
  /** All paths of all layers. */
  readonly views: readonly (readonly string[])[];
}

/** An archive that lies in memory. */
export async function readingOf(archive: Uint8Array): Promise<Reading> {
  const { images } = await openTar(seekable(archive), 'x.tar', null, OPTIONS.limits);
  return reading(images[0]!.entry.names, await images[0]!.open());
}

/** An archive that an engine sends. */
export async function streamedReading(chunks: AsyncIterable<Uint8Array>): Promise<Reading> {
  const about = { transport: null, limits: OPTIONS.limits };
  const { source, captured } = await readStreamedArchive('x.tar', chunks, about);
  const [only, ...others] = source.list();
  if (!only || others.length > 0) throw new Error(`one image was asked for, and ${others.length + 1} came`);
  return reading(only.names, await source.open(only), captured);
}

async function reading(
  names: readonly string[],
  manifest: ImageManifest,
  captured?: (blob: Blob) => IndexedLayer | undefined,
): Promise<Reading> {
  const image = await loadImage(manifest, captured ? { ...OPTIONS, captured } : OPTIONS);
  return {
    names,
    diffIds: manifest.config.diffIds,
    layers: image.layers.map(({ tarBytes, index }) => [tarBytes, index.rows]),
    views: viewsOf(image),
  };
}
