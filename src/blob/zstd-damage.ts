import { Damage } from './damage.ts';

/** zstd's own code for "allocation failed". */
export const NO_MEMORY = 64;

/** zstd's error codes that stand for something else than damage. */
const UNSUPPORTED: Readonly<Record<number, string>> = {
  12: 'the zstd stream was made by a version that is too old',
  14: 'the zstd stream uses a feature of the format that is not supported',
  16: 'the zstd stream needs a window of more than 128 MiB to unpack (it was made with --long or --ultra)',
  32: 'the zstd stream was packed with a dictionary, which is not at hand',
  [NO_MEMORY]: 'there is not enough memory to unpack the zstd stream',
};
const DAMAGED: Readonly<Record<number, string>> = {
  10: 'no frame begins here',
  22: 'the checksum does not match',
};

/** What an error code of zstd (as in zstd_errors.h, positive) means. `atByte` is where in the packed stream, if that is known. */
export function zstdDamage(code: number, atByte?: number): Damage {
  const unsupported = UNSUPPORTED[code];
  return unsupported ? new Damage('unsupported', unsupported) : new Damage('damaged', DAMAGED[code], { atByte });
}
