import { digestOf } from '../blob/hash.ts';
import { memoryBlob } from '../blob/memory-blob.ts';
import { readAll } from '../blob/read-all.ts';
import { isObject } from '../base/shape.ts';
import { VarveError } from '../model/error.ts';
import type { Limits } from '../model/limits.ts';
import { EMPTY_CONFIG } from '../model/manifest.ts';
import { attempt } from './attempt.ts';
import { nameOf, readDocument, type BlobStore } from './blob-store.ts';
import { bareDescriptor, type ManifestDocument } from './document.ts';
import { compareWithLayers, diffIdsOfLayers, readConfig, type ReadConfig } from './image-config.ts';
import type { ImageSet, StoredImage } from './image-set.ts';
import type { ImageEntry, ImageManifest } from './image-source.ts';
import { IndexWalk, type Found } from './index-walk.ts';
import { inspectedImages, isInspected } from './inspected-manifest.ts';
import type { Members } from './members.ts';
import { documentsOf, noImage, storedImage } from './oci-images.ts';
import { layerOf } from './open-manifest.ts';
import { jsonAs } from './read-json.ts';

/** The document, and the folder in which its config and further manifests may lie. */
export interface SavedDocument {
  /** Printable. */
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly beside: Members | null;
}

/**
 * The images of a registry's manifest or index that was saved as JSON, as it is or by `docker manifest inspect -v`.
 * No layer is at hand; without its config an image has an empty one, and a diagnostic.
 *
 * @throws VarveError `FORMAT_UNKNOWN` when it is JSON of another kind; `FORMAT_INVALID`, `IMAGE_NOT_FOUND`
 */
export async function savedManifest(saved: SavedDocument, limits: Limits): Promise<ImageSet> {
  const value = jsonAs(saved.bytes, { input: saved.name, what: 'the document' }, (each: unknown) => each);
  const store = storeBeside(saved);
  const found = isInspected(value) ? inspectedImages(value, saved.name) : await walk(store, saved, value, limits);
  const images: StoredImage[] = [];
  for (const each of found) images.push(await savedImage(store, saved.beside, each, limits));
  return { transport: 'manifest', format: 'saved manifest', images };
}

async function walk(
  store: BlobStore,
  { name, bytes }: SavedDocument,
  value: unknown,
  limits: Limits,
): Promise<readonly Found[]> {
  if (
    !isObject(value) ||
    !['manifests', 'layers', 'fsLayers', 'schemaVersion'].some((key) => Object.hasOwn(value, key))
  )
    throw otherJson(name, value);
  const walking = new IndexWalk(store, limits);
  await walking.follow([bareDescriptor(digestOf(bytes))]);
  if (walking.found.length === 0) throw noImage(store, walking.artifacts);
  return walking.found;
}

/** Names under which people and tools keep a blob beside a manifest. */
function storeBeside({ name, bytes, beside }: SavedDocument): BlobStore {
  const own = digestOf(bytes);
  return {
    name,
    find({ algorithm, hex }) {
      if (own === `${algorithm}:${hex}`) return memoryBlob(name, bytes);
      const names = [
        hex,
        `${hex}.json`,
        `${hex}.manifest.json`,
        `${algorithm}-${hex}.json`,
        `blobs/${algorithm}/${hex}`,
      ];
      return names.map((each) => beside?.find(each)?.blob).find((blob) => blob !== undefined);
    },
  };
}

async function savedImage(
  store: BlobStore,
  beside: Members | null,
  found: Found,
  limits: Limits,
): Promise<StoredImage> {
  const { manifest, descriptor } = found;
  if (manifest instanceof VarveError) return storedImage(found, descriptor.platform, () => Promise.reject(manifest));
  const read = await configAtHand(store, beside, manifest, limits);
  const platform = descriptor.platform ?? (read instanceof VarveError ? null : (read?.config.platform ?? null));
  const documents = documentsOf(store, found, manifest, limits);
  return storedImage(found, platform, async (entry) => ({ ...withoutLayers(entry, manifest, read), documents }));
}

/** A `config.json` beside it is taken only if it is the one: docker's own settings have that name, too. */
async function configAtHand(
  store: BlobStore,
  beside: Members | null,
  { config }: ManifestDocument,
  limits: Limits,
): Promise<ReadConfig | VarveError | undefined> {
  const origin = { input: store.name, what: nameOf('the config', config) };
  const read = await attempt(async () => readConfig(await readDocument(store, config, 'the config', limits), origin));
  if (!(read instanceof VarveError) || read.code !== 'BLOB_MISSING') return read;
  const blob = beside?.find('config.json')?.blob;
  const bytes = blob && (await readAll(blob, limits.maxJson));
  return bytes && digestOf(bytes) === config.digest ? readConfig(bytes, origin) : undefined;
}

function withoutLayers(
  entry: ImageEntry,
  { layers, config: named, annotations }: ManifestDocument,
  read: ReadConfig | VarveError | undefined,
): ImageManifest {
  if (read instanceof VarveError) throw read;
  const config = read?.config ?? { ...EMPTY_CONFIG, platform: entry.platform };
  const diffIds = diffIdsOfLayers(config, layers.length);
  const diagnostics = read
    ? [...read.diagnostics, ...compareWithLayers(config, layers.length)]
    : [
        {
          code: 'config-missing',
          message: `${nameOf('the config', named)} does not lie beside the manifest: history and settings are not known`,
        },
      ];
  const unread = layers.map((each, i) => layerOf(each, diffIds[i]!, null));
  return { ...entry, config, layers: unread, annotations, diagnostics };
}

function otherJson(name: string, value: unknown): VarveError {
  const isConfig = isObject(value) && Object.hasOwn(value, 'rootfs');
  return new VarveError('FORMAT_UNKNOWN', `${name} is JSON, but no manifest and no index of an image`, {
    hint: isConfig
      ? 'It is an image config: save the manifest beside it, and name that.'
      : 'Save one with `crane manifest NAME` or `docker manifest inspect -v NAME`.',
  });
}
