import { createHash } from 'node:crypto';
import { pack } from 'tar-stream';
import { concatBytes, utf8 } from '../../src/base/bytes.ts';
import { memoryBlob } from '../../src/blob/memory-blob.ts';
import { cleanPath, type Members } from '../../src/source/members.ts';
import type { Seekable } from '../../src/source/scan-tar.ts';

/** What an archive or a directory holds: text, bytes, a link, or a value that is written as JSON. */
export type Content =
  | string
  | Uint8Array
  | { readonly symlink: string }
  | { readonly hardlink: string }
  | { readonly json: unknown };
export type Files = Record<string, Content>;

export const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
export const INDEX = 'application/vnd.oci.image.index.v1+json';
export const CONFIG = 'application/vnd.oci.image.config.v1+json';
export const LAYER = 'application/vnd.oci.image.layer.v1.tar';

export function bytesOf(content: Content): Uint8Array {
  if (typeof content === 'string') return utf8(content);
  if (content instanceof Uint8Array) return content;
  return 'json' in content ? utf8(JSON.stringify(content.json)) : new Uint8Array();
}

export function digestOf(bytes: Uint8Array, algorithm = 'sha256'): string {
  return `${algorithm}:${createHash(algorithm).update(bytes).digest('hex')}`;
}

/** A tar of the entries in their order; the same name may come twice. */
export async function tarOf(entries: Files | readonly (readonly [string, Content])[]): Promise<Uint8Array> {
  const tar = pack();
  const mtime = new Date(0);
  for (const [name, content] of Array.isArray(entries) ? entries : Object.entries(entries as Files)) {
    if (typeof content === 'object' && 'symlink' in content)
      tar.entry({ name, type: 'symlink', linkname: content.symlink, mtime });
    else if (typeof content === 'object' && 'hardlink' in content)
      tar.entry({ name, type: 'link', linkname: content.hardlink, mtime });
    else tar.entry({ name, mtime }, Buffer.from(bytesOf(content)));
  }
  tar.finalize();
  const chunks: Uint8Array[] = [];
  for await (const chunk of tar as AsyncIterable<Uint8Array>) chunks.push(chunk);
  return concatBytes(chunks);
}

/** Bytes as if they were a file on disk. */
export function seekable(bytes: Uint8Array): Seekable {
  return {
    sizeBytes: bytes.length,
    blob: (name, offset = 0, length = bytes.length) => memoryBlob(name, bytes.subarray(offset, offset + length)),
  };
}

/** Members that are simply there. */
export function membersOf(files: Files, name = 'app.tar'): Members {
  return {
    name,
    paths: () => Object.keys(files),
    find(path) {
      const clean = cleanPath(path);
      const content = clean === undefined ? undefined : files[clean];
      return content === undefined
        ? undefined
        : { path: clean!, blob: memoryBlob(`${name}: ${clean}`, bytesOf(content)) };
    },
  };
}

export async function readBlob(blob: { open(): AsyncIterable<Uint8Array> }): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of blob.open()) chunks.push(chunk);
  return Buffer.from(concatBytes(chunks)).toString();
}

/** A descriptor of the bytes, which are put among the blobs of a layout. */
export function putBlob(
  files: Files,
  bytes: Uint8Array,
  mediaType?: string,
  algorithm = 'sha256',
): Record<string, unknown> & { readonly digest: string } {
  const digest = digestOf(bytes, algorithm);
  files[`blobs/${digest.replace(':', '/')}`] = bytes;
  return { ...(mediaType && { mediaType }), digest, size: bytes.length };
}

export interface ImageParts {
  readonly config?: unknown;
  readonly layers?: readonly string[];
  /** Replaces fields of the manifest. */
  readonly manifest?: Record<string, unknown>;
  /** Added to the descriptor of the manifest. */
  readonly descriptor?: Record<string, unknown>;
}

/** Puts an image into a layout; gives the descriptor of its manifest, and what the parts were called. */
export function putImage(
  files: Files,
  { config, layers = ['layer'], manifest = {}, descriptor = {} }: ImageParts = {},
) {
  const contents = layers.map((layer) => utf8(layer));
  const stored = contents.map((bytes) => putBlob(files, bytes, LAYER));
  const configBlob = putBlob(files, bytesOf({ json: config ?? configFor(contents) }), CONFIG);
  const whole = { schemaVersion: 2, mediaType: MANIFEST, config: configBlob, layers: stored, ...manifest };
  return {
    ...putBlob(files, bytesOf({ json: whole }), MANIFEST),
    ...descriptor,
    config: configBlob.digest,
    layers: stored.map(({ digest }) => digest),
  };
}

export function configFor(
  layers: readonly Uint8Array[],
  platform: Record<string, string> = { os: 'linux', architecture: 'amd64' },
) {
  return {
    ...platform,
    created: '2023-11-14T22:13:20Z',
    config: { Env: ['A=b'] },
    rootfs: { type: 'layers', diff_ids: layers.map((bytes) => digestOf(bytes)) },
    history: layers.map((_, i) => ({ created_by: `step ${i}` })),
  };
}

/** Puts an index into a layout; gives its descriptor. */
export function putIndex(files: Files, manifests: readonly unknown[], descriptor: Record<string, unknown> = {}) {
  return {
    ...putBlob(files, bytesOf({ json: { schemaVersion: 2, mediaType: INDEX, manifests } }), INDEX),
    ...descriptor,
  };
}

/** `index.json` and `oci-layout` of a layout. */
export function putRoot(files: Files, manifests: unknown): void {
  files['oci-layout'] = { json: { imageLayoutVersion: '1.0.0' } };
  files['index.json'] = { json: { schemaVersion: 2, manifests } };
}

export function named(name: string): { readonly annotations: Record<string, string> } {
  return { annotations: { 'org.opencontainers.image.ref.name': name } };
}
