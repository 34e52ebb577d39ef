import { memoryBlob } from '../../blob/memory-blob.ts';
import { readAll } from '../../blob/read-all.ts';
import { printable } from '../../base/text.ts';
import type { RemoteOptions } from '../../config/remote-options.ts';
import { parseDigest, type ParsedDigest } from '../../model/digest.ts';
import { Diagnostics } from '../../model/diagnostic.ts';
import { VarveError } from '../../model/error.ts';
import { type ImageName, parseImageName } from '../../model/image-name.ts';
import type { Limits } from '../../model/limits.ts';
import type { Platform } from '../../model/manifest.ts';
import type { Blob } from '../../blob/blob.ts';
import { attestationsOf, readAttestations } from '../attestations.ts';
import { type BlobStore, nameOf, readDocument } from '../blob-store.ts';
import {
  artifactTypeOf,
  type Document,
  document,
  type FullDescriptor,
  isAttestation,
  leadsToManifest,
  type ManifestDocument,
} from '../document.ts';
import { readConfig } from '../image-config.ts';
import { sourceOf, type StoredImage } from '../image-set.ts';
import type { ImageManifest, ImageSource, SourceDocument } from '../image-source.ts';
import { schema1 } from '../index-walk.ts';
import { noImage } from '../oci-images.ts';
import { openManifest, reportSize } from '../open-manifest.ts';
import { knownOr, type KnownDocuments, NO_DOCUMENTS } from '../known-documents.ts';
import { jsonAs } from '../read-json.ts';
import { openRepository, type Pace, type Repository, type StoredDocument } from './repository.ts';

const INDEX_TYPES: ReadonlySet<string | null> = new Set([
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
]);
/** Deeper than any tool nests. */
const MAX_DEPTH = 8;
const MAX_MANIFESTS = 10_000;

/** Larger ones are no configs. */
const MAX_KEPT_BYTES = 8 * 2 ** 20;

/** How a registry is asked. */
export interface RegistryOptions {
  readonly remote: RemoteOptions;
  readonly limits: Limits;
  readonly pace?: Pace;
  readonly documents?: KnownDocuments | undefined;
}

/** The name of an image in a registry. @throws VarveError `USAGE` when the text is none */
export function registryName(text: string): ImageName {
  const name = parseImageName(text);
  if (name?.digest && !parseDigest(name.digest)) {
    throw new VarveError('USAGE', `${printable(text)} names an image by a digest that is neither sha256 nor sha512`);
  }
  if (name) return name;
  throw new VarveError('USAGE', `${printable(text)} is no name of an image in a registry`, {
    hint: 'Names look like alpine:3, host:5000/team/app:1.2 or host/app@sha256:….',
  });
}

/**
 * Asks a registry for the images that a name stands for. Only the manifest or index of that name is fetched, and indexes
 * within it; the manifest of an image, its config and its layers when they are asked for.
 *
 * @throws VarveError `IMAGE_NOT_FOUND`, `ACCESS_DENIED`, `NETWORK_FAILED`, `DIGEST_MISMATCH`, `FORMAT_INVALID`, `UNSUPPORTED`
 */
export async function openRegistry(text: string, options: RegistryOptions): Promise<ImageSource> {
  const name = registryName(text);
  const repository = await openRepository(name, options);
  try {
    const images = new RemoteImages(repository, text, options);
    const top = await repository.manifest(name.digest ?? name.tag ?? 'latest');
    await images.add(top, []);
    const set = { transport: 'docker', format: 'registry', images: images.found() } as const;
    return { ...sourceOf(set, () => repository.close()), repository };
  } catch (error) {
    await repository.close();
    throw error;
  }
}

/** The images of one name, and what is fetched of them. */
class RemoteImages implements BlobStore {
  readonly name: string;
  readonly #repository: Repository;
  readonly #shown: string;
  readonly #limits: Limits;
  readonly #known: KnownDocuments;
  /** Configs that were read to learn a platform: they will be wanted again. */
  readonly #documents = new Map<string, Blob>();
  readonly #images: StoredImage[] = [];
  readonly #artifacts = new Set<string>();
  readonly #attestations: FullDescriptor[] = [];
  /** Digests of manifests and indexes that were met: a few indexes that name each other could be walked for ever. */
  readonly #met = new Set<string>();

  constructor(repository: Repository, shown: string, { limits, documents = NO_DOCUMENTS }: RegistryOptions) {
    this.name = repository.name;
    this.#repository = repository;
    this.#shown = shown;
    this.#limits = limits;
    this.#known = documents;
  }

  find({ algorithm, hex }: ParsedDigest, { sizeBytes, mediaType }: FullDescriptor): Blob {
    const digest = `${algorithm}:${hex}`;
    const known = this.#documents.get(digest);
    if (known) return known;
    if (sizeBytes === null || !Number.isSafeInteger(sizeBytes) || sizeBytes < 0) {
      throw new VarveError('FORMAT_INVALID', `${this.name}: the manifest says that ${digest} has ${sizeBytes} bytes`);
    }
    const blob = this.#repository.blob({ digest, sizeBytes });
    const isDocument = mediaType?.endsWith('json') && sizeBytes <= MAX_KEPT_BYTES;
    return isDocument ? this.#kept(digest, blob) : blob;
  }

  /** A config is asked for once in a lifetime. */
  #kept(digest: string, blob: Blob): Blob {
    const read = () => knownOr(this.#known, digest, () => readAll(blob, this.#limits.maxJson));
    return {
      name: blob.name,
      sizeBytes: blob.sizeBytes,
      async *open() {
        yield await read();
      },
    };
  }

