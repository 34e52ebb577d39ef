import { plural } from '../base/text.ts';
import { distinctNames } from '../model/image-name.ts';
import { Diagnostics, type Diagnostic } from '../model/diagnostic.ts';
import { VarveError } from '../model/error.ts';
import type { Limits } from '../model/limits.ts';
import type { Platform } from '../model/manifest.ts';
import { attempt } from './attempt.ts';
import { attestationsOf, readAttestations } from './attestations.ts';
import { findBlob, nameOf, readDocument, type BlobStore } from './blob-store.ts';
import type { FullDescriptor, ManifestDocument } from './document.ts';
import { readConfig } from './image-config.ts';
import type { ImageEntry, ImageManifest, SourceDocument } from './image-source.ts';
import type { StoredImage } from './image-set.ts';
import { IndexWalk, namesIn, type Found } from './index-walk.ts';
import { openManifest, reportSize } from './open-manifest.ts';

const SHOWN_ARTIFACTS = 10;

/** How the manifest of an image is turned into what callers read: where only the manifest is at hand, that differs. */
export type OpenManifest = (entry: ImageEntry, manifest: ManifestDocument) => Promise<ImageManifest>;

/**
 * The images that the descriptors of an index lead to, in their order; an image met twice is one entry with all names.
 * A manifest that is not there is left out when it has no name and others are there: docker saves an index of all
 * platforms with the blobs of one. Other faults keep their entry, and opening it throws.
 *
 * @throws VarveError `IMAGE_NOT_FOUND` when there is no image, naming what else there is; `LIMIT`
 */
export async function ociImages(
  store: BlobStore,
  descriptors: readonly FullDescriptor[],
  limits: Limits,
): Promise<readonly StoredImage[]> {
  const walk = new IndexWalk(store, limits);
  await walk.follow(descriptors);
  if (walk.found.length === 0) throw noImage(store, walk.artifacts);
  const kept = withoutAbsent(walk.found);
  const absent = absentNote(walk.found.length - kept.length);
  const images: StoredImage[] = [];
  // One after the other: a layout may hold more manifests than a process may hold files open.
  for (const found of kept) {
    const platform = await platformOf(store, found, limits);
    images.push(
      storedImage(found, platform, async (entry, manifest) => {
        const opened = await openManifest(store, entry, manifest, limits);
        const documents = documentsOf(store, found, manifest, limits);
        const diagnostics = [...absent, ...sizeNote(found), ...opened.diagnostics];
        const attested = attestationsOf(walk.attestations, found.descriptor.digest);
        if (attested.length === 0) return { ...opened, documents, diagnostics };
        const attestations = () => readAttestations(store, attested, (each) => walk.manifest(each), limits);
        return { ...opened, documents, diagnostics, attestations };
      }),
    );
  }
  return images;
}

/** One image of an index; one that cannot be read has an entry, too, and opening it says why. */
export function storedImage(
  { descriptor, names, within, manifest }: Found,
  platform: Platform | null,
  open: OpenManifest,
): StoredImage {
  const failed = manifest instanceof VarveError;
  const entry: ImageEntry = {
    names: distinctNames(names),
    digest: descriptor.digest,
    configDigest: failed ? null : manifest.config.digest,
    platform,
    ...(within.length > 0 && { within: within.map(({ digest }) => digest) }),
  };
  return { entry, open: () => (failed ? Promise.reject(manifest) : open(entry, manifest)) };
}

/** What the index says, else what the config says; a config that cannot be read says nothing yet. */
async function platformOf(store: BlobStore, { descriptor, manifest }: Found, limits: Limits): Promise<Platform | null> {
  if (descriptor.platform || manifest instanceof VarveError) return descriptor.platform;
  const what = nameOf('the config', manifest.config);
  const read = await attempt(async () => {
    const bytes = await readDocument(store, manifest.config, 'the config', limits);
    return readConfig(bytes, { input: store.name, what });
  });
  return read instanceof VarveError ? null : read.config.platform;
}

/** What leads to the layers of an image that an index names, and what is claimed of it. */
export function documentsOf(
  store: BlobStore,
  { within, descriptor }: Found,
  { config }: ManifestDocument,
  limits: Limits,
): readonly SourceDocument[] {
  const documentOf = (kind: SourceDocument['kind'], each: FullDescriptor): SourceDocument => {
    // A manifest that nothing leads to was given its descriptor here: that claims nothing.
    const isClaimed = each.sizeBytes !== null || each.mediaType !== null;
    const blob = findBlob(store, each, `the ${kind}`, limits) ?? null;
    return { kind, digest: isClaimed ? each.digest : null, sizeBytes: each.sizeBytes, blob };
  };
  return [
    ...within.map((each) => documentOf('index', each)),
    documentOf('manifest', descriptor),
    documentOf('config', config),
  ];
}

/** The error for an index that leads to no image. */
export function noImage({ name }: BlobStore, artifacts: readonly string[]): VarveError {
  const others = artifacts.length > 0 ? `, only artifacts: ${artifacts.slice(0, SHOWN_ARTIFACTS).join(', ')}` : '';
  return new VarveError('IMAGE_NOT_FOUND', `${name} holds no image${others}`);
}

function withoutAbsent(found: readonly Found[]): readonly Found[] {
  const isThere = ({ manifest }: Found) => !(manifest instanceof VarveError && manifest.code === 'BLOB_MISSING');
  const kept = found.filter((each) => isThere(each) || namesIn(each.descriptor).length > 0);
  return kept.some(isThere) ? kept : found;
}

function sizeNote({ descriptor, sizeBytes }: Found): readonly Diagnostic[] {
  const diagnostics = new Diagnostics();
  if (sizeBytes !== null) reportSize(descriptor, sizeBytes, nameOf('the manifest', descriptor), diagnostics);
  return diagnostics.list();
}

function absentNote(count: number): readonly Diagnostic[] {
  if (count === 0) return [];
  const message = `the index names ${plural(count, 'more manifest')} that ${count === 1 ? 'is' : 'are'} not there`;
  return [{ code: 'absent-manifest', message }];
}
