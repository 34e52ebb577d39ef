import { describe, expect, it } from 'vitest';
import { bytes, gnuLong, paxHeader, tar } from '../../fixtures/tar.ts';
import { paxNumber, paxRecords, paxTime } from '../../src/tar/pax.ts';
import { entriesIn, failureOf, onlyEntry } from './reading.ts';

describe('PAX records', () => {
  const keysAndValues = (body: string | Uint8Array) =>
    paxRecords(bytes(body)).map(({ key, value }) => `${key}=${Buffer.from(value).toString('latin1')}`);

  it.each<[string, string | Uint8Array, string[]]>([
    ['none', '', []],
    ['one', '6 k=v\n', ['k=v']],
    ['several in order', '6 k=1\n6 k=2\n', ['k=1', 'k=2']],
    ['an empty value', '5 k=\n', ['k=']],
    ['a value with = and a newline', '11 k=a=b\nc\n', ['k=a=b\nc']],
    ['a value of any bytes', Uint8Array.from([0x37, 0x20, 0x6b, 0x3d, 0xff, 0, 0x0a]), ['k=\xff\0']],
    ['zeros behind the last one', '6 k=v\n\0\0\0', ['k=v']],
  ])('hold %s', (_what, body, expected) => {
    expect(keysAndValues(body)).toEqual(expected);
  });

  it.each([
    ['a length too long', '7 k=v\n'],
    ['a length too short', '5 k=v\n'],
    ['a length that ends before its key', '2 k=v\n'],
    ['a length of zero', '0 k=v\n'],
    ['no length', ' k=v\n'],
    ['a length that is no number', 'x k=v\n'],
    ['a negative length', '-6 k=v\n'],
    ['a length beyond all bounds', '99999999999 k=v\n'],
    ['no blank', '6k=v\n'],
    ['no newline', '6 k=vv'],
    ['no =', '5 kv\n'],
    ['no key', '5 =v\n'],
    ['a key with a NUL', '7 k\0=v\n'],
    ['a key that is not UTF-8', Uint8Array.from([0x36, 0x20, 0xff, 0x3d, 0x76, 0x0a])],
    ['a second record cut short', '6 k=v\n6 k='],
  ])('with %s are broken', (_what, body) => {
    expect(() => paxRecords(bytes(body))).toThrow(/^a record/);
  });

  it.each<[string, number, number]>([
    ['0', 0, 0],
    ['1700000000', 1_700_000_000, 0],
    ['1.5', 1, 500_000_000],
    ['1.', 1, 0],
    ['1.123456789999', 1, 123_456_789],
    ['-1', -1, 0],
    ['-0', 0, 0],
    ['-0.5', -1, 500_000_000],
    ['-1.25', -2, 750_000_000],
    ['-1.000000000', -1, 0],
    ['-1.0000000001', -2, 999_999_999],
    ['-1.9999999999', -2, 0],
    ['999999999999999', 999_999_999_999_999, 0],
  ])('say the time %s rounded down', (value, seconds, nanos) => {
    expect(paxTime(bytes(value))).toEqual({ seconds, nanos });
  });

  it.each(['', '.5', '1e5', '+1', '1,5', '0x1', ' 1', '-', '1.2.3', '9999999999999999', '٣'])(
    'say no time by %j',
    (value) => {
      expect(() => paxTime(bytes(value))).toThrow('is not a decimal number');
    },
  );

  it.each(['', '1.5', '1e3', '0x1', ' 1', '9007199254740992', '--1'])('say no number by %j', (value) => {
    expect(() => paxNumber('uid', bytes(value))).toThrow('which is not a whole number');
  });
});

