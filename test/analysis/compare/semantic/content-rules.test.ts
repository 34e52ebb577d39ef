import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { bytes, concat, type Entry, paxHeader, tar } from '../../../../fixtures/tar.ts';
import { fingerprintOf, sharedReason } from '../../../../src/analysis/compare/semantic/fingerprints.ts';
import { LD_SO_CACHE, ldSoCache, program, PYC, withByte, zipOf } from './bodies.ts';

/** Why two contents at a path differ. */
function reason(path: string, before: string | Uint8Array, after: string | Uint8Array): string | undefined {
  return sharedReason(fingerprintOf(path, bytes(before)), fingerprintOf(path, bytes(after)));
}

const base64 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'));

describe('Python bytecode', () => {
  const MODULE = '/usr/lib/python3/__pycache__/x.pyc';

  it.each(Object.entries(PYC))(
    'of %s is the same at another time of its source, not with other code',
    (_python, { content, header }) => {
      const pyc = base64(content);
      expect(reason(MODULE, pyc, withByte(pyc, header - 1))).toBe('pyc');
      expect(reason(MODULE, pyc, withByte(pyc, header + 10))).toBe(undefined);
      expect(reason(MODULE, pyc, withByte(pyc, 0))).toBe(undefined);
      expect(reason('/x', pyc, withByte(pyc, header - 1))).toBe(undefined);
    },
  );

  it('is the same with the hash of its source in place of its time (PEP 552)', () => {
    const pyc = base64(PYC['3.13'].content);
    const hashed = concat([pyc.subarray(0, 4), Uint8Array.of(3, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8), pyc.subarray(16)]);
    expect(reason(MODULE, pyc, hashed)).toBe('pyc');
    expect(reason(MODULE, pyc, withByte(hashed, 4, 0x10))).toBe(undefined);
  });
});

describe('the cache of ldconfig', () => {
  const PATH = '/etc/ld.so.cache';
  const entries = [
    { library: 'libb.so.1', path: '/lib/libb.so.1' },
    { library: 'liba.so.1', path: '/lib/liba.so.1' },
    { library: 'liba.so.1', path: '/opt/liba.so.1' },
  ];
  const [b, first, second] = entries as [(typeof entries)[0], (typeof entries)[0], (typeof entries)[0]];

  it.each([
    ['the same with strings elsewhere', ldSoCache(entries, 8), 'ldconfig-cache'],
    ['the same with libraries in another order', ldSoCache([first, second, b]), 'ldconfig-cache'],
    ['another where a library is found elsewhere first', ldSoCache([b, second, first]), undefined],
    ['another without one of them', ldSoCache([b, first]), undefined],
    ['nothing that is known when it is cut', ldSoCache(entries).subarray(0, 80), undefined],
  ])('is %s', (_what, after, expected) => {
    expect(reason(PATH, ldSoCache(entries), after)).toBe(expected);
  });

  it.each(Object.entries(LD_SO_CACHE))('is read as ldconfig writes it: %s', (_format, content) => {
    const cache = Buffer.from(content, 'base64');
    const generator = cache.indexOf('Debian');
    expect(reason(PATH, cache, withByte(cache, generator))).toBe('ldconfig-cache');
    for (const text of ['/opt/libz', 'x86-64-v3', 'libselinux']) {
      expect(reason(PATH, cache, withByte(cache, cache.indexOf(text) + 2))).toBe(undefined);
    }
  });

  it('is read in the byte order that it says', () => {
    expect(reason(PATH, ldSoCache(entries, 0, true), ldSoCache(entries, 8, true))).toBe('ldconfig-cache');
    expect(reason(PATH, ldSoCache(entries, 0, true), ldSoCache([b], 8, true))).toBe(undefined);
  });
});

describe('gzip', () => {
  const packed = gzipSync('hello hello hello', { level: 9 });
  const named = Buffer.concat([
    Buffer.from([0x1f, 0x8b, 8, 8, 1, 2, 3, 4, 2, 3]),
    Buffer.from('name\0'),
    packed.subarray(10),
  ]);
  const two = Buffer.concat([gzipSync('hello hello'), gzipSync(' hello')]);

  it.each([
    ['with a name and a time', named, 'gzip-header'],
    ['packed with less care', gzipSync('hello hello hello', { level: 0 }), 'gzip-header'],
    ['in two members', two, 'gzip-header'],
    ['of other content', gzipSync('hello hello hellO'), undefined],
    ['with something behind it', Buffer.concat([packed, Buffer.from('x')]), undefined],
    ['cut', packed.subarray(0, -1), undefined],
    ['with a wrong sum', withByte(packed, packed.length - 8), undefined],
    ['with flags nobody knows', withByte(packed, 3, 0xe0), undefined],
  ])('%s', (_what, after, expected) => {
    expect(reason('/usr/share/man/a.gz', packed, after)).toBe(expected);
  });
});

