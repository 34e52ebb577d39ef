import { describe, expect, it } from 'vitest';
import { decompress } from '../../src/blob/decompress.ts';
import { Intake } from '../../src/blob/intake.ts';
import { unzstdInline } from '../../src/blob/zstd.ts';
import { nativeZstd, unzstdNatively } from '../../src/blob/zstd-native.ts';
import { chunked, collect, dice, gist, mixed, options } from './streams.ts';
import { hasTool, runTool } from './tools.ts';
import { type Block, frame, skippable } from './zstd-frame.ts';

const native = nativeZstd();
if (!native) process.stderr.write(`skipping node's own zstd: Node ${process.version} has none\n`);

const WAYS: readonly [string, (intake: Intake) => AsyncIterable<Uint8Array>][] = [
  ['wasm', unzstdInline],
  ...(native ? [['node', (intake: Intake) => unzstdNatively(intake, native)] as const] : []),
] as never;

const sand = Buffer.from('sand and silt');
const noise = mixed(400_000);
const toc = skippable(Buffer.from('a table of contents'));
const blocks: Block[] = Array.from({ length: 30 }, (_, i) => (i % 3 ? { byte: i, times: 100_000 } : mixed(50_000, i)));
const unpacked = Buffer.concat(
  blocks.map((block) => (block instanceof Uint8Array ? block : Buffer.alloc(block.times, block.byte))),
);

describe.each(WAYS)('zstd by %s unpacks', (_way, unpack) => {
  const unzstd = (bytes: Uint8Array, ...sizes: number[]) => collect(unpack(new Intake(chunked(bytes, ...sizes))));

  it.each([
    ['one small frame', frame([sand], sand.length), sand],
    ['a frame that does not tell its size', frame([sand]), sand],
    ['an empty frame', frame([Buffer.alloc(0)]), Buffer.alloc(0)],
    ['a large frame', frame(blocks, unpacked.length), unpacked],
    ['exactly one step', frame(Array<Block>(8).fill({ byte: 1, times: 131_072 })), Buffer.alloc(2 ** 20, 1)],
    ['exactly two steps', frame(Array<Block>(16).fill({ byte: 1, times: 131_072 })), Buffer.alloc(2 ** 21, 1)],
    [
      'small and large frames',
      Buffer.concat([frame([sand]), frame(blocks), frame([sand])]),
      Buffer.concat([sand, unpacked, sand]),
    ],
    [
      'skippable frames first, between and last',
      Buffer.concat([toc, frame([sand]), toc, toc, frame(blocks), toc]),
      Buffer.concat([sand, unpacked]),
    ],
    ['skippable frames alone', Buffer.concat([toc, toc]), Buffer.alloc(0)],
  ])('%s', async (_what, packed, expected) => {
    expect(gist(await unzstd(packed))).toBe(gist(expected));
    expect(gist(await unzstd(packed, 1, 5000))).toBe(gist(expected));
  });

  it('thousands of frames, as zstd:chunked has them', async () => {
    const parts = Array.from({ length: 1500 }, (_, i) => mixed(i % 400, i));
    const packed = Buffer.concat([...parts.map((part) => frame([part], part.length)), toc]);
    expect(gist(await unzstd(packed, 2 ** 16))).toBe(gist(Buffer.concat(parts)));
  });

  it.skipIf(!hasTool('zstd')).each([
    ['fast', ['-1']],
    ['hard', ['-12', '--long=24']],
    ['with the largest window', ['-1', '--long=27']],
    ['without checksum', ['--no-check', '-3']],
    ['as a stream of unknown size', ['-3', '--no-content-size']],
    ['by threads', ['-3', '-T4', '-B500KB']],
  ])('what zstd packed %s', async (_how, args) => {
    const packed = runTool('zstd', ['-c', ...args], noise);
    expect(gist(await unzstd(packed, 10_000))).toBe(gist(noise));
    expect(gist(await unzstd(Buffer.concat([packed, toc, packed])))).toBe(gist(Buffer.concat([noise, noise])));
  });
});

