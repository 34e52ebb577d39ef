import { describe, expect, it } from 'vitest';
import { type Entry, tar } from '../../fixtures/tar.ts';
import { fieldNumber } from '../../src/tar/number.ts';
import { failureOf, hop, onlyEntry } from './reading.ts';

/** A field of 12 bytes: what is given, then NULs. */
function field(text: string): Uint8Array {
  return Uint8Array.from({ length: 12 }, (_, i) => text.charCodeAt(i) || 0);
}

describe('a number in a header', () => {
  it.each([
    ['octal digits and a NUL', '00000001750\0', 0o1750],
    ['octal digits and a blank', '00000001750 ', 0o1750],
    ['octal digits up to the very end', '777777777777', 2 ** 36 - 1],
    ['blanks before the digits', '       1750 ', 0o1750],
    ['NULs before the digits', '\0\0\x001750', 0o1750],
    ['what stands behind its end', '17\x009999', 0o17],
    ['a field of blanks', '            ', 0],
    ['a field of NULs', '', 0],
    ['a digit that is not octal', '0000000189 ', undefined],
    ['a sign', '-0000000001', undefined],
    ['a word', 'hello', undefined],
    ['base-256', '\x80\0\0\0\0\0\0\0\0\0\x01\x02', 258],
    ['the mark of base-256 alone', '\x80', 0],
    ['a base-256 number of seven bits before all others', '\x80\0\0\0\0\x1f\xff\xff\xff\xff\xff\xff', 2 ** 53 - 1],
    ['base-256 of minus one', '\xff'.repeat(12), -1],
    ['base-256 of minus 256', '\xff'.repeat(11), -256],
    ['base-256 of minus 2^53 + 1', '\xff\xff\xff\xff\xff\xe0\0\0\0\0\0\x01', 1 - 2 ** 53],
    ['base-256 beyond 2^53', '\x80\0\0\0\0\x20\0\0\0\0\0\0', undefined],
    ['base-256 far below -2^53', '\x80'.replace('\x80', '\xc0'), undefined],
    ['base-256 as large as it can be', `\xbf${'\xff'.repeat(11)}`, undefined],
  ])('reads %s', (_what, text, expected) => {
    expect(fieldNumber(field(text), 0, 12)).toBe(expected);
  });

  it('is looked for only in its own field', () => {
    expect(fieldNumber(new TextEncoder().encode('7771237'), 3, 3)).toBe(0o123);
  });
});

/** A file of which one field holds these characters. */
function withField(at: number, text: string): Entry {
  return {
    name: 'a',
    patch: (header) =>
      header.set(
        Uint8Array.from(text, (c) => c.charCodeAt(0)),
        at,
      ),
  };
}

describe('the numbers of an entry', () => {
  it.each<[string, Entry, object]>([
    ['ids beyond 2^31', { name: 'a', uid: 2 ** 31 + 5, gid: 2 ** 32 }, { uid: 2 ** 31 + 5, gid: 2 ** 32 }],
    ['a time before 1970', { name: 'a', mtime: -86_400 }, { mtimeSec: -86_400, mtimeNanos: 0 }],
    ['a time after 2242', { name: 'a', mtime: 2 ** 34 }, { mtimeSec: 2 ** 34 }],
    ['the permission bits alone of a mode', { name: 'a', mode: 0o104755 }, { mode: 0o4755 }],
    ['blank fields as zeros', withField(108, '               \0'), { uid: 0, gid: 0 }],
    ['the numbers of a device', { name: 'a', type: 'block', device: [8, 17] }, { deviceMajor: 8, deviceMinor: 17 }],
    ['no device numbers of a file', { name: 'a', device: [8, 17] }, { deviceMajor: 0, deviceMinor: 0 }],
    [
      'no device numbers in v7, whose header has no place for them',
      { name: 'a', type: 'char', device: [1, 3], dialect: 'v7' },
      { type: 'char', deviceMajor: 0, deviceMinor: 0 },
    ],
  ])('hold %s', (_what, entry, expected) => {
    expect(onlyEntry(tar([entry]))).toMatchObject(expected);
  });

  it.each([
    ['mode', 100, 'mode'],
    ['uid', 108, 'uid'],
    ['gid', 116, 'gid'],
    ['mtime', 136, 'mtimeSec'],
  ] as const)('take 0 for a %s that is none, and say so', (_what, at, key) => {
    const { entries, oddities } = hop(tar([{ name: 'first' }, withField(at, 'xyz')]));
    expect(entries[1]![key]).toBe(0);
    expect(oddities).toEqual(['odd-number @512']);
  });

  it.each([
    ['is no number', withField(124, '9'), 'the size of an entry is "9000000000'],
    ['is negative', withField(124, '\xff'.repeat(12)), 'the size of an entry is -1'],
    ['is beyond 2^53', withField(124, `\x80${'\xff'.repeat(11)}`), 'the size of an entry is '],
  ])('are refused when the size %s', (_what, entry, message) => {
    expect(failureOf(tar([{ name: 'first' }, entry]))).toContain(
      `TAR_DAMAGED: the tar is damaged at byte 512: ${message}`,
    );
  });
});

describe('the checksum of a header', () => {
  it('may be the sum of signed bytes, as old Suns wrote it', () => {
    const name = Uint8Array.of(0xe4, 0xf6);
    const signed = (patched: Entry): number => {
      const block = tar([patched]).subarray(0, 512);
      const sum = block.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 0x20 : (byte << 24) >> 24), 0);
      return sum;
    };
    expect(onlyEntry(tar([{ name, checksum: signed({ name }) }])).name).toBe('\xe4\xf6');
  });

  it('is named with the byte of its header when it is wrong', () => {
    const failure = failureOf(
      tar([
        { name: 'a', body: 'x' },
        { name: 'b', checksum: 1 },
      ]),
    );
    expect(failure).toMatch(
      /^TAR_DAMAGED: the tar is damaged at byte 1024: the header has checksum 1, but its bytes add up to \d+$/,
    );
  });
});
