import { expect, it } from 'vitest';
import { tar } from '../../fixtures/tar.ts';
import { looksLikeTar } from '../../src/tar/header.ts';
import { onlyEntry } from './reading.ts';

it('a header gives every field', () => {
  const entry = { name: 'd/f', mode: 0o4755, uid: 1000, gid: 2 ** 31 + 5, mtime: -1, body: 'abc' };
  expect(onlyEntry(tar([entry]))).toEqual({
    name: 'd/f',
    type: 'file',
    mode: 0o4755,
    uid: 1000,
    gid: 2 ** 31 + 5,
    mtimeSec: -1,
    mtimeNanos: 0,
    link: '',
    sizeBytes: 3,
    storedBytes: 3,
    headerOffset: 0,
    bodyOffset: 512,
    deviceMajor: 0,
    deviceMinor: 0,
    xattrs: {},
    sparse: null,
  });
});

it.each([
  ['a header', tar([{ name: 'a' }]), true],
  ['zeros', new Uint8Array(512), true],
  ['a header with a wrong sum', tar([{ name: 'a', checksum: 1 }]), false],
  ['half a header', tar([{ name: 'a' }]).subarray(0, 256), false],
  ['text', new Uint8Array(512).fill(0x41), false],
])('looks like a tar or does not: %s', (_what, archive, expected) => {
  expect(looksLikeTar(archive)).toBe(expected);
});
