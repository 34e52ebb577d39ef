import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Blob } from '../blob/blob.ts';
import { type Compression, SNIFF_BYTES, sniffCompression } from '../blob/compression.ts';
import { openDecompressed } from '../blob/decompress.ts';
import { hashing } from '../blob/hash.ts';
import { type Diagnostic, Diagnostics } from '../model/diagnostic.ts';
import { type Algorithm, parseDigest } from '../model/digest.ts';
import { VarveError } from '../model/error.ts';
import type { Limits } from '../model/limits.ts';
import { hopTar } from '../tar/hop.ts';
import { TarStream } from '../tar/stream.ts';
import type { LayerIndex } from './layer-index.ts';
import { type EntryBudget, LayerSink } from './layer-sink.ts';

/** What a manifest and a config say a layer's bytes hash to. */
export interface LayerClaims {
  readonly digest: string | null;
  readonly diffId: string | null;
}

/** One layer, read. */
export interface IndexedLayer {
  readonly index: LayerIndex;
  readonly compression: Compression;
  /** Stored bytes where they are compressed. */
  readonly compressedBytes: number | null;
  readonly tarBytes: number;
  /** Digests of the stored and of the uncompressed bytes, where they were computed. */
  readonly digest: string | null;
  readonly diffId: string | null;
  /** Without `layer`: whoever knows the ordinal adds it. */
  readonly diagnostics: readonly Diagnostic[];
  /**
   * The content of a regular file, of a layer of which only the table of contents was read; each chunk is checked before
   * it is given. Offsets, times and the size of the tar are not known of such a layer: they are 0.
   */
  readonly content?: ((row: number) => AsyncIterable<Uint8Array>) | undefined;
}

export interface IndexOptions {
  readonly limits: Limits;
  readonly budget: EntryBudget;
  /** Hash bytes that could be read without: a plain layer is then read from end to end. */
  readonly hashAll: boolean;
}

/**
 * Reads the layer that `blob` holds, plain or compressed (told by its content). A plain one that lies open for
 * positional reads is hopped through, unless everything is to be hashed; any other is streamed once, and its digests
 * and the sha256 of each file's content are taken on the way.
 *
 * @throws VarveError `TAR_DAMAGED`, `STREAM_DAMAGED`, `LIMIT`, `READ_FAILED`
 */
export async function indexLayer(blob: Blob, claims: LayerClaims, options: IndexOptions): Promise<IndexedLayer> {
  if (!options.hashAll && liesPlain(blob)) return hopLayer(blob, options);
  return streamLayer(blob.open(), { name: blob.name, storedBytes: blob.sizeBytes, claims }, options);
}

/** Reads a layer that passes by once. */
export async function streamLayer(
  stored: AsyncIterable<Uint8Array>,
  about: { readonly name: string; readonly storedBytes: number; readonly claims: LayerClaims },
  options: IndexOptions,
): Promise<IndexedLayer> {
  const digest = hashing(stored, algorithmOf(about.claims.digest));
  const { compression, chunks } = await openDecompressed(digest.chunks, { limits: options.limits, name: about.name });
  const isCompressed = compression !== 'none';
  const diffAlgorithm = diffAlgorithmOf(about.claims, compression);
  const isHashed = !isCompressed && diffAlgorithm === algorithmOf(about.claims.digest);
  const diffId = isHashed ? { ...digest, chunks } : hashing(chunks, diffAlgorithm);
  const diagnostics = new Diagnostics();
  const sink = new LayerSink(diagnostics, options, true);
  const tar = new TarStream(sink);
  let tarBytes = 0;
  for await (const chunk of diffId.chunks) {
    tar.push(chunk);
    tarBytes += chunk.length;
  }
  tar.end();
  return {
    index: sink.finish(),
    compression,
    compressedBytes: isCompressed ? about.storedBytes : null,
    tarBytes,
    digest: digest.digest(),
    diffId: diffId.digest(),
    diagnostics: diagnostics.list(),
  };
}

async function hopLayer(blob: Blob, options: IndexOptions): Promise<IndexedLayer> {
  if (blob.sizeBytes > options.limits.maxBytes) {
    throw new VarveError(
      'LIMIT',
      `the tar has ${blob.sizeBytes} bytes, more than the limit of ${options.limits.maxBytes}`,
      {
        hint: 'Raise the limit with --max-bytes.',
      },
    );
  }
  const diagnostics = new Diagnostics();
  const sink = new LayerSink(diagnostics, options, false);
  for (const _offset of hopTar(blob.readInto!, blob.sizeBytes, sink)) await nextTurn();
  return {
    index: sink.finish(),
    compression: 'none',
    compressedBytes: null,
    tarBytes: blob.sizeBytes,
    digest: null,
    diffId: null,
    diagnostics: diagnostics.list(),
  };
}

/** Whether a layer is plain and lies open for positional reads. */
export function liesPlain({ readInto }: Blob): boolean {
  const head = new Uint8Array(SNIFF_BYTES);
  return readInto !== undefined && sniffCompression(head.subarray(0, readInto(head, 0))) === 'none';
}

/** The algorithm in which the digest of stored bytes is taken, so that it can be compared with the one that is claimed. */
export function algorithmOf(claimed: string | null): Algorithm {
  return (claimed && parseDigest(claimed)?.algorithm) || 'sha256';
}

/** The algorithm in which the diff ID is taken; of a plain layer, whose diff ID is its digest, preferably the same. */
export function diffAlgorithmOf(claims: LayerClaims, compression: Compression): Algorithm {
  return algorithmOf(claims.diffId ?? (compression === 'none' ? claims.digest : null));
}