describe('a PAX header', () => {
  it('says all of the entry behind it', () => {
    const pax = {
      path: 'n',
      linkpath: 'l',
      uid: '4294967296',
      gid: '-1',
      size: '0',
      mtime: '-0.5',
      'SCHILY.xattr.user.k': 'v',
      comment: 'none',
    };
    const { name, link, uid, gid, mtimeSec, mtimeNanos, xattrs } = onlyEntry(tar([{ name: 'x', link: 'y', pax }]));
    expect({ name, link, uid, gid, mtimeSec, mtimeNanos, xattrs }).toEqual({
      name: 'n',
      link: 'l',
      uid: 2 ** 32,
      gid: -1,
      mtimeSec: -1,
      mtimeNanos: 500_000_000,
      xattrs: { 'user.k': 'v' },
    });
  });

  it('says the size of a body, whatever the header has', () => {
    const entries = entriesIn(tar([{ name: 'a', body: 'abc', size: 0, pax: { size: '3' } }, { name: 'b' }]));
    expect(entries.map(({ name, sizeBytes, storedBytes }) => `${name} ${sizeBytes} ${storedBytes}`)).toEqual([
      'a 3 3',
      'b 0 0',
    ]);
  });

  it('keeps xattrs that are bytes', () => {
    const capability = Uint8Array.of(1, 0, 0, 2, 0xff, 0);
    const pax = { 'SCHILY.xattr.security.capability': capability, 'SCHILY.xattr.user.a=b': 'c' };
    expect(onlyEntry(tar([{ name: 'a', pax }])).xattrs).toEqual({
      'security.capability': '\x01\0\0\x02\xff\0',
      'user.a': 'b=c',
    });
  });

  it.each<[string, Parameters<typeof tar>[0], string]>([
    ['holds for one entry only', [{ name: 'a', pax: { path: 'p' } }, { name: 'b' }], 'p b'],
    [
      'is replaced by a second one, not added to',
      [paxHeader({ path: 'p' }), paxHeader({ uid: '1' }), { name: 'a' }],
      'a',
    ],
    ['counts the last of two records', [paxHeader('10 path=p\n10 path=q\n'), { name: 'a' }], 'q'],
    ['takes a record back with an empty value', [paxHeader('10 path=p\n8 path=\n'), { name: 'a' }], 'a'],
    ['of all holds for all', [paxHeader({ path: 'g' }, 'g'), { name: 'a' }, { name: 'b' }], 'g g'],
    [
      'of all gives way to one of an entry',
      [paxHeader({ path: 'g' }, 'g'), { name: 'a', pax: { path: 'p' } }, { name: 'b' }],
      'p g',
    ],
    [
      'of an entry may take back what is said of all',
      [paxHeader({ path: 'g' }, 'g'), paxHeader('8 path=\n'), { name: 'a' }, { name: 'b' }],
      'a g',
    ],
    [
      'of all may take back what was said of all',
      [paxHeader({ path: 'g' }, 'g'), { name: 'a' }, paxHeader('8 path=\n', 'g'), { name: 'b' }],
      'g b',
    ],
    [
      'of all adds to what was said of all',
      [paxHeader({ path: 'g' }, 'g'), paxHeader({ uid: '7' }, 'g'), { name: 'a' }],
      'g',
    ],
    ['of type X (Sun) is read, too', [{ name: 'x', type: 'X', body: '10 path=p\n' }, { name: 'a' }], 'p'],
    ['may be empty', [paxHeader(''), { name: 'a' }], 'a'],
    [
      'does not concern GNU long names of other entries',
      [gnuLong('long'), { name: 'a' }, { name: 'b', pax: { path: 'p' } }],
      'long p',
    ],
  ])('%s', (_what, parts, names) => {
    const found = entriesIn(tar(parts)).map(({ name }) => name);
    expect(found.join(' ')).toBe(names);
  });

  it.each<[string, Parameters<typeof tar>[0], RegExp]>([
    [
      'a broken record',
      [paxHeader('9 k=v\n'), { name: 'a' }],
      /byte 512: in an extended header a record at its byte 0 has no true length/,
    ],
    ['a name with a NUL', [{ name: 'a', pax: { path: 'b\0c' } }], /byte 0: in an extended header path holds a NUL/],
    ['a target with a NUL', [{ name: 'a', link: 'b', pax: { linkpath: 'b\0' } }], /linkpath holds a NUL/],
    ['a size that is none', [{ name: 'a', pax: { size: 'big' } }], /size is "big", which is not a whole number/],
    ['a negative size', [{ name: 'a', pax: { size: '-1' } }], /size is -1/],
    ['a time that is none', [{ name: 'a', pax: { mtime: 'now' } }], /the time "now" is not a decimal number/],
    ['an owner that is none', [{ name: 'a', pax: { uid: '1.5' } }], /uid is "1.5"/],
    ['a size beyond belief', [{ name: 'x', type: 'x', size: 2 ** 20 + 1 }], /an extended header claims 1048577 bytes/],
  ])('with %s is damage', (_what, parts, message) => {
    expect(failureOf(tar(parts))).toMatch(message);
  });
});
