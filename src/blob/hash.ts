import { createHash, hash } from 'node:crypto';
import type { Algorithm } from '../model/digest.ts';

export interface Hashing {
  /** The chunks that were given, unchanged. To be read once. */
  readonly chunks: AsyncIterable<Uint8Array>;
  /** `sha256:…` of all of them. A plain error when they have not been read to their end. */
  digest(): string;
}

/** Takes the digest of what passes. */
export function hashing(chunks: AsyncIterable<Uint8Array>, algorithm: Algorithm): Hashing {
  const hasher = createHash(algorithm);
  let digest: string | undefined;
  async function* passing(): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      hasher.update(chunk);
      yield chunk;
    }
    digest = `${algorithm}:${hasher.digest('hex')}`;
  }
  return {
    chunks: passing(),
    digest() {
      if (digest === undefined) throw new Error('the digest of a stream is known only at its end');
      return digest;
    },
  };
}

/** The digest text of bytes in memory: `sha256:…`. */
export function digestOf(bytes: Uint8Array, algorithm: Algorithm = 'sha256'): string {
  return `${algorithm}:${hash(algorithm, bytes, 'hex')}`;
}
