import { hash } from 'node:crypto';
import { concatBytes, equalBytes } from '../base/bytes.ts';

const SEAL_BYTES = 32;

/** All parts in one array, and the sha256 of them behind. */
export function seal(parts: readonly Uint8Array[]): Uint8Array {
  const sealed = concatBytes([...parts, new Uint8Array(SEAL_BYTES)]);
  sealed.set(sha256(sealed.subarray(0, -SEAL_BYTES)), sealed.length - SEAL_BYTES);
  return sealed;
}

/** What was sealed; `undefined` when a single bit of it is another, or some are missing. */
export function unseal(sealed: Uint8Array): Uint8Array | undefined {
  if (sealed.length < SEAL_BYTES) return undefined;
  const content = sealed.subarray(0, -SEAL_BYTES);
  return equalBytes(sha256(content), sealed.subarray(-SEAL_BYTES)) ? content : undefined;
}

function sha256(bytes: Uint8Array): Uint8Array {
  return hash('sha256', bytes, 'buffer');
}
