/** A generator of numbers in [0, 1) that gives the same ones on every machine (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** How far the logarithms of file sizes spread: most files are small, a few hold most of the bytes. */
const SPREAD = 1.5;

/** `count` file sizes as images have them, lognormal with this mean; none is larger than 200 times the mean. */
export function fileSizes(seed: number, count: number, meanBytes: number): number[] {
  const random = randomNumbers(seed);
  const scale = meanBytes / Math.exp(SPREAD ** 2 / 2);
  return Array.from({ length: count }, () => {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    return Math.min(Math.floor(scale * Math.exp(SPREAD * normal)), 200 * meanBytes);
  });
}

const LETTERS = 'etaoinshrdlucmfwypvbgk';

function madeUpWords(seed: number, count: number): string[] {
  const random = randomNumbers(seed);
  const letter = () => LETTERS[Math.floor(random() * LETTERS.length)]!;
  return Array.from({ length: count }, () => Array.from({ length: 2 + Math.floor(random() * 10) }, letter).join(''));
}

/** Names of files and directories; the same in every image. */
export const WORDS: readonly string[] = madeUpWords(1, 4000);

/** One of {@link WORDS}, counted round. */
export function word(i: number): string {
  return WORDS[i % WORDS.length]!;
}
