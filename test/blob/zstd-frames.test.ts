import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FrameEnd, FrameScanner } from '../../src/blob/zstd-frames.ts';
import { hasTool, runTool } from './tools.ts';
import { mixed } from './streams.ts';
import { frame, skippable } from './zstd-frame.ts';

interface Found {
  readonly bytes: Buffer;
  readonly atByte: number;
  readonly end: FrameEnd;
}

/** The whole frames in a stream that comes in pieces of these sizes, over and over. */
function scan(stream: Uint8Array, ...sizes: number[]): { frames: Found[]; mayEnd: boolean } {
  const scanner = new FrameScanner();
  const frames: Found[] = [];
  let parts: Uint8Array[] = [];
  let startByte = -1;
  for (let at = 0, turn = 0; at < stream.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? stream.length;
    for (const { bytes, atByte, end } of scanner.scan(stream.subarray(at, at + size))) {
      if (atByte !== undefined) startByte = atByte;
      parts.push(bytes);
      if (!end) continue;
      frames.push({ bytes: Buffer.concat(parts), atByte: startByte, end });
      parts = [];
    }
    at += size;
  }
  return { frames, mayEnd: scanner.mayEnd };
}

const sand = Buffer.from('sand');
const one = frame([sand], 4);
const two = frame([Buffer.alloc(1000), { byte: 7, times: 5000 }, Buffer.alloc(0)]);
const note = skippable(Buffer.from('a table of contents'), 14);

describe('the frame scanner', () => {
  it.each<[string, Uint8Array, readonly Buffer[]]>([
    ['one frame', one, [one]],
    ['frames one after the other', Buffer.concat([one, two, one]), [one, two, one]],
    ['frames between skippable ones', Buffer.concat([note, one, note, note, two, note]), [one, two]],
    ['an empty skippable frame', Buffer.concat([skippable(Buffer.alloc(0)), one]), [one]],
    ['nothing in skippable frames alone', note, []],
  ])('finds %s, however it comes', (_what, stream, expected) => {
    for (const sizes of [[], [1], [2, 5], [13]]) {
      const { frames, mayEnd } = scan(stream, ...sizes);
      expect(frames.map(({ bytes }) => bytes)).toEqual(expected);
      expect(mayEnd).toBe(true);
    }
  });

  it('tells where frames begin and what their headers say', () => {
    const { frames } = scan(Buffer.concat([note, one, two]), 3);
    expect(frames.map(({ atByte }) => atByte)).toEqual([note.length, note.length + one.length]);
    expect(frames[0]!.end).toEqual({ contentBytes: 4, atMostBytes: 4 });
    expect(frames[1]!.end).toEqual({ contentBytes: undefined, atMostBytes: 6000 });
  });

  it.each([
    ['1 byte, single segment', [0x20, 5], 5],
    ['1 byte behind a dictionary number', [0x23, 1, 2, 3, 4, 5], 5],
    ['2 bytes, which count from 256', [0x60, 1, 1], 513],
    ['4 bytes', [0xa0, 1, 0, 0, 1], 2 ** 24 + 1],
    ['8 bytes behind a window', [0xc0, 0x68, 1, 0, 0, 0, 1, 0, 0, 0], 2 ** 32 + 1],
    ['none', [0x00, 0x68], undefined],
  ])('reads a content size of %s', (_form, header, contentBytes) => {
    const stream = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, ...header, 0x01, 0x00, 0x00]);
    expect(scan(stream, 1).frames[0]!.end.contentBytes).toBe(contentBytes);
  });

  it('takes the checksum for part of the frame', () => {
    const stream = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x04, 0x68, 0x01, 0x00, 0x00, 1, 2, 3, 4]);
    expect(scan(stream, 1).frames.map(({ bytes }) => bytes)).toEqual([stream]);
    expect(scan(stream.subarray(0, -1)).mayEnd).toBe(false);
  });

  it('never takes a cut stream for a whole one', () => {
    const stream = Buffer.concat([note, one, two, note]);
    const ends = [note.length, note.length + one.length, stream.length - note.length];
    for (let cut = 0; cut < stream.length; cut += 1) {
      expect(scan(stream.subarray(0, cut)).mayEnd).toBe(ends.includes(cut));
    }
  });

  it.each([
    ['rubbish behind a frame', Buffer.concat([one, Buffer.from('rubbish')]), 'no frame begins here'],
    [
      'a block of the reserved type',
      Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 0x68, 7, 0, 0]),
      'a block is of an unknown type',
    ],
  ])('refuses %s', (_what, stream, message) => {
    expect(() => scan(stream)).toThrow(message);
  });

  it('finds the same frames in all pieces of all sizes', () => {
    const stream = Buffer.concat([one, note, two, one]);
    const property = fc.property(fc.array(fc.nat(40), { minLength: 1 }), (sizes) => {
      if (sizes.every((size) => size === 0)) return;
      expect(scan(stream, ...sizes)).toEqual(scan(stream));
    });
    fc.assert(property, { seed: 1 });
  });

  it.skipIf(!hasTool('zstd'))('finds the frames that zstd made', () => {
    const made = [['-3'], ['-19', '--no-check'], ['-1', '--single-thread']].map((args) =>
      runTool('zstd', ['-c', ...args], mixed(300_000)),
    );
    expect(scan(Buffer.concat(made), 4096).frames.map(({ bytes }) => bytes.length)).toEqual(
      made.map(({ length }) => length),
    );
  });
});
