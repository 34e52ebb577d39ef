import { VERSION } from '../base/version.ts';
import { layerSteps, type Step } from '../history/steps.ts';
import type { Image } from '../image/image.ts';
import type { Limits } from '../model/limits.ts';
import type { ImageDocument } from '../report/documents/parts.ts';
import type { ImageManifest, Transport } from '../source/image-source.ts';

/** What documents say of an image beside what is in it. */
export interface Naming {
  /** The image as the user named it. */
  readonly reference: string;
  readonly transport: Transport;
  readonly format: string;
}

/** An image that was read, ready to be examined. */
export interface Opened {
  readonly naming: Naming;
  readonly image: Image;
  readonly limits: Limits;
}

/** The keys every document begins with. */
export function documentHead<const K extends string>(kind: K): { schemaVersion: 1; kind: K; varve: string } {
  return { schemaVersion: 1, kind, varve: VERSION };
}

/** The `image` key of documents. */
export function imageDocument(naming: Naming, manifest: ImageManifest): ImageDocument {
  const { names, digest, configDigest, platform, config } = manifest;
  const couldHaveName = naming.transport !== 'rootfs' && naming.transport !== 'dir' && naming.transport !== 'manifest';
  return {
    reference: naming.reference,
    transport: naming.transport,
    format: naming.format,
    names: [...names],
    digest,
    configDigest,
    platform: config.platform ?? platform,
    created: config.created,
    author: config.author,
    dangling: couldHaveName && names.length === 0,
    config: config.settings,
  };
}

/** The history step of each layer, by the layer's ordinal. */
export function stepsByLayer({ image }: Opened): readonly Step[] {
  return layerSteps(image.manifest.config, image.layers.length);
}
