/** Numbers that look random and are the same for the same seed. */
export interface Random {
  /** A whole number from 0 up to `limit`, which is not among them. */
  below(limit: number): number;
  /** One of the items; there must be one. */
  pick<T>(items: readonly T[]): T;
}

/** A source of numbers: Mulberry32. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return { below, pick: (items) => items[below(items.length)]! };
}

/** `sizeBytes` that no compressor makes shorter. */
export function noise(seed: number, sizeBytes: number): Uint8Array {
  const random = randomFrom(seed);
  return Uint8Array.from({ length: sizeBytes }, () => random.below(256));
}
