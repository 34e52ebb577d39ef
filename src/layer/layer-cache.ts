import { printable } from '../base/text.ts';
import type { Blob } from '../blob/blob.ts';
import { digestOf, hashing } from '../blob/hash.ts';
import { isSystemError, systemReason } from '../blob/system-error.ts';
import { parseDigest } from '../model/digest.ts';
import { type Limits, RATIO_FREE_BYTES } from '../model/limits.ts';
import { CacheFolder } from './cache-folder.ts';
import { algorithmOf, diffAlgorithmOf, type IndexedLayer, type LayerClaims } from './index-layer.ts';
import { decodeLayer, encodeLayer, type LayerContent, rowsOfFile, START_BYTES } from './layer-file.ts';
import { layerIndexOf } from './layer-index.ts';
import type { EntryBudget } from './layer-sink.ts';
import { decodeNote, encodeNote, type PackingNote } from './packing-note.ts';
import { DEFAULT_CACHE_BYTES, pruneCache } from './prune-cache.ts';
import { seal, unseal } from './sealed.ts';

/** Bytes that are written before the cache is measured again. */
const PRUNE_EVERY_BYTES = 64 * 2 ** 20;

/**
 * Layers that were read before, on disk: what a tar holds under its diff ID, and under the digest of stored bytes what
 * they unpack to. Nothing is in it but what was hashed while it was read. Whatever is wrong with a file of it, or with
 * the disk, the layer counts as unknown.
 */
export class LayerCache {
  readonly #folder: CacheFolder;
  readonly #maxBytes: number;
  #writtenBytes = PRUNE_EVERY_BYTES;
  #trouble: string | undefined;

  constructor(folder: string, maxBytes = DEFAULT_CACHE_BYTES) {
    this.#folder = new CacheFolder(folder);
    this.#maxBytes = maxBytes;
  }

  /** Why nothing more is written. Printable. */
  get trouble(): string | undefined {
    return this.#trouble;
  }

  /**
   * The layer that `blob` holds, as reading it would give it; `undefined` when that is not known, or when reading it might
   * fail. Bytes at hand are hashed, which says as much as unpacking them; those that lie elsewhere are known by the digest
   * they are asked for with, and are not fetched. Its entries are counted on `budget`.
   *
   * @throws VarveError `READ_FAILED` when the bytes at hand cannot be read
   */
  async get(
    blob: Blob,
    claims: LayerClaims,
    { limits, budget }: { readonly limits: Limits; readonly budget: EntryBudget },
  ): Promise<IndexedLayer | undefined> {
    const note = await this.#noteFor(blob, claims);
    if (!note || !isOf(note, blob, claims)) return undefined;
    const content = await this.#content(note.diffId);
    if (!content || !allows(limits, note, content)) return undefined;
    if (blob.readInto && claims.digest !== null && (await storedDigest(blob, claims)) !== note.digest) return undefined;
    if (budget.entries + content.columns.rows > limits.maxEntries) return undefined;
    budget.entries += content.columns.rows;
    return indexedLayer(note, content);
  }

