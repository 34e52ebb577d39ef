import pLimit from 'p-limit';
import { inSlices } from '../base/slices.ts';
import type { Blob } from '../blob/blob.ts';
import type { KeptBlobs } from '../blob/kept-blobs.ts';
import { type IndexedLayer, type IndexOptions, indexLayer } from '../layer/index-layer.ts';
import type { LayerCache } from '../layer/layer-cache.ts';
import type { LayerIndex } from '../layer/layer-index.ts';
import { keepLayer, recallLayer } from '../layer/recall-layer.ts';
import { readTocLayer } from '../layer/toc-layer.ts';
import { type Diagnostic, Diagnostics } from '../model/diagnostic.ts';
import { parseDigest } from '../model/digest.ts';
import { during, VarveError } from '../model/error.ts';
import type { Limits } from '../model/limits.ts';
import type { ImageManifest, SourceLayer } from '../source/image-source.ts';
import { TableBuilder } from '../union/table-builder.ts';
import type { Image, ImageLayer } from './image.ts';
import type { SharedLayers } from './shared-layers.ts';

export interface LoadOptions {
  readonly limits: Limits;
  /** Hash everything before it is believed, also what could be read without. */
  readonly verify: boolean;
  /** How many layers are read at once. */
  readonly jobs: number;
  /** Layers that were read when they went by, for inputs that cannot be read twice. */
  readonly captured?: ((blob: Blob) => IndexedLayer | undefined) | undefined;
  /** Where layers are that were read before, and where those go that are unpacked or fetched. */
  readonly cache?: LayerCache | undefined;
  /** Where layers are kept that had to be fetched, for those who will want bodies of them. */
  readonly kept?: KeptBlobs | undefined;
  /** Few bodies will be wanted, and nothing else: of a layer that lies elsewhere its table of contents will do. */
  readonly lazily?: boolean | undefined;
  /** Layers of an image that was read before: what both have is not read again. */
  readonly shared?: SharedLayers | undefined;
  /** Hears what is done, and why. */
  readonly trace?: ((line: string) => void) | undefined;
  /** Sees the image grow: asked after each layer but the last whether it wants what is stacked so far. */
  readonly watcher?: LoadWatcher | undefined;
}

/** Someone who looks at an image while it is being read. */
export interface LoadWatcher {
  /** Of `layers` layers so many are stacked. Says whether an image of these is wanted now; making it takes time. */
  stacked(count: number, layers: number): boolean;
  /** The image as its first layers make it. Its nodes stay the same in all that follow, its rows do not. */
  grown(image: Image): void;
}

/**
 * Reads all layers of an image, several at once, and stacks them. A layer that stands in the image twice is read once.
 *
 * @throws VarveError whatever a layer cannot be read for, its message beginning with the layer and its blob
 */
export async function loadImage(manifest: ImageManifest, options: LoadOptions): Promise<Image> {
  const pile = new Pile(manifest, options);
  const reading = readLayers(manifest, options);
  for await (const indexed of reading) {
    await pile.add(indexed);
    const { watcher } = options;
    const [count, all] = [pile.layers.length, manifest.layers.length];
    if (watcher?.stacked(count, all) && count < all) watcher.grown(await pile.image());
  }
  return pile.image();
}

/** Layers that were read, being stacked. */
class Pile {
  readonly layers: ImageLayer[] = [];
  readonly #manifest: ImageManifest;
  /** What was odd while layers were read comes before what is odd in their union. */
  readonly #ofLayers = new Diagnostics();
  readonly #ofUnion = new Diagnostics();
  readonly #options: LoadOptions;
  #builder: TableBuilder | undefined;

  constructor(manifest: ImageManifest, options: LoadOptions) {
    this.#manifest = manifest;
    this.#options = options;
    this.#ofLayers.addAll(manifest.diagnostics);
  }

