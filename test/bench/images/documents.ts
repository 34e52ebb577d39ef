import { hash } from 'node:crypto';
import type { StoredLayer } from './bench-image.ts';

const CREATED = '2026-10-28T09:12:00Z';
const OCI = 'application/vnd.oci.image';

/** A JSON document as it is stored. */
export interface Document {
  readonly bytes: Uint8Array;
  readonly digest: string;
}

/** The documents that make layers an image. */
export interface Documents {
  readonly config: Document;
  readonly manifest: Document;
  /** `index.json` of an OCI layout. */
  readonly index: Document;
}

/** `suffix` ends the layers' media type: `+gzip`, `+zstd`, nothing. */
export function documentsOf(layers: readonly StoredLayer[], suffix = ''): Documents {
  const config = document({
    architecture: 'amd64',
    os: 'linux',
    created: CREATED,
    config: { Cmd: ['node', 'server.js'], WorkingDir: '/srv/app' },
    rootfs: { type: 'layers', diff_ids: layers.map(({ diffId }) => diffId) },
    history: layers.map(({ createdBy }) => ({ created: CREATED, created_by: createdBy })),
  });
  const manifest = document({
    schemaVersion: 2,
    mediaType: `${OCI}.manifest.v1+json`,
    config: descriptor(`${OCI}.config.v1+json`, config),
    layers: layers.map(({ digest, sizeBytes: size }) => ({ mediaType: `${OCI}.layer.v1.tar${suffix}`, digest, size })),
  });
  const index = document({ schemaVersion: 2, manifests: [descriptor(`${OCI}.manifest.v1+json`, manifest)] });
  return { config, manifest, index };
}

/** Where a layout keeps the blob of that digest. */
export function blobPath(digest: string): string {
  return `blobs/${digest.replace(':', '/')}`;
}

function document(value: unknown): Document {
  const bytes = Buffer.from(JSON.stringify(value));
  return { bytes, digest: `sha256:${hash('sha256', bytes)}` };
}

function descriptor(mediaType: string, { bytes, digest }: Document) {
  return { mediaType, digest, size: bytes.length };
}
