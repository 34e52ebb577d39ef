import { describe, expect, it } from 'vitest';
import type { Compression } from '../../src/blob/compression.ts';
import { decompress } from '../../src/blob/decompress.ts';
import { Damage, damageError, type DamageKind } from '../../src/blob/damage.ts';
import { VarveError } from '../../src/model/error.ts';
import { packings } from './packings.ts';
import { chunked, collect, dice, gist, mixed, options } from './streams.ts';

const layer = mixed(6000);

it.each<[DamageKind, string, string]>([
  ['cut', 'STREAM_DAMAGED', 'app.tar: zstd stream ends early after 18,104,320 compressed bytes'],
  ['damaged', 'STREAM_DAMAGED', 'app.tar: zstd stream is damaged near compressed byte 18,104,320: it hurts'],
  ['unsupported', 'UNSUPPORTED', 'app.tar: it hurts'],
  ['failed', 'READ_FAILED', 'app.tar: it hurts'],
])('a stream that is %s is %s to the user', (kind, code, message) => {
  const cause = new Error('inside');
  const error = damageError(new Damage(kind, 'it hurts', { cause }), 'app.tar', 'zstd', 18_104_320);
  expect(error).toMatchObject({ code, message, cause });
});

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