  /** Keeps a layer whose bytes were hashed, in both forms, while it was read under `limits`. Never fails: see {@link trouble}. */
  async put(layer: IndexedLayer, { maxRatio }: Limits): Promise<void> {
    const { digest, diffId, tarBytes, compression, compressedBytes, diagnostics } = layer;
    if (digest === null || diffId === null) return;
    const storedBytes = compressedBytes ?? tarBytes;
    await this.#keep(async () => {
      // The note comes last: it leads to what is there.
      await this.#write(diffId, 'layer', encodeLayer({ diffId, tarBytes, columns: layer.index.columns, diagnostics }));
      await this.#write(digest, 'blob', encodeNote({ digest, diffId, compression, storedBytes, maxRatio }));
    });
  }

  /** A manifest or config that was read before; only what has that digest is given. */
  async document(digest: string): Promise<Uint8Array | undefined> {
    const bytes = await this.#read(digest, 'json');
    return bytes && digestOf(bytes, parseDigest(digest)!.algorithm) === digest ? bytes : undefined;
  }

  /** Keeps a manifest or config that has that digest. Never fails: see {@link trouble}. */
  async keepDocument(digest: string, bytes: Uint8Array): Promise<void> {
    if (parseDigest(digest)) await this.#keep(() => this.#write(digest, 'json', bytes));
  }

  /** What was made of an image that is known by its digests; `key` is the digest of the question. */
  async answer(key: string): Promise<Uint8Array | undefined> {
    const file = await this.#read(key, 'answer');
    return file && unseal(file);
  }

  /** Keeps such an answer. Never fails: see {@link trouble}. */
  async keepAnswer(key: string, bytes: Uint8Array): Promise<void> {
    await this.#keep(() => this.#write(key, 'answer', seal([bytes])));
  }

  /** Bytes of which only the diff ID is claimed are hashed if that diff ID is known at all. */
  async #noteFor(blob: Blob, claims: LayerClaims): Promise<PackingNote | undefined> {
    if (claims.digest !== null) return this.#note(claims.digest);
    if (!blob.readInto || claims.diffId === null || !(await this.#has(claims.diffId))) return undefined;
    return this.#note(await storedDigest(blob, claims));
  }

  /** A disk that takes no more is no reason to fail, nor to be asked again. */
  async #keep(write: () => Promise<void>): Promise<void> {
    if (this.#trouble !== undefined) return;
    try {
      await write();
      await this.#prune();
    } catch (error) {
      if (!isSystemError(error)) throw error;
      this.#trouble = `nothing is kept in the cache ${printable(this.#folder.path)}: ${systemReason(error)}`;
    }
  }

  async #note(digest: string): Promise<PackingNote | undefined> {
    const file = await this.#read(digest, 'blob');
    const note = file && decodeNote(file);
    return note?.digest === digest ? note : undefined;
  }

  async #content(diffId: string): Promise<LayerContent | undefined> {
    const file = await this.#read(diffId, 'layer');
    const content = file && decodeLayer(file);
    return content?.diffId === diffId ? content : undefined;
  }

  async #has(diffId: string): Promise<boolean> {
    const name = fileName(diffId, 'layer');
    const start = name === undefined ? undefined : await this.#folder.readStart(name, START_BYTES);
    return start !== undefined && rowsOfFile(start) !== undefined;
  }

  async #read(digest: string, kind: Kind): Promise<Uint8Array | undefined> {
    const name = fileName(digest, kind);
    return name === undefined ? undefined : this.#folder.read(name);
  }

  async #write(digest: string, kind: Kind, bytes: Uint8Array): Promise<void> {
    await this.#folder.write(fileName(digest, kind)!, bytes);
    this.#writtenBytes += bytes.length;
  }

  /** After the first write and then now and then: looking at all files takes a while. */
  async #prune(): Promise<void> {
    if (this.#writtenBytes < PRUNE_EVERY_BYTES) return;
    this.#writtenBytes = 0;
    await pruneCache(this.#folder, this.#maxBytes);
  }
}

type Kind = 'layer' | 'blob' | 'json' | 'answer';

/** What is no digest, though an image says so, is no part of a file name. */
function fileName(digest: string, kind: Kind): string | undefined {
  const parsed = parseDigest(digest);
  return parsed && `${parsed.algorithm}-${parsed.hex}.${kind}`;
}

async function storedDigest(blob: Blob, { digest }: LayerClaims): Promise<string> {
  const stored = hashing(blob.open(), algorithmOf(digest));
  for await (const _chunk of stored.chunks);
  return stored.digest();
}

/** Reading the blob would give what the note says, in the algorithms of its claims. */
function isOf(note: PackingNote, blob: Blob, claims: LayerClaims): boolean {
  const algorithm = diffAlgorithmOf(claims, note.compression);
  return note.storedBytes === blob.sizeBytes && parseDigest(note.diffId)?.algorithm === algorithm;
}

/** Reading would stay within the limits. The ratio is taken on the way, so only one as tight as before is sure to hold. */
function allows({ maxBytes, maxRatio }: Limits, note: PackingNote, { tarBytes }: LayerContent): boolean {
  return tarBytes <= maxBytes && (tarBytes <= RATIO_FREE_BYTES || maxRatio >= note.maxRatio);
}

function indexedLayer({ digest, diffId, compression, storedBytes }: PackingNote, content: LayerContent): IndexedLayer {
  return {
    index: layerIndexOf(content.columns),
    compression,
    compressedBytes: compression === 'none' ? null : storedBytes,
    tarBytes: content.tarBytes,
    digest,
    diffId,
    diagnostics: content.diagnostics,
  };
}
