import { describe, expect, it } from 'vitest';
import { bytes, concat, type Entry, gnuLong, paxHeader, tar } from '../../fixtures/tar.ts';
import { dialectOf } from '../../src/tar/header.ts';
import { entriesIn, hop, onlyEntry, type ReadEntry } from './reading.ts';

const put = (at: number, text: string) => (header: Uint8Array) => header.set(bytes(text), at);
const long = (letter: string, length: number): string => letter.repeat(length);

describe('the dialect of a header', () => {
  it.each<[string, Entry, string]>([
    ['v7 without a magic', { name: 'a', dialect: 'v7' }, 'v7'],
    ['ustar by its magic', { name: 'a', dialect: 'ustar' }, 'ustar'],
    ['gnu by a blank after the magic', { name: 'a', dialect: 'gnu' }, 'gnu'],
    ['star by `tar` at its end', { name: 'a', patch: put(508, 'tar\0') }, 'star'],
    ['v7 when the magic is another', { name: 'a', patch: put(257, 'usta!') }, 'v7'],
  ])('is %s', (_what, entry, expected) => {
    expect(dialectOf(tar([entry]))).toBe(expected);
  });
});

type Names = Partial<Pick<ReadEntry, 'name' | 'link'>>;

describe('the name of an entry', () => {
  it.each<[string, (Entry | Uint8Array)[], Names]>([
    ['stops at its NUL', [{ name: 'a\0b' }], { name: 'a' }],
    ['may fill its field', [{ name: long('n', 100), dialect: 'v7' }], { name: long('n', 100) }],
    [
      'follows its prefix in ustar',
      [{ name: `${long('p', 155)}/${long('n', 100)}` }],
      { name: `${long('p', 155)}/${long('n', 100)}` },
    ],
    [
      'has at most 131 bytes of prefix in star',
      [{ name: 'n', patch: (h) => (put(345, long('p', 155))(h), put(508, 'tar\0')(h)) }],
      { name: `${long('p', 131)}/n` },
    ],
    [
      'has no prefix in gnu, which keeps times there',
      [{ name: 'n', dialect: 'gnu', patch: put(345, '00000000017') }],
      { name: 'n' },
    ],
    ['has no prefix in v7', [{ name: 'n', dialect: 'v7', patch: put(345, 'rubbish') }], { name: 'n' }],
    ['may be long in GNU', [{ name: long('n', 5_000), dialect: 'gnu' }], { name: long('n', 5_000) }],
    [
      'may have a long link in GNU',
      [{ name: 's', link: long('l', 3_000), dialect: 'gnu' }],
      { name: 's', link: long('l', 3_000) },
    ],
    [
      'may be long twice in GNU',
      [{ name: long('n', 101), link: long('l', 101), dialect: 'gnu' }],
      { name: long('n', 101), link: long('l', 101) },
    ],
    [
      'may have its GNU extensions in the other order',
      [gnuLong('name'), gnuLong('link', 'K'), { name: 'x', link: 'y', dialect: 'gnu' }],
      { name: 'name', link: 'link' },
    ],
    ['stops at the NUL of a GNU long name', [gnuLong('a\0b'), { name: 'x' }], { name: 'a' }],
    ['is the last of two GNU long names', [gnuLong('a'), gnuLong('b'), { name: 'x' }], { name: 'b' }],
    [
      'may be the path of a PAX header',
      [{ name: 'x', pax: { path: 'räksmörgås' } }],
      { name: Buffer.from('räksmörgås').toString('latin1') },
    ],
    [
      'is the PAX path rather than the GNU name',
      [gnuLong('gnu'), { name: 'x', pax: { path: 'pax' } }],
      { name: 'pax' },
    ],
    [
      'is the PAX path without the prefix',
      [{ name: 'x', pax: { path: 'pax' }, patch: put(345, 'prefix') }],
      { name: 'pax' },
    ],
    ['may have a PAX link', [{ name: 's', link: 'x', pax: { linkpath: '../target' } }], { link: '../target' }],
    ['keeps bytes that are no UTF-8', [{ name: Uint8Array.of(0xff, 0x61, 0x80) }], { name: '\xffa\x80' }],
    [
      'keeps bytes that are no UTF-8 in PAX',
      [{ name: 'x', pax: { path: Uint8Array.of(0xff, 0x0a, 0x3d) } }],
      { name: '\xff\n=' },
    ],
    ['is kept as it is spelt', [{ name: './a//../b' }], { name: './a//../b' }],
    ['may be empty', [{ name: '' }], { name: '' }],
  ])('%s', (_what, parts, expected) => {
    expect(onlyEntry(tar(parts))).toMatchObject(expected);
  });

  it.each([
    ['GNU long name', gnuLong('long')],
    ['GNU long link', gnuLong('long', 'K')],
    ['PAX header', paxHeader({ path: 'long', linkpath: 'long' })],
  ])('is the second one’s own after a %s for the first', (_what, extension) => {
    const [, second] = entriesIn(tar([extension, { name: 's', link: 't' }, { name: 'own', link: 'mine' }]));
    expect(second).toMatchObject({ name: 'own', link: 'mine' });
  });

  it('is not passed on from a volume label to the entry behind it', () => {
    const { entries, oddities } = hop(
      tar([paxHeader({ path: 'of the label' }), { name: 'label', type: 'V' }, { name: 'own' }]),
    );
    expect(entries.map(({ name }) => name)).toEqual(['own']);
    expect(oddities).toEqual(['skipped-entry @1024']);
  });
});

describe('where an entry lies', () => {
  it('starts at its first extended header, the body behind its own', () => {
    const archive = tar([
      { name: 'a', body: 'x' },
      { name: long('n', 101), dialect: 'gnu', body: 'y' },
      { name: 'c', pax: { uid: '5' } },
    ]);
    expect(entriesIn(archive).map(({ headerOffset, bodyOffset }) => [headerOffset, bodyOffset])).toEqual([
      [0, 512],
      [1024, 2560],
      [3072, 4608],
    ]);
  });

  it('counts global headers before it, too', () => {
    const archive = concat([paxHeader({ comment: 'x' }, 'g'), tar([{ name: 'a' }, { name: 'b' }])]);
    expect(entriesIn(archive).map(({ headerOffset }) => headerOffset)).toEqual([0, 1536]);
  });
});
