import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { type Compression, SNIFF_BYTES, sniffCompression } from '../../src/blob/compression.ts';

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');

it.each<[string, Uint8Array, Compression]>([
  ['gzip by its magic number and method', gzipSync('sand'), 'gzip'],
  ['gzip of an unknown method as nothing', hex('1f 8b 07 00 00 00 00 00 00 00'), 'none'],
  ['zstd', hex('28 b5 2f fd 04 00 00 00 00 00'), 'zstd'],
  ['a skippable frame as zstd', hex('50 2a 4d 18 04 00 00 00 00 00'), 'zstd'],
  ['the last kind of skippable frame as zstd', hex('5f 2a 4d 18 04 00 00 00 00 00'), 'zstd'],
  ['what only looks like a skippable frame as nothing', hex('60 2a 4d 18 04 00 00 00 00 00'), 'none'],
  ['xz', hex('fd 37 7a 58 5a 00 00 04 e6 d6'), 'xz'],
  ['bzip2 with a block', Buffer.from('BZh91AY&SY'), 'bzip2'],
  ['bzip2 without a block', hex('42 5a 68 39 17 72 45 38 50 90'), 'bzip2'],
  ['bzip2 that was cut after its header', Buffer.from('BZh9'), 'bzip2'],
  ['a file name that begins like bzip2 as nothing', Buffer.from('BZh9.txt\0\0'), 'none'],
  ['bzip2 of no level as nothing', Buffer.from('BZh01AY&SY'), 'none'],
  ['a tar as nothing', Buffer.from('etc/passwd'), 'none'],
  ['no bytes as nothing', Buffer.alloc(0), 'none'],
  ['one byte as nothing', hex('1f'), 'none'],
])('knows %s', (_what, head, expected) => {
  expect(sniffCompression(head.subarray(0, SNIFF_BYTES))).toBe(expected);
});