  /** The manifest of that digest: also a registry that is asked for it again can only give the same. */
  async #manifest(digest: string): Promise<StoredDocument> {
    const bytes = await knownOr(this.#known, digest, async () => (await this.#repository.manifest(digest)).bytes);
    return { bytes, digest };
  }

  /** @throws VarveError `IMAGE_NOT_FOUND` when there is none, naming what else there is */
  found(): readonly StoredImage[] {
    if (this.#images.length === 0) throw noImage(this, [...this.#artifacts]);
    return this.#images;
  }

  /** Adds the image that a manifest is, or those that an index names. */
  async add(stored: StoredDocument, within: readonly StoredDocument[]): Promise<void> {
    const read = this.#parse(stored);
    if (read.kind === 'manifest') return this.#addManifest(stored, read);
    if (within.length >= MAX_DEPTH || within.some(({ digest }) => digest === stored.digest)) {
      throw new VarveError(
        'FORMAT_INVALID',
        `${this.name}: the index ${stored.digest} stands too deep, or within itself`,
      );
    }
    const below = [...within, stored];
    for (const each of read.manifests) await this.#addDescribed(each, below);
  }

  /** The name stands for one image: it is taken whatever its platform, but the user may want to know that. */
  async #addManifest({ digest, bytes }: StoredDocument, manifest: ManifestDocument): Promise<void> {
    const artifact = artifactTypeOf(manifest);
    if (artifact !== null) return void this.#artifacts.add(printable(artifact));
    const config = await readDocument(this, manifest.config, 'the config', this.#limits);
    this.#documents.set(manifest.config.digest, memoryBlob(`${this.name}: ${manifest.config.digest}`, config));
    const { platform } = readConfig(config, { input: this.name, what: nameOf('the config', manifest.config) }).config;
    this.#push(digest, platform, [], async () => ({ manifest, bytes, descriptor: null }));
  }

  async #addDescribed(descriptor: FullDescriptor, within: readonly StoredDocument[]): Promise<void> {
    if (this.#met.has(descriptor.digest)) return;
    this.#met.add(descriptor.digest);
    if (this.#met.size > MAX_MANIFESTS) {
      throw new VarveError('LIMIT', `${this.name}: its indexes name more than ${MAX_MANIFESTS} manifests`);
    }
    if (isAttestation(descriptor)) return void this.#attestations.push(descriptor);
    if (!parseDigest(descriptor.digest)) {
      throw new VarveError(
        'FORMAT_INVALID',
        `${this.name}: the index names a manifest by "${printable(descriptor.digest)}"`,
      );
    }
    if (!leadsToManifest(descriptor)) {
      return void this.#artifacts.add(printable(descriptor.artifactType ?? descriptor.mediaType!));
    }
    if (INDEX_TYPES.has(descriptor.mediaType)) {
      return this.add(await this.#manifest(descriptor.digest), within);
    }
    this.#push(descriptor.digest, descriptor.platform, within, () => this.#fetch(descriptor));
  }

  async #fetch(descriptor: FullDescriptor): Promise<Fetched> {
    const stored = await this.#manifest(descriptor.digest);
    const manifest = this.#parse(stored);
    if (manifest.kind === 'manifest') return { manifest, bytes: stored.bytes, descriptor };
    throw new VarveError('FORMAT_INVALID', `${this.name}: ${descriptor.digest} should be a manifest but is an index`);
  }

  #attestationsOf(digest: string): Pick<ImageManifest, 'attestations'> {
    const attested = attestationsOf(this.#attestations, digest);
    if (attested.length === 0) return {};
    const readManifest = async (each: FullDescriptor) => (await this.#fetch(each)).manifest;
    return { attestations: () => readAttestations(this, attested, readManifest, this.#limits) };
  }

  #push(
    digest: string,
    platform: Platform | null,
    within: readonly StoredDocument[],
    fetch: () => Promise<Fetched>,
  ): void {
    const entry = {
      ...{ names: [this.#shown], digest, configDigest: null, platform },
      ...(within.length > 0 && { within: within.map((index) => index.digest) }),
    };
    this.#images.push({
      entry,
      open: async () => {
        const { manifest, bytes, descriptor } = await fetch();
        const named = { ...entry, configDigest: manifest.config.digest };
        const opened = await openManifest(this, named, manifest, this.#limits);
        const odd = new Diagnostics();
        if (descriptor) reportSize(descriptor, bytes.length, nameOf('the manifest', descriptor), odd);
        const documents = [
          ...within.map((index) => this.#document('index', index)),
          this.#document('manifest', { bytes, digest }, descriptor?.sizeBytes),
          {
            kind: 'config',
            ...manifest.config,
            blob: this.find(parseDigest(manifest.config.digest)!, manifest.config),
          },
        ] as const;
        const diagnostics = [...odd.list(), ...opened.diagnostics];
        return { ...opened, documents, diagnostics, ...this.#attestationsOf(digest) };
      },
    });
  }

  #document(
    kind: SourceDocument['kind'],
    { bytes, digest }: StoredDocument,
    sizeBytes: number | null = null,
  ): SourceDocument {
    return { kind, digest, sizeBytes, blob: memoryBlob(`${this.name}: ${digest}`, bytes) };
  }

  #parse({ bytes, digest }: StoredDocument): Exclude<Document, { kind: 'schema1' }> {
    const what = `the manifest ${digest}`;
    const read = jsonAs(bytes, { input: this.name, what }, document);
    if (read.kind === 'schema1') throw schema1(`${this.name}: ${what}`);
    return read;
  }
}

/** A manifest, its bytes, and the descriptor that led to it. */
interface Fetched {
  readonly manifest: ManifestDocument;
  readonly bytes: Uint8Array;
  readonly descriptor: FullDescriptor | null;
}
