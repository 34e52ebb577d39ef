import { isObject, list, number, object, optional, record, ShapeError, string, type Shape } from '../base/shape.ts';
import { printable } from '../base/text.ts';
import { parseDigest } from '../model/digest.ts';
import type { Descriptor, Platform } from '../model/manifest.ts';

/** A descriptor with all that a manifest or an index may say beside digest and size. */
export interface FullDescriptor extends Descriptor {
  readonly platform: Platform | null;
  readonly annotations: Readonly<Record<string, string>>;
  /** The blob itself, in base64. */
  readonly data: string | null;
  readonly urls: readonly string[];
  readonly artifactType: string | null;
}

/** A registry's documents, told by their content: media types are missing or wrong in the field. */
export type Document = IndexDocument | ManifestDocument | { readonly kind: 'schema1' };

/** An index, or docker's manifest list: the manifests of one image for several platforms, or of several images. */
export interface IndexDocument {
  readonly kind: 'index';
  readonly manifests: readonly FullDescriptor[];
}

/** A manifest: one image, or an artifact in the form of one. */
export interface ManifestDocument {
  readonly kind: 'manifest';
  readonly artifactType: string | null;
  readonly config: FullDescriptor;
  readonly layers: readonly FullDescriptor[];
  readonly annotations: Readonly<Record<string, string>>;
}

const platform = object({ os: optional(string), architecture: optional(string), variant: optional(string) });

const rawDescriptor = object({
  mediaType: optional(string),
  digest: string,
  size: optional(number),
  annotations: optional(record(optional(string))),
  platform: optional(platform),
  data: optional(string),
  urls: optional(list(string)),
  artifactType: optional(string),
});

/** A descriptor as it stands in a manifest or an index. */
const descriptor: Shape<FullDescriptor> = (value, at) => {
  const raw = rawDescriptor(value, at);
  return {
    mediaType: raw.mediaType || null,
    digest: raw.digest,
    sizeBytes: raw.size ?? null,
    platform: raw.platform ? platformOf(raw.platform) : null,
    annotations: Object.fromEntries(
      Object.entries(raw.annotations ?? {}).flatMap(([key, text]) => (text === undefined ? [] : [[key, text]])),
    ),
    data: raw.data || null,
    urls: raw.urls ?? [],
    artifactType: raw.artifactType || null,
  };
};

/** A descriptor whose digest is one that can be checked. An index may name other things, too: there only the use is wrong. */
export const blobDescriptor: Shape<FullDescriptor> = (value, at) => {
  const read = descriptor(value, at);
  if (parseDigest(read.digest)) return read;
  throw new ShapeError(
    `${at}.digest should be a sha256 or sha512 digest but is ${printable(JSON.stringify(read.digest))}`,
  );
};

/** A descriptor that says no more than the digest. */
export function bareDescriptor(digest: string): FullDescriptor {
  return {
    mediaType: null,
    digest,
    sizeBytes: null,
    platform: null,
    annotations: {},
    data: null,
    urls: [],
    artifactType: null,
  };
}

/** A platform as configs and descriptors spell it; `null` where it says nothing, or `unknown`. */
export function platformOf(raw: {
  readonly os?: unknown;
  readonly architecture?: unknown;
  readonly variant?: unknown;
}): Platform | null {
  const { os, architecture, variant } = raw;
  if (typeof os !== 'string' || typeof architecture !== 'string') return null;
  if (os === '' || architecture === '' || os === 'unknown' || architecture === 'unknown') return null;
  return { os, architecture, variant: typeof variant === 'string' && variant !== '' ? variant : null };
}

/** An index, or docker's manifest list. */
export const index: Shape<IndexDocument> = (value, at) => ({ kind: 'index', ...indexFields(value, at) });

const indexFields = object({ manifests: orNull(list(descriptor)) });
const manifestFields = object({
  artifactType: optional(string),
  config: blobDescriptor,
  layers: orNull(list(blobDescriptor)),
});

/** A manifest or an index of a registry or a layout, of any age. */
export const document: Shape<Document> = (value, at) => {
  if (!isObject(value)) throw new ShapeError(`${at} should be a manifest or an index but is no object`);
  const has = (name: string) => Object.hasOwn(value, name);
  // CVE-2021-41190: a document that is both would be read as one thing here and as another elsewhere.
  if (has('manifests') && (has('layers') || has('config')))
    throw new ShapeError(`${at} claims to be a manifest and an index at once`);
  if (value['schemaVersion'] === 1 || has('fsLayers')) return { kind: 'schema1' };
  if (has('manifests')) return index(value, at);
  const { artifactType, ...rest } = manifestFields(value, at);
  return { kind: 'manifest', artifactType: artifactType || null, ...rest, annotations: textsIn(value['annotations']) };
};

/** The annotations of a manifest only inform: one that is no text is no reason to refuse the image. */
function textsIn(value: unknown): Readonly<Record<string, string>> {
  const entries = isObject(value) ? Object.entries(value) : [];
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

/** The empty list of a Go program is `null`; a document without the field is another matter. */
function orNull<T>(shape: Shape<readonly T[]>): Shape<readonly T[]> {
  return (value, at) => (value === null ? [] : shape(value, at));
}

const IMAGE_CONFIGS: ReadonlySet<string | null> = new Set([
  null,
  'application/vnd.oci.image.config.v1+json',
  'application/vnd.oci.image.serialization.config.v1+json',
  'application/vnd.docker.container.image.v1+json',
]);

/**
 * What a manifest holds that is no image: the type of the artifact; `null` for an image. Signatures and attestations
 * call their config an image config, so at least one layer must be a tar, too.
 */
export function artifactTypeOf({ artifactType, config, layers: all }: ManifestDocument): string | null {
  if (artifactType !== null) return artifactType;
  if (!IMAGE_CONFIGS.has(config.mediaType)) return config.mediaType;
  const isTar = ({ mediaType }: Descriptor) => mediaType === null || /(?:^|[.+])tar(?:$|[.+])/.test(mediaType);
  return all.length === 0 || all.some(isTar) ? null : all[0]!.mediaType;
}

const READABLE: ReadonlySet<string | null> = new Set([
  null,
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.docker.distribution.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v1+prettyjws',
  'application/json',
]);

/** Whether a descriptor of an index leads to a manifest or an index: it may lead to anything. */
export function leadsToManifest({ mediaType }: Descriptor): boolean {
  return READABLE.has(mediaType);
}

/** BuildKit's provenance and SBOMs stand beside the images of an index as manifests of platform `unknown/unknown`. */
export function isAttestation({ annotations }: FullDescriptor): boolean {
  return annotations['vnd.docker.reference.type'] === 'attestation-manifest';
}

export function isEncrypted({ mediaType }: Descriptor): boolean {
  return mediaType?.includes('+encrypted') ?? false;
}

/** Layers that registries do not hand out (Windows bases): they lie at their `urls`. */
export function isForeign({ mediaType, urls }: FullDescriptor): boolean {
  return urls.length > 0 || /\.(?:foreign|nondistributable)\./.test(mediaType ?? '');
}
