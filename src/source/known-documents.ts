import { digestOf } from '../blob/hash.ts';
import { parseDigest } from '../model/digest.ts';

/** Manifests and configs by digest, kept from one run to the next. What is given has the digest it was asked by. */
export interface KnownDocuments {
  document(digest: string): Promise<Uint8Array | undefined>;
  keepDocument(digest: string, bytes: Uint8Array): Promise<void>;
}

/** Knows nothing and keeps nothing. */
export const NO_DOCUMENTS: KnownDocuments = {
  document: async () => undefined,
  keepDocument: async () => {},
};

/** What is known, or else what `read` gives, which is kept if it has that digest; that it has, is for the caller to check. */
export async function knownOr(
  known: KnownDocuments,
  digest: string,
  read: () => Promise<Uint8Array>,
): Promise<Uint8Array> {
  const before = await known.document(digest);
  if (before) return before;
  const bytes = await read();
  if (digestOf(bytes, parseDigest(digest)?.algorithm) === digest) await known.keepDocument(digest, bytes);
  return bytes;
}
