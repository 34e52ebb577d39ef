import type { Blob } from './blob.ts';

const CHUNK_BYTES = 1 << 20;

/** A blob of bytes that are already in memory. They are not copied: they must not change while it is in use. */
export function memoryBlob(name: string, bytes: Uint8Array): Blob {
  return {
    name,
    sizeBytes: bytes.length,
    open: () => pieces(bytes),
    readInto(target, offset) {
      const found = bytes.subarray(offset, offset + target.length);
      target.set(found);
      return found.length;
    },
  };
}

async function* pieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) yield bytes.subarray(at, at + CHUNK_BYTES);
}