  async add(indexed: IndexedLayer): Promise<void> {
    const layer = this.layers.length;
    const checked = checkedLayer(indexed, this.#manifest.layers[layer]!, layer, this.#options.kept);
    this.layers.push(checked);
    this.#ofLayers.addAll(indexed.diagnostics.map((diagnostic) => ({ ...diagnostic, layer })));
    const adding = this.#builderOn(indexed.index).add(indexed.index);
    await during(`layer ${layer} (${checked.blob.name})`, async () => inSlices(adding));
  }

  async image(): Promise<Image> {
    const layers = this.layers.slice();
    const paths = await inSlices((this.#builder ?? this.#newBuilder()).build());
    const diagnostics = [...this.#ofLayers.list(), ...this.#ofUnion.list()].map((each) => placed(each, layers));
    return { manifest: this.#manifest, layers, paths, diagnostics };
  }

  #builderOn(base: LayerIndex): TableBuilder {
    const { limits, shared } = this.#options;
    this.#builder ??= shared?.builder(base, this.#ofUnion, limits.maxEntries) ?? this.#newBuilder();
    return this.#builder;
  }

  #newBuilder(): TableBuilder {
    return new TableBuilder(this.#ofUnion, this.#options.limits.maxEntries);
  }
}

/** The layers, base first, read several at once. */
function readLayers({ layers, diagnostics }: ImageManifest, options: LoadOptions): AsyncIterable<IndexedLayer> {
  const limit = pLimit(options.jobs);
  const index: IndexOptions = { limits: options.limits, budget: { entries: 0 }, hashAll: options.verify };
  const running = new Map<string, Promise<IndexedLayer>>();
  const blobs = layers.map((layer, ordinal) => layer.blob ?? missingLayer(layer, ordinal, diagnostics));
  const all = layers.map((layer, ordinal) => {
    const blob = blobs[ordinal]!;
    const known = running.get(blob.name);
    if (known) return known;
    const reading = limit(() =>
      during(`layer ${ordinal} (${blob.name})`, () => readOrShare(blob, layer, { ...options, ...index })),
    );
    running.set(blob.name, reading);
    return reading;
  });
  return inOrder(all, () => limit.clearQueue());
}

async function readOrShare(
  blob: Blob,
  claims: SourceLayer,
  options: LoadOptions & IndexOptions,
): Promise<IndexedLayer> {
  const { shared, verify } = options;
  const twin = verify ? undefined : await shared?.find(blob, claims, options);
  if (twin) return twin;
  const read = await readLayer(blob, claims, options);
  return shared?.keep(blob, claims, read) ?? read;
}

async function readLayer(blob: Blob, claims: SourceLayer, options: LoadOptions & IndexOptions): Promise<IndexedLayer> {
  const { cache } = options;
  const fetchLayer = () => readTocOrLayer(blob, claims, options);
  const passed = options.captured?.(blob);
  if (!passed) return cache ? recallLayer(blob, claims, { ...options, cache }, fetchLayer) : fetchLayer();
  if (cache && passed.compression !== 'none') await keepLayer(passed, claims, { ...options, cache });
  return passed;
}

/** A layer that was not read before. */
async function readTocOrLayer(
  blob: Blob,
  claims: SourceLayer,
  { kept, lazily, verify, trace = unheard, ...options }: LoadOptions & IndexOptions,
): Promise<IndexedLayer> {
  const { annotations = {} } = claims;
  const lazy = lazily && !verify ? await readTocLayer(blob, { ...options, annotations, trace }) : undefined;
  return lazy ?? indexLayer(kept?.keeping(blob) ?? blob, claims, options);
}

function unheard(): void {}

/** The results, or the failure of the lowest layer that failed: the same message however the reads were scheduled. */
async function* inOrder<T>(all: readonly Promise<T>[], cancel: () => void): AsyncGenerator<T> {
  // A later layer may fail while a lower one is still being read: nobody waits for it yet, and that would end the process.
  for (const promise of all) promise.catch(waitForTurn);
  try {
    for (const promise of all) yield await promise;
  } finally {
    cancel();
  }
}

/** The failure is thrown when its layer's turn comes, if no lower layer failed. */
function waitForTurn(): void {}

/** Why it is not there, the manifest's reader may have noted: a foreign layer lies elsewhere by design. */
function missingLayer({ digest, diffId }: SourceLayer, ordinal: number, diagnostics: readonly Diagnostic[]): never {
  const why = diagnostics.find(({ layer, code }) => layer === ordinal && code === 'foreign-layer')?.message;
  throw new VarveError(
    'BLOB_MISSING',
    `layer ${ordinal} (${digest ?? diffId}) is not at hand: ${why ?? 'only its manifest is'}`,
    {
      hint: 'Read the whole image instead of its manifest, or ask only for what a manifest can tell.',
    },
  );
}

/** A table of contents does not say where in the tar an entry stands. */
function placed({ byte, ...diagnostic }: Diagnostic, layers: readonly ImageLayer[]): Diagnostic {
  const isUnknown = byte === undefined || layers[diagnostic.layer ?? -1]?.content !== undefined;
  return isUnknown ? diagnostic : { ...diagnostic, byte };
}

function checkedLayer(indexed: IndexedLayer, claimed: SourceLayer, layer: number, kept?: KeptBlobs): ImageLayer {
  const blob = claimed.blob!;
  checkDigest('digest', claimed.digest, indexed.digest, `layer ${layer} (${blob.name})`);
  checkDigest('diff ID', claimed.diffId, indexed.diffId, `layer ${layer} (${blob.name})`);
  const isClaimed = claimed.digest !== null || claimed.diffId !== null;
  return {
    blob: kept?.copyOf(blob) ?? blob,
    index: indexed.index,
    mediaType: claimed.mediaType,
    compression: indexed.compression,
    compressedBytes: indexed.compressedBytes,
    tarBytes: indexed.tarBytes,
    digest: indexed.digest ?? claimed.digest,
    diffId: indexed.diffId ?? claimed.diffId,
    verified: isClaimed && isConfirmed(claimed.digest, indexed.digest) && isConfirmed(claimed.diffId, indexed.diffId),
    content: indexed.content,
  };
}

/** What is claimed was computed, too, and agrees. */
function isConfirmed(claimed: string | null, computed: string | null): boolean {
  return claimed === null || claimed === computed;
}

function checkDigest(what: string, claimed: string | null, computed: string | null, where: string): void {
  if (claimed === null || computed === null || claimed === computed) return;
  // A layer that went by in a stream was hashed before its claims were known: another algorithm says nothing.
  if (parseDigest(claimed)?.algorithm !== parseDigest(computed)?.algorithm) return;
  throw new VarveError('DIGEST_MISMATCH', `${where}: its ${what} should be ${claimed} but is ${computed}`, {
    hint: 'The file is damaged or was tampered with.',
  });
}