describe('archives', () => {
  const a: Entry = { name: 'a', body: 'one' };
  const b: Entry = { name: 'b', body: 'two' };

  it.each<[string, readonly (Entry | Uint8Array)[], string | undefined]>([
    ['in another order', [b, a], 'archive'],
    ['with other times', [{ ...a, mtime: 7 }, b], 'archive'],
    ['with times in PAX records', [{ ...a, pax: { mtime: '7.5', atime: '8' } }, b], 'archive'],
    ['with another attribute in PAX records', [{ ...a, pax: { 'SCHILY.xattr.user.a': '1' } }, b], undefined],
    ['with another mode', [{ ...a, mode: 0o755 }, b], undefined],
    ['with another owner', [a, { ...b, uid: 1 }], undefined],
    ['with other content', [a, { ...b, body: 'twO' }], undefined],
    ['with another name', [a, { ...b, name: 'c' }], undefined],
    ['with one more', [a, b, { name: 'c' }], undefined],
    ['where two of one name changed places', [a, b, { ...a, body: 'new' }], undefined],
    ['with something between the members', [a, paxHeader({ comment: 'x' }, 'g'), b], undefined],
  ])('of tar %s', (_what, after, expected) => {
    expect(reason('/x.tar', tar([a, b]), tar(after))).toBe(expected);
    expect(reason('/x.tgz', gzipSync(tar([a, b])), gzipSync(tar(after)))).toBe(expected);
  });

  it('of tar where the last of one name stays the last', () => {
    const newer = { ...a, body: 'new' };
    expect(reason('/x', tar([a, newer, b]), tar([b, a, newer]))).toBe('archive');
    expect(reason('/x', tar([a, newer, b]), tar([b, newer, a]))).toBe(undefined);
  });

  it('of tar with something behind their end', () => {
    expect(reason('/x', tar([a, b]), concat([tar([a, b]), bytes('x')]))).toBe(undefined);
  });

  it.each<[string, Uint8Array, string | undefined]>([
    ['in another order', zipOf({ b: 'two', a: 'one' }), 'archive'],
    ['with other times', zipOf({ a: 'one', b: 'two' }, { time: 77 }), 'archive'],
    ['with times in extra fields', zipOf({ a: 'one', b: 'two' }, { extra: 'UT\x05\0\x01abcd' }), 'archive'],
    ['packed otherwise', zipOf({ a: 'one', b: 'two' }, { deflate: true }), 'archive'],
    ['with other extra fields', zipOf({ a: 'one', b: 'two' }, { extra: 'XY\x01\0a' }), undefined],
    ['with other attributes', zipOf({ a: 'one', b: 'two' }, { attributes: 0o755 << 16 }), undefined],
    ['with other content', zipOf({ a: 'one', b: 'twO' }), undefined],
    ['with one more', zipOf({ a: 'one', b: 'two', c: '' }), undefined],
    ['with something between the members', zipOf({ a: 'one', b: 'two' }, { gap: 'hidden' }), undefined],
    ['with a wrong sum', zipOf({ a: 'one', b: 'two' }, { crc: 7 }), undefined],
    ['with something in front', concat([bytes('#!'), zipOf({ a: 'one', b: 'two' })]), undefined],
  ])('of zip %s', (_what, after, expected) => {
    expect(reason('/app.jar', zipOf({ a: 'one', b: 'two' }), after)).toBe(expected);
  });
});

describe('programs', () => {
  it.each([
    ['of 64 bits', program({ id: 'aaaa' }), program({ id: 'bbbb' }), 'build-id'],
    [
      'of 32 bits, big end first',
      program({ id: 'aaaa', isWide: false }),
      program({ id: 'bbbb', isWide: false }),
      'build-id',
    ],
    ['with other code', program({ id: 'aaaa' }), program({ id: 'aaaa', code: 'other' }), undefined],
    ['with another note', program({ id: 'aaaa', noteType: 1 }), program({ id: 'bbbb', noteType: 1 }), undefined],
  ])('%s', (_what, before, after, expected) => {
    expect(reason('/bin/x', before, after)).toBe(expected);
  });
});

