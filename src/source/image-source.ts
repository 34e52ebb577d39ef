import type { Blob } from '../blob/blob.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { ImageConfig, Platform } from '../model/manifest.ts';
import type { Attestations } from './attestations.ts';

/** How an image was reached; stands in documents as `image.transport`. */
export type Transport =
  | 'docker-archive'
  | 'oci'
  | 'oci-archive'
  | 'dir'
  | 'manifest'
  | 'rootfs'
  | 'docker-daemon'
  | 'podman'
  | 'docker';

/** One image that a source holds, before anything of it but its manifest was read. */
export interface ImageEntry {
  /** The names under which it was saved, as they stand there: `app:1`, `docker.io/library/app:1`. */
  readonly names: readonly string[];
  /** Digest of the manifest, or of the config where the form has no manifest (docker archives before v25). */
  readonly digest: string | null;
  readonly configDigest: string | null;
  readonly platform: Platform | null;
  /** Digests of the indexes that lead to it, outermost first: they name it as well, with its siblings of other platforms. */
  readonly within?: readonly string[];
}

/** A layer as its image names it: where it lies, and what is claimed of it. */
export interface SourceLayer {
  /** `null` when the manifest is known and the bytes are not at hand (saved manifests, foreign layers). */
  readonly blob: Blob | null;
  /** Digest of the stored bytes as the manifest claims it. */
  readonly digest: string | null;
  readonly mediaType: string | null;
  /** Size of the stored bytes as the manifest claims it. */
  readonly sizeBytes: number | null;
  /** Digest of the uncompressed tar as the config claims it. */
  readonly diffId: string | null;
  /** Of its descriptor: where a table of contents lies, and its digest. */
  readonly annotations?: Readonly<Record<string, string>>;
}

/** A document on the way to an image's layers, and what is claimed of it. */
export interface SourceDocument {
  readonly kind: 'index' | 'manifest' | 'config';
  /** `null` when nothing names it by its digest. */
  readonly digest: string | null;
  readonly sizeBytes: number | null;
  /** `null` when it is not there. */
  readonly blob: Blob | null;
}

/** An image's manifest and config, read and checked; the layers, base first, are not read. */
export interface ImageManifest extends ImageEntry {
  readonly config: ImageConfig;
  readonly layers: readonly SourceLayer[];
  /** Of the manifest. */
  readonly annotations?: Readonly<Record<string, string>>;
  /** Indexes from the outermost on, manifest, config; those that the form of the source has. */
  readonly documents?: readonly SourceDocument[];
  readonly diagnostics: readonly Diagnostic[];
  /** Reads what is attested of the image where it lies; absent where nothing is. */
  readonly attestations?: () => Promise<Attestations>;
}

/** Where images come from: one archive, layout, directory. */
export interface ImageSource {
  readonly transport: Transport;
  /** How people know the form: `docker archive`, `OCI layout`. */
  readonly format: string;
  /** The images in the order the source names them; artifacts and attestations are not among them. */
  list(): readonly ImageEntry[];
  /** @throws VarveError `BLOB_MISSING`, `FORMAT_INVALID`, `UNSUPPORTED`, `DIGEST_MISMATCH` */
  open(entry: ImageEntry): Promise<ImageManifest>;
  /** The repository that the images lie in, where they lie in a registry. */
  readonly repository?: SourceRepository;
  close(): Promise<void>;
}

/** A repository of a registry, and what else it has. */
export interface SourceRepository {
  /** `docker.io/library/alpine`. */
  readonly name: string;
  /** All its tags, asked for anew. @throws VarveError */
  tags(): Promise<readonly string[]>;
}
