import { describe, expect, it } from 'vitest';
import { decompress } from '../../src/blob/decompress.ts';
import { chunked, collect, endless, gist, mixed, options } from './streams.ts';
import { hasTool, runTool } from './tools.ts';

const sand = Buffer.from('sand\nsilt\nclay\n');
const SAND_XZ = Buffer.from(
  '/Td6WFoAAATm1rRGAgAhARYAAAB0L+WjAQAOc2FuZApzaWx0CmNsYXkKAAACuJJPXA03IQABJw/fGvxqH7bzfQEAAAAABFla',
  'base64',
);
const large = mixed(200_000);

const unxz = (bytes: Uint8Array, ...sizes: number[]) => collect(decompress('xz', chunked(bytes, ...sizes), options()));

it.each([
  ['a stream', SAND_XZ, sand],
  ['streams one after the other', Buffer.concat([SAND_XZ, SAND_XZ]), Buffer.concat([sand, sand])],
  [
    'streams with padding',
    Buffer.concat([SAND_XZ, Buffer.alloc(8), SAND_XZ, Buffer.alloc(4)]),
    Buffer.concat([sand, sand]),
  ],
])('xz unpacks %s', async (_what, packed, expected) => {
  expect(gist(await unxz(packed))).toBe(gist(expected));
  expect(gist(await unxz(packed, 1))).toBe(gist(expected));
});

it('xz unpacks streams that are read in step, and after streams that were left', async () => {
  for await (const _ of decompress('xz', endless(SAND_XZ).chunks, options())) break;
  const streams = [1, 2, 3].map(() => decompress('xz', chunked(SAND_XZ), options()));
  const first = await Promise.all(streams.map((stream) => stream.next()));
  expect(first.map(({ value }) => Buffer.from(value as Uint8Array).toString())).toEqual(Array(3).fill(sand.toString()));
  expect(await Promise.all(streams.map((stream) => stream.next()))).toEqual(
    Array(3).fill({ done: true, value: undefined }),
  );
});

it.each([
  ['a cut stream', SAND_XZ.subarray(0, -1), /^app\.tar: xz stream ends early after 71 compressed bytes$/],
  ['a stream that is cut after its header', SAND_XZ.subarray(0, 12), /ends early/],
  ['nothing', Buffer.alloc(0), /ends early/],
  [
    'rubbish behind a stream',
    Buffer.concat([SAND_XZ, Buffer.from('rubbish at the end')]),
    /xz stream is damaged near compressed byte 90: no xz stream/,
  ],
  ['padding of odd length', Buffer.concat([SAND_XZ, Buffer.alloc(3)]), /damaged/],
  ['something else', Buffer.from('this is no xz stream'), /: no xz stream begins here$/],
])('xz refuses %s', async (_what, packed, message) => {
  await expect(unxz(packed)).rejects.toMatchObject({
    code: 'STREAM_DAMAGED',
    message: expect.stringMatching(message) as string,
    hint: expect.any(String) as string,
  });
});

describe.skipIf(!hasTool('xz'))('xz of the xz tools', () => {
  it.each([
    ['fast', ['-0']],
    ['hard', ['-9e']],
    ['in blocks', ['--block-size=65536']],
    ['by threads', ['-T2', '--block-size=100000']],
    ['without check', ['--check=none']],
    ['with CRC-32', ['--check=crc32']],
  ])('is unpacked when made %s', async (_how, args) => {
    expect(gist(await unxz(runTool('xz', ['-c', ...args], large), 4096))).toBe(gist(large));
  });

  it.each([
    ['SHA-256', ['--check=sha256'], 'uses the check SHA-256 (xz --check=sha256), which is not supported'],
    ['a filter for code', ['--x86', '--lzma2'], 'uses a filter other than LZMA2, which is not supported'],
    ['a huge dictionary', ['--lzma2=dict=128MiB'], 'needs a dictionary of more than 64 MiB to unpack'],
  ])('is refused with words when made with %s', async (_what, args, words) => {
    const packed = runTool('xz', ['-c', ...args], sand);
    await expect(unxz(packed)).rejects.toMatchObject({
      code: 'UNSUPPORTED',
      message: `app.tar: the xz stream ${words}`,
      hint: expect.any(String) as string,
    });
  });
});
