import { describe, expect, it } from 'vitest';
import { type Entry, tar } from '../../fixtures/tar.ts';
import { hop, onlyEntry, stream } from './reading.ts';

describe('the type of an entry', () => {
  it.each<[string, Entry, object]>([
    ['a file for 0', { name: 'a', type: '0' }, { type: 'file' }],
    ['a file for NUL', { name: 'a', type: '\0' }, { type: 'file' }],
    ['a directory for NUL and a slash, as in v7', { name: 'd/', type: '\0' }, { type: 'dir' }],
    [
      'a directory for NUL and a slash of its PAX path',
      { name: 'd', type: '\0', pax: { path: 'd/' } },
      { type: 'dir' },
    ],
    ['a file for 0 and a slash, as engines unpack it', { name: 'd/', type: '0' }, { type: 'file' }],
    ['a file for 7, which is contiguous', { name: 'a', type: '7', body: 'x' }, { type: 'file', sizeBytes: 1 }],
    ['a hard link for 1', { name: 'a', type: '1', link: 'b' }, { type: 'hardlink', link: 'b' }],
    ['a symlink for 2', { name: 'a', type: '2', link: 'b' }, { type: 'symlink', link: 'b' }],
    [
      'a character device for 3',
      { name: 'a', type: '3', device: [1, 3] },
      { type: 'char', deviceMajor: 1, deviceMinor: 3 },
    ],
    ['a block device for 4', { name: 'a', type: '4', device: [8, 0] }, { type: 'block', deviceMajor: 8 }],
    ['a directory for 5 without a slash', { name: 'd', type: '5' }, { type: 'dir' }],
    ['a pipe for 6', { name: 'a', type: '6' }, { type: 'fifo' }],
  ])('is %s', (_what, entry, expected) => {
    expect(hop(tar([entry]))).toMatchObject({ entries: [expected], oddities: [], failure: undefined });
  });

  it.each(['Z', '8', '\xff', '\n'])('is a file for the unknown %j, which is said', (flag) => {
    const patch = (header: Uint8Array): void => void (header[156] = flag.charCodeAt(0));
    const archive = tar([{ name: 'first' }, { name: 'a', patch, body: 'x' }, { name: 'last' }]);
    const { entries, oddities } = hop(archive);
    expect(entries.map(({ name, type, sizeBytes }) => [name, type, sizeBytes])).toEqual([
      ['first', 'file', 0],
      ['a', 'file', 1],
      ['last', 'file', 0],
    ]);
    expect(oddities).toEqual(['unknown-type @512']);
  });

  it.each(['V', 'M', 'N', 'A'])(
    'may be %s, which is no file: it is passed over with its body, which is said',
    (type) => {
      const archive = tar([{ name: 'label', type, body: 'x'.repeat(600) }, { name: 'next' }]);
      const { entries, oddities } = hop(archive);
      expect(entries.map(({ name }) => name)).toEqual(['next']);
      expect(entries[0]!.headerOffset).toBe(1536);
      expect(oddities).toEqual(['skipped-entry @0']);
      expect(stream(archive, [77])).toEqual(hop(archive));
    },
  );
});

describe('the size field', () => {
  it.each(['hardlink', 'symlink', 'char', 'block', 'dir', 'fifo'])('of a %s is ignored: it has no body', (type) => {
    const { entries, failure } = hop(tar([{ name: 'a', type, size: 5_000 }, { name: 'next' }]));
    expect(failure).toBeUndefined();
    expect(entries.map(({ name, sizeBytes, storedBytes }) => [name, sizeBytes, storedBytes])).toEqual([
      ['a', 0, 0],
      ['next', 0, 0],
    ]);
  });

  it('of a directory in a PAX header is ignored, too', () => {
    expect(onlyEntry(tar([{ name: 'd/', pax: { size: '5000' } }]))).toMatchObject({ sizeBytes: 0, storedBytes: 0 });
  });

  it('of a dump directory counts its body, which is no content', () => {
    const { entries } = hop(tar([{ name: 'd/', type: 'D', body: 'Yfile\0' }, { name: 'next' }]));
    expect(entries.map(({ type, sizeBytes, storedBytes }) => [type, sizeBytes, storedBytes])).toEqual([
      ['dir', 0, 6],
      ['file', 0, 0],
    ]);
  });

  it('of a v7 file that a slash made a directory is ignored', () => {
    expect(onlyEntry(tar([{ name: 'd/', type: '\0', size: 512 }]))).toMatchObject({ type: 'dir', storedBytes: 0 });
  });
});
