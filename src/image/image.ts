import type { Blob } from '../blob/blob.ts';
import type { Compression } from '../blob/compression.ts';
import type { IndexedLayer } from '../layer/index-layer.ts';
import type { LayerIndex } from '../layer/layer-index.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { ImageManifest } from '../source/image-source.ts';
import type { PathTable } from '../union/path-table.ts';

/** One layer of a loaded image; its place in the list is its ordinal, the base is 0. */
export interface ImageLayer {
  readonly blob: Blob;
  readonly index: LayerIndex;
  readonly mediaType: string | null;
  readonly compression: Compression;
  /** Stored bytes of a compressed layer, else `null`. */
  readonly compressedBytes: number | null;
  readonly tarBytes: number;
  /** Digest of the stored bytes: computed where they were hashed, else as claimed. */
  readonly digest: string | null;
  /** Digest of the uncompressed tar, likewise. */
  readonly diffId: string | null;
  /** Whether all that is claimed of the layer was computed and agrees, and something is claimed. */
  readonly verified: boolean;
  /** Where only the table of contents was read: the content of a regular file. See {@link IndexedLayer}. */
  readonly content?: IndexedLayer['content'];
}

/** An image whose layers were all read and stacked. */
export interface Image {
  readonly manifest: ImageManifest;
  readonly layers: readonly ImageLayer[];
  readonly paths: PathTable;
  /** Of the manifest, then layer by layer, then of the union. */
  readonly diagnostics: readonly Diagnostic[];
}