describe('lists', () => {
  const PASSWD = 'root:x:0:0::/root:/bin/sh\nbin:x:2:2::/bin:/bin/false\napp:x:9:9::/:/bin/sh\n';

  it.each([
    ['/var/lib/dpkg/status', 'Package: a\nX: 1\n\nPackage: b\n\n', 'Package: b\n\nPackage: a\nX: 1\n\n', 'order'],
    ['/var/lib/dpkg/status', 'Package: a\nX: 1\n\nPackage: b\n\n', 'Package: b\nX: 1\n\nPackage: a\n\n', 'line-order'],
    ['/lib/apk/db/installed', 'P:a\nF:x\nR:y\n\nP:b\n\n', 'P:b\n\nP:a\nF:x\nR:y\n\n', 'order'],
    ['/var/lib/dpkg/info/a.list', '/.\n/a\n/b\n', '/b\n/a\n/.\n', 'order'],
    ['/usr/lib/python3/a.dist-info/RECORD', 'a,,\nb,,\n', 'b,,\na,,\n', 'order'],
    ['/etc/hosts', 'a\nb\n', 'b\na\n', 'line-order'],
    ['/etc/hosts', 'a\nb\n', 'b\nb\na\n', undefined],
    [
      '/etc/passwd',
      PASSWD,
      PASSWD.split(/(?<=\n)/)
        .reverse()
        .join(''),
      'order',
    ],
    ['/etc/passwd', 'a:x:0:\nb:x:0:\n', 'b:x:0:\na:x:0:\n', 'line-order'],
    ['/etc/passwd', '+:x:0:\nb:x:1:\n', 'b:x:1:\n+:x:0:\n', 'line-order'],
    ['/etc/shadow', 'a:*:19700:0:99999:7:::\n', 'a:*:19701:0:99999:7:::\n', 'timestamps'],
    ['/etc/shadow', 'a:*:19700:0:90:7:::\n', 'a:*:19701:0:90:7:::\n', undefined],
    ['/etc/shadow', 'a:*:19700:0:99999:7:::\n', 'a:*:0:0:99999:7:::\n', undefined],
    ['/etc/shadow', 'a:*:19700:0:99999:7:::\n', 'a:$6$x:19701:0:99999:7:::\n', undefined],
  ])('at %s: %j, %j', (path, before, after, expected) => {
    expect(reason(path, before, after)).toBe(expected);
  });
});

describe('dates in text', () => {
  it.each([
    ['# made 2026-10-28T09:12:00Z\n', '# made 2027-01-01T00:00:00Z\n', 'timestamps'],
    ['Generated on Wed Oct 28 09:12:00 UTC 2026\n', 'Generated on Thu Jan  1 00:00:00 UTC 2026\n', 'timestamps'],
    ['Build-Date: Wed, 28 Oct 2026 09:12:00 +0000\n', 'Build-Date: Thu, 29 Oct 2026 10:12:00 +0000\n', 'timestamps'],
    ['x = 2026-10-28 09:12:00\n', 'x = 2027-10-28 09:12:00\n', 'text-dates'],
    ['# valid until 2026-10-28 09:12:00\n', '# valid until 2036-10-28 09:12:00\n', 'text-dates'],
    ['expires: 2026-10-28 09:12 # created\n', 'expires: 2027-10-28 09:12 # created\n', 'text-dates'],
    ['#!/bin/touch -d2026-10-28T09:12\n', '#!/bin/touch -d2027-10-28T09:12\n', 'text-dates'],
    ['# made 2026-10-28T09:12:00Z\n', '# made 2026-10-28 at 09:12\n', undefined],
    ['# release 2026-10-28\n', '# release 2026-10-29\n', undefined],
    ['# version 1.2.3\n', '# version 1.2.4\n', undefined],
    ['# 2026-13-28T09:12:00Z\n', '# 2026-14-28T09:12:00Z\n', undefined],
    ['# made 2026-10-28T09:12:00Z\0', '# made 2027-10-28T09:12:00Z\0', undefined],
  ])('%j, %j', (before, after, expected) => {
    expect(reason('/etc/x.conf', before, after)).toBe(expected);
  });

  it('may stand anywhere in a log', () => {
    const log = 'Oct 28 09:12:00 host a\n2026-10-28 status installed a:amd64\n';
    const later = 'Nov  1 10:00:00 host a\n2026-11-01 status installed a:amd64\n';
    expect(reason('/opt/app/install.log', log, later)).toBe('log');
    expect(reason('/opt/app/install.log', log, later.replace('a:amd64', 'b:amd64'))).toBe(undefined);
    expect(reason('/opt/app/install.txt', log, later)).toBe(undefined);
  });
});
