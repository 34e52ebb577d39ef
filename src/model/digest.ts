/** Digest algorithms the OCI image specification registers, with the length of their hexadecimal form. */
const HEX_LENGTHS: Readonly<Record<string, number>> = { sha256: 64, sha512: 128 };

export type Algorithm = 'sha256' | 'sha512';

/** A digest in its two parts; `hex` is in lower case and as long as its algorithm makes it. */
export interface ParsedDigest {
  readonly algorithm: Algorithm;
  readonly hex: string;
}

/**
 * Reads `algorithm:hex`; `undefined` when the text is not a digest of a registered algorithm.
 * Nothing else may become part of a file name: `sha256:../../etc/passwd` is a known attack on OCI layouts.
 */
export function parseDigest(text: string): ParsedDigest | undefined {
  const match = /^(sha256|sha512):([0-9a-f]+)$/.exec(text);
  if (!match || match[2]!.length !== HEX_LENGTHS[match[1]!]) return undefined;
  return { algorithm: match[1] as Algorithm, hex: match[2]! };
}

/** The first digits people recognise a digest by: `sha256:7c1e09f0a3b2`. */
export function shortDigest(digest: string): string {
  const colon = digest.indexOf(':');
  return digest.slice(0, colon + 13);
}
