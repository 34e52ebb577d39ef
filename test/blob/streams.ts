import { DEFAULT_LIMITS, type Limits } from '../../src/model/limits.ts';
import type { DecompressOptions } from '../../src/blob/decompress.ts';
import { digestOf } from '../../src/blob/hash.ts';

/** `bytes` in pieces of the given sizes, over and over; whole when there are none. */
export async function* chunked(bytes: Uint8Array, ...sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const size = sizes.length > 0 ? sizes[turn % sizes.length]! : bytes.length;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

/** All that comes, in one array. */
export async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all);
}

/** Length and digest: equal bytes for `expect`, which takes seconds to compare megabytes one by one. */
export function gist(bytes: Uint8Array): string {
  return `${bytes.length} bytes, ${digestOf(bytes)}`;
}

/** A stream that never ends, and notes when it is let go of. */
export function endless(bytes: Uint8Array): { chunks: AsyncIterable<Uint8Array>; isReleased: () => boolean } {
  let isReleased = false;
  async function* chunks(): AsyncGenerator<Uint8Array> {
    try {
      for (;;) yield bytes;
    } finally {
      isReleased = true;
    }
  }
  return { chunks: chunks(), isReleased: () => isReleased };
}

/** Gives `bytes`, then fails with `error`. */
export async function* failing(bytes: Uint8Array, error: Error): AsyncGenerator<Uint8Array> {
  yield bytes;
  throw error;
}

export function options(limits: Partial<Limits> = {}): DecompressOptions {
  return { name: 'app.tar', limits: { ...DEFAULT_LIMITS, ...limits } };
}

/** The same numbers from 0 to 1 for the same seed (mulberry32). */
export function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let blend = Math.imul(state ^ (state >>> 15), 1 | state);
    blend = (blend + Math.imul(blend ^ (blend >>> 7), 61 | blend)) ^ blend;
    return ((blend ^ (blend >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Bytes as they lie in layers: text, repetitions, noise, zeros. */
export function mixed(sizeBytes: number, seed = 1): Buffer {
  const roll = dice(seed);
  const bytes = Buffer.alloc(sizeBytes);
  for (let at = 0; at < sizeBytes;) {
    const length = 1 + Math.floor(roll() * 700);
    const kind = Math.floor(roll() * 4);
    for (let i = at; i < Math.min(sizeBytes, at + length); i += 1) {
      if (kind === 1) bytes[i] = 97 + Math.floor(roll() * 16);
      if (kind === 2) bytes[i] = Math.floor(roll() * 256);
      if (kind === 3 && i > 400) bytes[i] = bytes[i - 400]!;
    }
    at += length;
  }
  return bytes;
}
