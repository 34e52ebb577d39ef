import { describe, expect, it } from 'vitest';
import type { Compression } from '../../src/blob/compression.ts';
import { decompress } from '../../src/blob/decompress.ts';
import { VarveError } from '../../src/model/error.ts';
import { packings } from './packings.ts';
import { chunked, collect, dice, gist, mixed, options } from './streams.ts';

const layer = mixed(6000);

describe.each(packings(layer).filter(([compression]) => compression !== 'none'))(
  'a %s stream',
  (compression, packed) => {
    it('that was cut anywhere is refused, unless nothing was lost', async () => {
      for (let cut = 0; cut < packed.length; cut += 97) await expectRefusal(compression, packed.subarray(0, cut));
    });

    it('that was damaged anywhere is refused, unless nothing was lost', async () => {
      const roll = dice(97);
      for (let i = 0; i < 60; i += 1) {
        const damaged = Buffer.from(packed);
        const at = Math.floor(roll() * (i % 3 ? packed.length : Math.min(40, packed.length)));
        damaged[at]! ^= 1 << Math.floor(roll() * 8);
        await expectRefusal(compression, damaged);
      }
    });
  },
);

/** Either it comes out right or it does not come out. */
async function expectRefusal(compression: Compression, bytes: Uint8Array): Promise<void> {
  try {
    expect(gist(await collect(decompress(compression, chunked(bytes), options())))).toBe(gist(layer));
  } catch (error) {
    if (!(error instanceof VarveError)) throw error;
    expect(['STREAM_DAMAGED', 'UNSUPPORTED']).toContain(error.code);
  }
}
