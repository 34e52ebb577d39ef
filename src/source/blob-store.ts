import type { Blob } from '../blob/blob.ts';
import { digestOf } from '../blob/hash.ts';
import { memoryBlob } from '../blob/memory-blob.ts';
import { readAll } from '../blob/read-all.ts';
import { printable } from '../base/text.ts';
import { parseDigest, shortDigest, type ParsedDigest } from '../model/digest.ts';
import { VarveError } from '../model/error.ts';
import type { Limits } from '../model/limits.ts';
import type { FullDescriptor } from './document.ts';

/** Where the blobs of a layout, an archive or a directory are found by digest. */
export interface BlobStore {
  /** Of the whole input, printable, for messages. */
  readonly name: string;
  find(digest: ParsedDigest, descriptor: FullDescriptor): Blob | undefined;
}

/** How messages name what a descriptor leads to: `the manifest sha256:7c1e09f0a3b2`. */
export function nameOf(what: string, { digest }: FullDescriptor): string {
  return `${what} ${printable(shortDigest(digest))}`;
}

/**
 * The blob that a descriptor leads to: the one that stands within the descriptor, else the one in the store; `undefined`
 * when there is neither. A blob within is checked against the digest.
 *
 * @throws VarveError `FORMAT_INVALID` when the digest is none, `DIGEST_MISMATCH`
 */
export function findBlob(
  store: BlobStore,
  descriptor: FullDescriptor,
  what: string,
  { lenient }: Limits,
): Blob | undefined {
  const digest = checkedDigest(store, descriptor, what);
  if (descriptor.data === null) return store.find(digest, descriptor);
  const bytes = Buffer.from(descriptor.data, 'base64');
  if (!lenient) verify(store, descriptor, what, bytes);
  return memoryBlob(`${store.name}: ${descriptor.digest}`, bytes);
}

/**
 * The bytes of a manifest, an index or a config: small, and checked against their digest unless `limits` are lenient.
 *
 * @throws VarveError `BLOB_MISSING`, `DIGEST_MISMATCH`, `FORMAT_INVALID`, `LIMIT`
 */
export async function readDocument(
  store: BlobStore,
  descriptor: FullDescriptor,
  what: string,
  limits: Limits,
): Promise<Uint8Array> {
  const blob = findBlob(store, descriptor, what, limits);
  if (!blob) throw missing(store, descriptor, what);
  const bytes = await readAll(blob, limits.maxJson);
  if (!limits.lenient) verify(store, descriptor, what, bytes);
  return bytes;
}

/** The error for a blob that a manifest or an index names and nobody has. */
export function missing(store: BlobStore, descriptor: FullDescriptor, what: string): VarveError {
  return new VarveError('BLOB_MISSING', `${store.name} does not hold ${what} ${printable(descriptor.digest)}`, {
    hint: 'The copy is incomplete, or was made for other platforms only: save or copy the image once more.',
  });
}

function checkedDigest(store: BlobStore, { digest }: FullDescriptor, what: string): ParsedDigest {
  const parsed = parseDigest(digest);
  if (parsed) return parsed;
  throw new VarveError(
    'FORMAT_INVALID',
    `${store.name} names ${what} by ${printable(digest)}, which is no sha256 or sha512 digest`,
  );
}

function verify(store: BlobStore, { digest }: FullDescriptor, what: string, bytes: Uint8Array): void {
  const found = digestOf(bytes, parseDigest(digest)!.algorithm);
  if (found === digest) return;
  throw new VarveError(
    'DIGEST_MISMATCH',
    `${store.name}: ${what} should have the digest ${digest} but its bytes have ${found}`,
    {
      hint: 'The copy is damaged or was tampered with: save or copy the image once more.',
    },
  );
}
