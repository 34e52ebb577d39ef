import { expect, it } from 'vitest';
import { EntryType } from '../../src/tar/entry.ts';
import { TarStream } from '../../src/tar/stream.ts';
import { tarHead, type WrittenEntry } from '../../src/transfer/tar-head.ts';

const FILE: WrittenEntry = {
  ...{ name: Buffer.from('a'), type: EntryType.file, mode: 0o644, uid: 0, gid: 0, storedBytes: 0 },
  ...{ mtimeSec: 0, mtimeNanos: 0, link: new Uint8Array(), device: { major: 0, minor: 0 }, xattrs: [] },
};

it.each([
  ['the largest that ustar holds', 8 ** 11 - 1, 512],
  ['8 GiB', 8 ** 11, 3 * 512],
  ['a petabyte', 2 ** 50 + 1, 3 * 512],
])('writes sizes up to and beyond 8 GiB: %s', (_what, storedBytes, headBytes) => {
  const head = tarHead({ ...FILE, storedBytes });
  const sizes: number[] = [];
  new TarStream({ entry: (entry) => void sizes.push(entry.storedBytes), oddity: () => {} }).push(head);
  expect({ sizes, headBytes: head.length }).toEqual({ sizes: [storedBytes], headBytes });
});

it('counts the length of a record with its own digits', () => {
  const long = (length: number) => tarHead({ ...FILE, xattrs: [{ name: 'x', value: Buffer.alloc(length, 'v') }] });
  for (let length = 60; length < 110; length += 1) {
    const xattrs: string[] = [];
    const entry = (each: { xattrs: readonly { value: Uint8Array }[] }) =>
      void xattrs.push(...each.xattrs.map(({ value }) => Buffer.from(value).toString()));
    new TarStream({ entry, oddity: (code) => expect.fail(code) }).push(long(length));
    expect(xattrs).toEqual(['v'.repeat(length)]);
  }
});
