import { describe, expect, it } from 'vitest';
import { concat, type Entry, gnuLong, paxHeader, tar } from '../../fixtures/tar.ts';
import { failureOf, hop, type Reading, stream } from './reading.ts';

/** What both readers say, whatever the pieces. */
function read(archive: Uint8Array): Reading {
  const reading = hop(archive);
  for (const length of [1, 100, 512, 65_536]) expect(stream(archive, [length])).toEqual(reading);
  return reading;
}

const FILE: Entry = { name: 'a', body: 'x' };
const zeros = (length: number): Uint8Array => new Uint8Array(length);

describe('the end of an archive', () => {
  it.each<[string, Uint8Array]>([
    ['may be two blocks of zeros', tar([FILE])],
    ['may be one', tar([FILE], 1)],
    ['may be none', tar([FILE], 0)],
    ['may be half a block of zeros', concat([tar([FILE], 0), zeros(100)])],
    ['may be many', tar([FILE], 100)],
    ['may lack the filling of the last body', tar([FILE], 0).subarray(0, 513)],
    ['may cut the filling of the last body', tar([FILE], 0).subarray(0, 700)],
  ])('%s', (_what, archive) => {
    const { entries, oddities, failure } = read(archive);
    expect(entries.map(({ name }) => name)).toEqual(['a']);
    expect(oddities).toEqual([]);
    expect(failure).toBeUndefined();
  });

  it('may be all there is', () => {
    expect(read(zeros(1024))).toEqual({ entries: [], oddities: [], failure: undefined });
    expect(read(zeros(0))).toEqual({ entries: [], oddities: [], failure: undefined });
  });

  it.each<[string, Uint8Array, string[]]>([
    ['data behind it', concat([tar([FILE]), tar([FILE])]), ['data-after-end @2048']],
    ['data after one zero block', concat([tar([FILE], 1), tar([FILE])]), ['data-after-end @1536']],
    ['one byte behind it', concat([tar([FILE]), Uint8Array.of(0, 7)]), ['data-after-end @2049']],
    [
      'data almost a megabyte behind it',
      concat([tar([FILE], 1), zeros(2 ** 20 - 1), Uint8Array.of(7)]),
      [`data-after-end @${1536 + 2 ** 20 - 1}`],
    ],
    ['no data further behind', concat([tar([FILE], 1), zeros(2 ** 20), Uint8Array.of(7)]), []],
    ['a PAX header that waits for its entry', tar([FILE, paxHeader({ uid: '1' })]), ['dangling-header @2560']],
    ['a GNU name that waits for its entry', tar([FILE, gnuLong('b')], 0), ['dangling-header @2048']],
    [
      'a PAX header whose filling is cut',
      tar([FILE, paxHeader('8 uid=5\n')], 0).subarray(0, 1544),
      ['dangling-header @1544'],
    ],
  ])('notes %s', (_what, archive, expected) => {
    const { entries, oddities, failure } = hop(archive);
    expect(failure).toBeUndefined();
    expect(entries).toHaveLength(1);
    expect(oddities).toEqual(expected);
    for (const length of [100, 65_536]) expect(stream(archive, [length]).oddities).toEqual(expected);
  });
});

describe('an archive that is cut', () => {
  const two = tar([FILE, { name: 'dir/b', body: 'y'.repeat(1000) }]);
  it.each<[string, Uint8Array, string]>([
    [
      'within its first header',
      two.subarray(0, 200),
      'the tar ends at byte 200, within the header that starts at byte 0',
    ],
    [
      'within a later header',
      two.subarray(0, 1100),
      'the tar ends at byte 1100, within the header that starts at byte 1024',
    ],
    [
      'before a body',
      two.subarray(0, 1536),
      'the tar ends at byte 1536, but the body of dir/b (byte 1536) needs it up to byte 2536',
    ],
    [
      'within a body',
      two.subarray(0, 2535),
      'the tar ends at byte 2535, but the body of dir/b (byte 1536) needs it up to byte 2536',
    ],
    [
      'before an extended header’s records',
      tar([FILE, paxHeader('8 uid=5\n')]).subarray(0, 1536),
      'the tar ends at byte 1536, within an extended header of 8 bytes',
    ],
    [
      'within them',
      tar([FILE, paxHeader('8 uid=5\n')]).subarray(0, 1540),
      'the tar ends at byte 1540, within an extended header of 8 bytes',
    ],
    [
      'within what is passed over',
      tar([FILE, { name: 'v', type: 'V', body: 'x'.repeat(1024) }]).subarray(0, 2000),
      'the tar ends at byte 2000, within an entry that is no file of 1024 bytes',
    ],
  ])('is refused %s', (_what, archive, message) => {
    expect(failureOf(archive)).toBe(`TAR_DAMAGED: ${message}`);
    for (const length of [512, 100]) expect(stream(archive, [length]).failure?.message).toBe(message);
  });

  it('prints what a name holds, so that it cannot speak to the terminal', () => {
    expect(failureOf(tar([{ name: '\x1b[31m', size: 9_999 }]))).toContain('the body of \\x1b[31m (byte 512)');
  });

  it('gives the entries before the cut', () => {
    expect(hop(two.subarray(0, 2000)).entries.map(({ name }) => name)).toEqual(['a']);
  });
});
