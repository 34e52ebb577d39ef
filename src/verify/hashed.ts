import type { Blob } from '../blob/blob.ts';
import { hashing } from '../blob/hash.ts';
import { type Algorithm, parseDigest } from '../model/digest.ts';
import { printable } from '../base/text.ts';
import { type CheckId, compared, type Finding, skipped } from './check.ts';

/** What the bytes of a blob are, whatever is claimed of them. */
export interface Hashed {
  readonly digest: string;
  readonly sizeBytes: number;
}

/** What a manifest or an index claims of a blob. */
export interface BlobClaims {
  readonly digest: string | null;
  readonly sizeBytes: number | null;
}

/** Chunks that are counted and hashed as they pass. */
export interface Passing {
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Once all have passed. */
  result(): Hashed;
}

/** The algorithm that checks a claim; sha256 where nothing is claimed. */
export function algorithmOf(digest: string | null): Algorithm {
  return (digest !== null && parseDigest(digest)?.algorithm) || 'sha256';
}

/** Counts and hashes chunks on their way. */
export function passing(chunks: AsyncIterable<Uint8Array>, algorithm: Algorithm): Passing {
  let sizeBytes = 0;
  const counted = async function* (): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      sizeBytes += chunk.length;
      yield chunk;
    }
  };
  const hash = hashing(counted(), algorithm);
  return { chunks: hash.chunks, result: () => ({ digest: hash.digest(), sizeBytes }) };
}

/** Reads a blob to its end. @throws VarveError what reading it throws */
export async function hashBlob(blob: Blob, algorithm: Algorithm): Promise<Hashed> {
  const { chunks, result } = passing(blob.open(), algorithm);
  for await (const _chunk of chunks);
  return result();
}

/** Digest and size of a blob against what is claimed of it. */
export function checkBlob({ digest, sizeBytes }: BlobClaims, found: Hashed): readonly Finding[] {
  return [
    digest === null
      ? skipped('digest', 'the image claims none')
      : compared('digest', 'digest', printable(digest), found.digest),
    sizeBytes === null
      ? skipped('size', 'the image claims none')
      : compared('size', 'size in bytes', String(sizeBytes), String(found.sizeBytes)),
  ];
}

/** The checks that fail together because a blob cannot be read. */
export function unreadable(message: string, others: readonly CheckId[]): readonly Finding[] {
  const failed: Finding = { check: 'readable', verdict: 'fail', message };
  return [failed, ...others.map((check) => skipped(check, 'it cannot be read'))];
}
