import { rfc3339 } from '../base/time.ts';
import type { Platform } from '../model/manifest.ts';
import type { EngineListing } from '../source/engine/engine-images.ts';
import type { ImageManifest } from '../source/image-source.ts';

/** A layer of an image in a list. */
export interface ListedLayer {
  /** What it is known by in all images: its diff ID, else the digest of its stored bytes; `null` for one without. */
  readonly id: string | null;
  /** Bytes as they are stored, `null` where nothing tells. */
  readonly sizeBytes: number | null;
}

/** One image of many: what its manifest and config say. */
export interface ListedImage {
  /** Where it lies, as a user would name that: `backups/app.tar`, `docker-daemon:`. */
  readonly input: string;
  /** Which image of the input it is, as `--image` takes it. */
  readonly image: string;
  /** Empty for an image without a name. */
  readonly names: readonly string[];
  /** Digest of the config, else of the manifest: images of one ID are the same image. */
  readonly id: string | null;
  /** As the config has it. */
  readonly created: string | null;
  readonly platform: Platform | null;
  /** Bytes of all its layers, `null` where nothing tells. */
  readonly sizeBytes: number | null;
  /** Base first; `null` where only the image's size is known. */
  readonly layers: readonly ListedLayer[] | null;
}

/** The image with that number in the input's list. */
export function listedImage(input: string, number: number, manifest: ImageManifest): ListedImage {
  const { names, configDigest, digest, config, platform } = manifest;
  const layers = manifest.layers.map((layer) => ({
    id: layer.diffId ?? layer.digest,
    sizeBytes: layer.sizeBytes ?? layer.blob?.sizeBytes ?? null,
  }));
  const isKnown = layers.every(({ sizeBytes }) => sizeBytes !== null);
  return {
    input,
    image: `@${number}`,
    names,
    id: configDigest ?? digest,
    created: config.created,
    platform: config.platform ?? platform,
    sizeBytes: isKnown ? layers.reduce((sum, { sizeBytes }) => sum + sizeBytes!, 0) : null,
    layers,
  };
}

/** An image as an engine lists it: of its layers the list says nothing. */
export function engineImage(input: string, { id, names, sizeBytes, createdSec }: EngineListing): ListedImage {
  const created = rfc3339(createdSec);
  return { input, image: names[0] ?? id, names, id, created, platform: null, sizeBytes, layers: null };
}

/** The image as people name it: `backups/app.tar:@1`, `docker-daemon:app:1`. */
export function referenceOf({ input, image }: ListedImage): string {
  return input.endsWith(':') ? input + image : `${input}:${image}`;
}
