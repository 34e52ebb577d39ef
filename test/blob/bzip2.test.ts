import { describe, expect, it } from 'vitest';
import { decompress } from '../../src/blob/decompress.ts';
import { chunked, collect, gist, mixed, options } from './streams.ts';
import { hasTool, runTool } from './tools.ts';

const sand = Buffer.from('sand\nsilt\nclay\n');
const SAND_BZ2 = Buffer.from('QlpoOTFBWSZTWdpQubEAAAXBgAAQLCUMICAAMQAwKYaNqMQ0UwXsnhdyRThQkNpQubE=', 'base64');
/** 4.5 MB of zeros, in one block. */
const ZEROS_BZ2 = Buffer.from('QlpoMTFBWSZTWdoskSoAInfAAMAIAAggACClNBmNVKiGwFUQ8XckU4UJDaLJEqA=', 'base64');
const large = mixed(300_000);

const bunzip2 = (bytes: Uint8Array, ...sizes: number[]) =>
  collect(decompress('bzip2', chunked(bytes, ...sizes), options()));

it.each([
  ['a stream', SAND_BZ2, sand],
  ['streams one after the other', Buffer.concat([SAND_BZ2, SAND_BZ2, SAND_BZ2]), Buffer.concat([sand, sand, sand])],
  ['a stream without blocks', Buffer.from('425a683917724538509000000000', 'hex'), Buffer.alloc(0)],
  ['a stream, ignoring what follows', Buffer.concat([SAND_BZ2, Buffer.from('\0rubbish')]), sand],
])('bzip2 unpacks %s', async (_what, packed, expected) => {
  expect(gist(await bunzip2(packed))).toBe(gist(expected));
  expect(gist(await bunzip2(packed, 1))).toBe(gist(expected));
});

it('bzip2 unpacks streams that are read in step', async () => {
  const twice = Buffer.concat([SAND_BZ2, SAND_BZ2]);
  const streams = [1, 2].map(() => decompress('bzip2', chunked(twice, 7), options()));
  for (let i = 0; i < 2; i += 1) {
    const chunks = await Promise.all(streams.map((stream) => stream.next()));
    expect(chunks.map(({ value }) => Buffer.from(value as Uint8Array))).toEqual([sand, sand]);
  }
});

it('bzip2 unpacks a bomb block by block, so that a limit stops it', async () => {
  const bomb = Buffer.concat(Array<Buffer>(1000).fill(ZEROS_BZ2));
  const unpacking = collect(decompress('bzip2', chunked(bomb), options({ maxBytes: 10_000_000 })));
  await expect(unpacking).rejects.toMatchObject({ code: 'LIMIT' });
});

it.each([
  ['a cut stream', SAND_BZ2.subarray(0, -1), /^app\.tar: bzip2 stream ends early after 49 compressed bytes$/],
  ['a stream that is cut after its header', SAND_BZ2.subarray(0, 4), /ends early/],
  ['nothing', Buffer.alloc(0), /ends early/],
  ['a cut second stream', Buffer.concat([SAND_BZ2, SAND_BZ2.subarray(0, 20)]), /ends early/],
  [
    'a wrong checksum',
    Buffer.from(SAND_BZ2).fill(0xff, 10, 11),
    /^app\.tar: bzip2 stream is damaged near compressed byte \d+$/,
  ],
  ['something else', Buffer.from('this is no bzip2 stream'), /damaged/],
])('bzip2 refuses %s', async (_what, packed, message) => {
  await expect(bunzip2(packed)).rejects.toMatchObject({
    code: 'STREAM_DAMAGED',
    message: expect.stringMatching(message) as string,
    hint: expect.any(String) as string,
  });
});

describe.skipIf(!hasTool('bzip2'))('bzip2 of the bzip2 tool', () => {
  it.each([['-1'], ['-9']])('is unpacked when made with %s', async (level) => {
    expect(gist(await bunzip2(runTool('bzip2', ['-c', level], large), 4096))).toBe(gist(large));
  });

  it('comes out as from the library around the same decoder', async () => {
    const { default: library } = await import('unbzip2-stream');
    const packed = runTool('bzip2', ['-c', '-1'], large);
    const expected: Buffer[] = [];
    const stream = library().on('data', (chunk: Buffer) => expected.push(chunk));
    stream.end(packed);
    expect(gist(await bunzip2(packed))).toBe(gist(Buffer.concat(expected)));
  });
});
