import { printable } from '../base/text.ts';
import { VarveError } from '../model/error.ts';
import type { Limits } from '../model/limits.ts';
import { attempt } from './attempt.ts';
import { nameOf, readDocument, type BlobStore } from './blob-store.ts';
import {
  artifactTypeOf,
  document,
  isAttestation,
  leadsToManifest,
  type Document,
  type FullDescriptor,
  type IndexDocument,
  type ManifestDocument,
} from './document.ts';
import { jsonAs } from './read-json.ts';

/** Deeper than any tool nests: docker 29 and buildx put an index into an index. */
const MAX_DEPTH = 8;
/** Indexes that name each other many times over would be walked for days. */
const MAX_DESCRIPTORS = 200_000;

/** A manifest that an index leads to. */
export interface Found {
  readonly descriptor: FullDescriptor;
  /** Names from the annotations on the way, outermost first, as they stand there. */
  readonly names: readonly string[];
  /** The indexes on the way that have a digest, outermost first. */
  readonly within: readonly FullDescriptor[];
  /** The manifest, or why it cannot be read: a fault of one image does not hide the others. */
  readonly manifest: ManifestDocument | VarveError;
  /** How long the manifest is; `null` when it cannot be read. */
  readonly sizeBytes: number | null;
}

interface Read<T> {
  readonly document: T;
  readonly sizeBytes: number;
}

/** Follows indexes down to manifests. Attestations are only noted; artifacts are only counted by type. */
export class IndexWalk {
  readonly #store: BlobStore;
  readonly #limits: Limits;
  readonly #found = new Map<string, Found>();
  readonly #indexes = new Map<string, Read<IndexDocument>>();
  readonly #artifacts = new Set<string>();
  readonly #attestations: FullDescriptor[] = [];
  #steps = 0;

  constructor(store: BlobStore, limits: Limits) {
    this.#store = store;
    this.#limits = limits;
  }

  /** The manifests in the order in which they were first met; each digest once, with the names of all places. */
  get found(): readonly Found[] {
    return [...this.#found.values()];
  }

  /** What leads to attestations. */
  get attestations(): readonly FullDescriptor[] {
    return this.#attestations;
  }

  /** Types of what was met that is no image, printable. */
  get artifacts(): readonly string[] {
    return [...this.#artifacts];
  }

  /**
   * Follows each descriptor of an index.
   *
   * @throws VarveError `LIMIT`
   */
  async follow(
    descriptors: readonly FullDescriptor[],
    names: readonly string[] = [],
    within: readonly FullDescriptor[] = [],
  ): Promise<void> {
    for (const descriptor of descriptors) await this.#visit(descriptor, [...names, ...namesIn(descriptor)], within);
  }

  async #visit(descriptor: FullDescriptor, names: readonly string[], within: readonly FullDescriptor[]): Promise<void> {
    this.#steps += 1;
    if (this.#steps > MAX_DESCRIPTORS) {
      throw new VarveError('LIMIT', `the indexes of ${this.#store.name} name more than ${MAX_DESCRIPTORS} manifests`);
    }
    if (isAttestation(descriptor)) return void this.#attestations.push(descriptor);
    if (!leadsToManifest(descriptor)) return this.#setAside(descriptor.artifactType ?? descriptor.mediaType!);
    const before = this.#found.get(descriptor.digest);
    if (before) return this.#add({ ...before, names });
    const read = await this.#read(descriptor, within);
    if (read instanceof VarveError) return this.#add({ descriptor, names, within, manifest: read, sizeBytes: null });
    const { document: reached, sizeBytes } = read;
    if (reached.kind === 'index') return this.follow(reached.manifests, names, [...within, descriptor]);
    const artifact = artifactTypeOf(reached);
    if (artifact !== null) return this.#setAside(artifact);
    this.#add({ descriptor, names, within, manifest: reached, sizeBytes });
  }

  #read(
    descriptor: FullDescriptor,
    within: readonly FullDescriptor[],
  ): Promise<Read<IndexDocument | ManifestDocument> | VarveError> {
    return attempt(async () => {
      const isWithinItself = within.some(({ digest }) => digest === descriptor.digest);
      if (isWithinItself || within.length >= MAX_DEPTH) throw tooDeep(this.#store, descriptor);
      const { document: parsed, sizeBytes } = this.#indexes.get(descriptor.digest) ?? (await this.#parse(descriptor));
      if (parsed.kind === 'schema1') throw schema1(`${this.#store.name}: ${nameOf('the manifest', descriptor)}`);
      if (parsed.kind === 'index') this.#indexes.set(descriptor.digest, { document: parsed, sizeBytes });
      return { document: parsed, sizeBytes };
    });
  }

  /** @throws VarveError as {@link ImageSource.open}, and where the descriptor leads to an index */
  async manifest(descriptor: FullDescriptor): Promise<ManifestDocument> {
    const { document: parsed } = await this.#parse(descriptor);
    if (parsed.kind === 'manifest') return parsed;
    throw new VarveError('FORMAT_INVALID', `${this.#store.name}: ${nameOf('the manifest', descriptor)} is an index`);
  }

  async #parse(descriptor: FullDescriptor): Promise<Read<Document>> {
    const bytes = await readDocument(this.#store, descriptor, 'the manifest', this.#limits);
    const origin = { input: this.#store.name, what: nameOf('the manifest', descriptor) };
    return { document: jsonAs(bytes, origin, document), sizeBytes: bytes.length };
  }

  #add(found: Found): void {
    const { digest } = found.descriptor;
    const before = this.#found.get(digest);
    this.#found.set(digest, before ? { ...before, names: [...before.names, ...found.names] } : found);
  }

  #setAside(type: string): void {
    this.#artifacts.add(printable(type));
  }
}

/** The error for the manifests of docker before 1.10, which hold no digest of what the layers are. */
export function schema1(what: string): VarveError {
  return new VarveError('UNSUPPORTED', `${what} has schema 1, the form of docker before 1.10, which is not read`, {
    hint: 'Copy the image to the present form: `skopeo copy --format v2s2 SOURCE docker-archive:FILE`.',
  });
}

/**
 * The names in a descriptor's annotations. containerd writes the whole name and beside it the tag; others put name or tag
 * into the one annotation they have.
 */
export function namesIn({ annotations }: FullDescriptor): readonly string[] {
  const whole = annotations['io.containerd.image.name'];
  const reference = annotations['org.opencontainers.image.ref.name'];
  if (whole && reference && whole.endsWith(`:${reference}`)) return [whole];
  return [whole, reference].flatMap((name) => (name ? [name] : []));
}

function tooDeep({ name }: BlobStore, { digest }: FullDescriptor): VarveError {
  return new VarveError(
    'FORMAT_INVALID',
    `${name}: the index ${printable(digest)} stands within itself, or more than ${MAX_DEPTH} indexes deep`,
  );
}
