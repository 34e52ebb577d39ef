import type { Blob } from '../blob/blob.ts';
import { plural, printable } from '../base/text.ts';
import { Diagnostics } from '../model/diagnostic.ts';
import { VarveError } from '../model/error.ts';
import type { Limits } from '../model/limits.ts';
import { EMPTY_CONFIG, type ImageConfig } from '../model/manifest.ts';
import { attempt } from './attempt.ts';
import { findBlob, missing, nameOf, readDocument, type BlobStore } from './blob-store.ts';
import { isEncrypted, isForeign, type FullDescriptor, type ManifestDocument } from './document.ts';
import { compareWithLayers, diffIdsOfLayers, readConfig } from './image-config.ts';
import type { ImageEntry, ImageManifest, SourceLayer } from './image-source.ts';

const SHOWN_URLS = 3;

/**
 * Reads the config that a manifest names and finds its layers.
 *
 * @throws VarveError `BLOB_MISSING`, `DIGEST_MISMATCH`, `FORMAT_INVALID`, `UNSUPPORTED` (an encrypted layer)
 */
export async function openManifest(
  store: BlobStore,
  entry: ImageEntry,
  { config: named, layers: descriptors, annotations }: ManifestDocument,
  limits: Limits,
): Promise<ImageManifest> {
  const diagnostics = new Diagnostics();
  const config = await configOf(store, named, limits, diagnostics);
  diagnostics.addAll(compareWithLayers(config, descriptors.length));
  const diffIds = diffIdsOfLayers(config, descriptors.length);
  const layers = descriptors.map((each, layer) =>
    openLayer(store, each, { layer, diffId: diffIds[layer]! }, limits, diagnostics),
  );
  return { ...entry, config, layers, annotations, diagnostics: diagnostics.list() };
}

/** Lenient reading goes on without a config, and tells why. */
async function configOf(
  store: BlobStore,
  named: FullDescriptor,
  limits: Limits,
  diagnostics: Diagnostics,
): Promise<ImageConfig> {
  const what = nameOf('the config', named);
  const read = await attempt(async () => {
    const bytes = await readDocument(store, named, 'the config', limits);
    reportSize(named, bytes.length, what, diagnostics);
    return readConfig(bytes, { input: store.name, what });
  });
  if (!(read instanceof VarveError)) {
    diagnostics.addAll(read.diagnostics);
    return read.config;
  }
  if (!limits.lenient) throw read;
  diagnostics.add({ code: 'config-unreadable', message: read.message });
  return EMPTY_CONFIG;
}

/** What a descriptor claims of a layer, and the blob if it is at hand. */
export function layerOf(
  { digest, mediaType, sizeBytes, annotations }: FullDescriptor,
  diffId: string | null,
  blob: Blob | null,
): SourceLayer {
  return { blob, digest, mediaType, sizeBytes, diffId, annotations };
}

/** Tells of a blob that is not as long as its descriptor says; the digest decides whether it is the right one. */
export function reportSize(
  { sizeBytes }: Pick<FullDescriptor, 'sizeBytes'>,
  found: number,
  what: string,
  diagnostics: Diagnostics,
  layer?: number,
): void {
  if (sizeBytes === null || sizeBytes === found) return;
  const message = `${what} should have ${plural(sizeBytes, 'byte')} but has ${plural(found, 'byte')}`;
  diagnostics.add({ code: 'size-mismatch', message, ...(layer !== undefined && { layer }) });
}

function openLayer(
  store: BlobStore,
  descriptor: FullDescriptor,
  { layer, diffId }: { readonly layer: number; readonly diffId: string | null },
  limits: Limits,
  diagnostics: Diagnostics,
): SourceLayer {
  if (isEncrypted(descriptor) && !limits.lenient) throw encrypted(store, descriptor, layer);
  const blob = findBlob(store, descriptor, `layer ${layer}`, limits);
  if (blob) {
    reportSize(descriptor, blob.sizeBytes, nameOf(`layer ${layer},`, descriptor), diagnostics, layer);
    return layerOf(descriptor, diffId, blob);
  }
  if (isForeign(descriptor))
    diagnostics.add({ code: 'foreign-layer', message: foreignMessage(descriptor, layer), layer });
  else if (!limits.lenient) throw missing(store, descriptor, `layer ${layer},`);
  return layerOf(descriptor, diffId, null);
}

function foreignMessage({ urls }: FullDescriptor, layer: number): string {
  const hosts = [...new Set(urls.slice(0, SHOWN_URLS).map(hostOf))];
  const where = hosts.length > 0 ? `; its urls lead to ${hosts.join(', ')}` : '';
  return `layer ${layer} is foreign (nondistributable) and not in the image${where}: its files are not shown`;
}

/** Only the host: a URL may carry a password or a signed query. */
function hostOf(url: string): string {
  return URL.canParse(url) && new URL(url).host !== '' ? printable(new URL(url).host) : 'no valid address';
}

function encrypted(store: BlobStore, { mediaType }: FullDescriptor, layer: number): VarveError {
  return new VarveError('UNSUPPORTED', `${store.name}: layer ${layer} is encrypted (${printable(mediaType ?? '')})`, {
    hint: 'Decrypt the image first: `skopeo copy --decryption-key KEY SOURCE oci:DIR`.',
  });
}
