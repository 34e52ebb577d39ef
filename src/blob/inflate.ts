import { inflateRawSync } from 'node:zlib';

/** What node gives for `info: true`, which its types do not know: `bytesWritten` counts the packed bytes that were used. */
interface Inflated {
  readonly buffer: Buffer;
  readonly engine: { readonly bytesWritten: number };
}

/** Raw deflate up to its own end; `undefined` where it is damaged, cut, or unpacks to more than `maxBytes`. */
export function inflate(packed: Buffer, maxBytes: number): Inflated | undefined {
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, maxBytes), info: true }) as unknown as Inflated;
  } catch (error) {
    // zlib's own errors and ERR_BUFFER_TOO_LARGE carry a code; anything else is ours.
    if (!(error instanceof Error) || !('code' in error)) throw error;
    return undefined;
  }
}
