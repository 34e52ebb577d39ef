import { crc32, deflateRawSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decompress } from '../../src/blob/decompress.ts';
import { chunked, collect, gist, mixed, options } from './streams.ts';
import { hasTool, runTool } from './tools.ts';

const sand = Buffer.from('sand and silt and clay and sand');
const large = mixed(1_500_000);

const gunzip = (bytes: Uint8Array, ...sizes: number[]) =>
  collect(decompress('gzip', chunked(bytes, ...sizes), options()));

/** A member with the given header flags and fields. */
function member(flags: number, fields: Uint8Array, body: Uint8Array = sand): Buffer {
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crc32(body), 0);
  trailer.writeUInt32LE(body.length, 4);
  return Buffer.concat([Buffer.of(0x1f, 0x8b, 8, flags, 0, 0, 0, 0, 0, 3), fields, deflateRawSync(body), trailer]);
}

/** `fields` and the checksum of the header that they end. */
function withHeaderCrc(flags: number, fields: Uint8Array): Buffer {
  const sum = Buffer.alloc(2);
  sum.writeUInt16LE(crc32(Buffer.concat([Buffer.of(0x1f, 0x8b, 8, flags, 0, 0, 0, 0, 0, 3), fields])) & 0xffff);
  return Buffer.concat([fields, sum]);
}

describe('gzip unpacks', () => {
  it.each([
    ['one member', gzipSync(sand), sand],
    ['nothing', gzipSync(''), Buffer.alloc(0)],
    ['more than one step', gzipSync(large), large],
    ['two members', Buffer.concat([gzipSync(sand), gzipSync(large)]), Buffer.concat([sand, large])],
    [
      'a large member among small ones',
      Buffer.concat([gzipSync(sand), gzipSync(large), gzipSync(sand)]),
      Buffer.concat([sand, large, sand]),
    ],
    ['empty members', Buffer.concat([gzipSync(''), gzipSync(sand), gzipSync(''), gzipSync('')]), sand],
    ['a header with an extra field', member(4, Buffer.from('\x05\x00extra', 'latin1')), sand],
    ['a header with a name', member(8, Buffer.from('layer.tar\0')), sand],
    ['a header with a comment', member(16, Buffer.from('made by hand\0')), sand],
    ['a header with everything', member(0x1f, withHeaderCrc(0x1f, Buffer.from('\x02\x00hia\0b\0', 'latin1'))), sand],
    ['a name longer than any chunk', member(8, Buffer.concat([Buffer.alloc(300_000, 'n'), Buffer.of(0)])), sand],
  ])('%s', async (_what, packed, expected) => {
    expect(gist(await gunzip(packed))).toBe(gist(expected));
    expect(gist(await gunzip(packed, 9000, 3))).toBe(gist(expected));
  });

  it('thousands of small members, as eStargz has them', async () => {
    const parts = Array.from({ length: 1500 }, (_, i) => mixed(i % 400, i));
    const packed = Buffer.concat(parts.map((part) => gzipSync(part)));
    expect(gist(await gunzip(packed, 2 ** 16))).toBe(gist(Buffer.concat(parts)));
  });

  it.each([
    ['zeros', Buffer.alloc(512)],
    ['one zero', Buffer.alloc(1)],
    ['rubbish', Buffer.from('rubbish')],
    ['rubbish behind zeros', Buffer.from('\0\0rubbish')],
    ['a member behind zeros, as gzip(1) does', Buffer.concat([Buffer.alloc(100), gzipSync(large)])],
  ])('and ignores %s at the end', async (_what, tail) => {
    for (const body of [sand, large]) {
      expect(gist(await gunzip(Buffer.concat([gzipSync(body), tail])))).toBe(gist(body));
      expect(gist(await gunzip(Buffer.concat([gzipSync(body), tail]), 9000, 1))).toBe(gist(body));
      expect(gist(await gunzip(Buffer.concat([gzipSync(''), gzipSync(body), tail])))).toBe(gist(body));
    }
  });

  it('and reads what it ignores, for those who hash it', async () => {
    const source = chunked(Buffer.concat([gzipSync(sand), Buffer.alloc(1000)]), 10);
    await collect(decompress('gzip', source, options()));
    expect((await source.next()).done).toBe(true);
  });
});

describe('gzip refuses', () => {
  const packed = gzipSync(large);
  const flip = (at: number) => {
    const flipped = Buffer.from(packed);
    flipped[at < 0 ? packed.length + at : at]! ^= 0x10;
    return flipped;
  };

  it.each([
    [
      'a wrong checksum',
      flip(-8),
      /^app\.tar: gzip stream is damaged near compressed byte [\d,]+: the checksum does not match$/,
    ],
    ['a wrong length', flip(-3), /: the length does not match$/],
    ['damage in the middle', flip(500_000), /^app\.tar: gzip stream is damaged near compressed byte [\d,]{7,}/],
    ['reserved header flags', flip(3).fill(0xe0, 3, 4), /near compressed byte 10: unknown header flags are set$/],
    [
      'an unknown method',
      Buffer.concat([gzipSync(sand), Buffer.of(0x1f, 0x8b, 9, 0, 0, 0, 0, 0, 0, 0)]),
      /: unknown compression method 9$/,
    ],
    ['a wrong header checksum', member(2, Buffer.of(0, 0)), /: the header does not match its checksum$/],
    ['something else', Buffer.from('not gzip at all'), /: no member begins here$/],
    [
      'a cut body',
      packed.subarray(0, -9),
      new RegExp(
        `^app\\.tar: gzip stream ends early after ${(packed.length - 9).toLocaleString('en')} compressed bytes$`,
      ),
    ],
    ['a cut trailer', packed.subarray(0, -1), /ends early/],
    ['a cut header', packed.subarray(0, 9), /ends early after 9 compressed bytes$/],
    ['a cut extra field', member(4, Buffer.from('\x05\x00extra', 'latin1')).subarray(0, 14), /ends early/],
    ['a cut name', member(8, Buffer.from('layer.tar\0')).subarray(0, 14), /ends early/],
    ['a cut second member', Buffer.concat([gzipSync(sand), packed.subarray(0, 1)]), /ends early/],
    ['nothing', Buffer.alloc(0), /ends early after 0 compressed bytes$/],
  ])('%s', async (_what, bytes, message) => {
    const refusal = {
      code: 'STREAM_DAMAGED',
      message: expect.stringMatching(message) as string,
      hint: expect.any(String) as string,
    };
    await expect(gunzip(bytes)).rejects.toMatchObject(refusal);
    await expect(gunzip(bytes, 9999)).rejects.toMatchObject({ code: 'STREAM_DAMAGED' });
  });
});

describe.skipIf(!hasTool('pigz'))('gzip made by pigz', () => {
  it.each([
    ['in parallel', ['-c', '-p', '4', '-b', '128']],
    ['in independent blocks', ['-c', '-i', '-b', '128']],
    ['slowly', ['-c', '-9']],
  ])('%s', async (_how, args) => {
    expect(gist(await gunzip(runTool('pigz', args, large)))).toBe(gist(large));
  });
});
