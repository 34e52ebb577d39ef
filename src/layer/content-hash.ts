import { createHash, hash as hashOnce, type Hash } from 'node:crypto';
import type { TarEntry } from '../tar/entry.ts';
import { SparseContent } from '../tar/sparse-content.ts';

/**
 * Larger sparse files are not hashed: their zeros cost time that the archive did not have to pay for
 * (an entry of 1 kB may claim 8 EiB). Without a hash nothing is ever said to equal them.
 */
export const MAX_SPARSE_HASH_BYTES = 2 ** 30;

/** Takes the sha256 of one file's logical content while its stored bytes pass. */
export interface ContentHash {
  push(stored: Uint8Array): void;
  digest(): Uint8Array;
}

/** A hash for the body of `entry`, or `undefined` when its content is not to be hashed. */
export function contentHash(entry: SparseEntry & Pick<TarEntry, 'storedBytes'>): ContentHash | undefined {
  if (!entry.sparse) return new PlainHash(entry.storedBytes);
  return entry.sizeBytes <= MAX_SPARSE_HASH_BYTES ? sparseHash(entry) : undefined;
}

/** Most bodies come in one piece, for which a one-shot hash is faster than an object. */
class PlainHash implements ContentHash {
  readonly #storedBytes: number;
  #hash: Hash | undefined;
  #whole: Uint8Array | undefined;

  constructor(storedBytes: number) {
    this.#storedBytes = storedBytes;
  }

  push(stored: Uint8Array): void {
    if (stored.length === this.#storedBytes && !this.#hash) this.#whole = hashOnce('sha256', stored, 'buffer');
    else (this.#hash ??= createHash('sha256')).update(stored);
  }

  digest(): Uint8Array {
    return this.#whole ?? this.#hash?.digest() ?? hashOnce('sha256', new Uint8Array(), 'buffer');
  }
}

type SparseEntry = Pick<TarEntry, 'sparse' | 'sizeBytes' | 'bodyOffset'>;

function sparseHash({ sparse, sizeBytes, bodyOffset }: SparseEntry): ContentHash {
  const hash = createHash('sha256');
  const content = new SparseContent(sparse!, sizeBytes, bodyOffset);
  return {
    push: (stored) => {
      for (const piece of content.push(stored)) hash.update(piece);
    },
    digest: () => {
      for (const zeros of content.rest()) hash.update(zeros);
      return hash.digest();
    },
  };
}