describe.each(WAYS)('zstd by %s refuses', (_way, unpack) => {
  const unzstd = (bytes: Uint8Array, ...sizes: number[]) => collect(unpack(new Intake(chunked(bytes, ...sizes))));
  const whole = frame(blocks);

  it.each([
    ['nothing', Buffer.alloc(0), 'cut'],
    ['a stream that is cut', whole.subarray(0, -1), 'cut'],
    ['a stream that is cut between blocks', whole.subarray(0, 6 + 3 + 50_000), 'cut'],
    ['a cut magic number', Buffer.concat([frame([sand]), whole.subarray(0, 2)]), 'cut'],
    ['a cut skippable frame', toc.subarray(0, -1), 'cut'],
    ['rubbish behind a frame', Buffer.concat([frame([sand]), Buffer.from('rubbish, and more of it')]), 'damaged'],
    ['zeros behind a frame', Buffer.concat([frame([sand]), Buffer.alloc(512)]), 'damaged'],
    ['no zstd at all', Buffer.from('plain text, which is not zstd'), 'damaged'],
    ['a frame that claims another size', frame([sand], 99), 'damaged'],
    ['a large frame that claims another size', frame(blocks, 99_999_999), 'damaged'],
    [
      'a frame that needs too large a window',
      Buffer.concat([Buffer.of(0x28, 0xb5, 0x2f, 0xfd, 0, 0xa8), whole.subarray(6)]),
      'unsupported',
    ],
    [
      'a frame that needs a dictionary',
      Buffer.concat([Buffer.of(0x28, 0xb5, 0x2f, 0xfd, 1, 0x68, 9), whole.subarray(6)]),
      'unsupported',
    ],
  ])('%s', async (_what, packed, kind) => {
    await expect(unzstd(packed)).rejects.toMatchObject({ name: 'Damage', kind });
    await expect(unzstd(packed, 7000)).rejects.toMatchObject({ name: 'Damage', kind });
  });

  it('a wrong checksum, and says so', async () => {
    const packed = Buffer.concat([
      Buffer.of(0x28, 0xb5, 0x2f, 0xfd, 4, 0x68),
      frame([sand]).subarray(6),
      Buffer.alloc(4),
    ]);
    await expect(unzstd(packed)).rejects.toMatchObject({ kind: 'damaged', message: 'the checksum does not match' });
  });

  it('damage near where it is', async () => {
    const packed = Buffer.concat([whole, frame([sand]), Buffer.from(whole).fill(0xff, 300_000)]);
    const { atByte } = (await unzstd(packed, 50_000).catch((error: unknown) => error)) as { atByte: number };
    expect(atByte).toBeGreaterThan(whole.length);
    expect(atByte).toBeLessThan(packed.length);
  });
});

it('zstd that needs too much is refused in words that help', async () => {
  const packed = chunked(Buffer.of(0x28, 0xb5, 0x2f, 0xfd, 0, 0xa8, 1, 0, 0));
  await expect(collect(decompress('zstd', packed, options()))).rejects.toMatchObject({
    code: 'UNSUPPORTED',
    message: expect.stringMatching(/^app\.tar: the zstd stream needs a window of more than 128 MiB/) as string,
    hint: expect.stringContaining('default options') as string,
  });
});

describe('the wasm decoder', () => {
  it('keeps no memory of streams that were damaged or left', { timeout: 20_000 }, async () => {
    const { zstdExports } = await import('../../src/blob/zstd-exports.ts');
    const { memory } = await zstdExports();
    const packed = frame(blocks);
    const roll = dice(3);
    const abuse = async () => {
      for await (const _ of unzstdInline(new Intake(chunked(packed, 60_000)))) break;
      const damaged = Buffer.from(packed).fill(0xff, Math.floor(roll() * packed.length));
      await collect(unzstdInline(new Intake(chunked(damaged)))).catch(() => {});
    };
    await abuse();
    const before = memory.buffer.byteLength;
    for (let i = 0; i < 30; i += 1) await abuse();
    expect(memory.buffer.byteLength).toBeLessThanOrEqual(before);
  });
});
