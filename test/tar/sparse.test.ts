import { describe, expect, it } from 'vitest';
import { bytes, concat, type Entry, paxHeader, tar } from '../../fixtures/tar.ts';
import { SparseContent } from '../../src/tar/sparse-content.ts';
import { contentOf, failureOf, hop, onlyEntry, type ReadEntry, stream } from './reading.ts';

type Pair = readonly [offset: number, length: number];

const octal = (value: number): string => `${value.toString(8).padStart(11, '0')}\0`;

function putPairs(block: Uint8Array, at: number, pairs: readonly Pair[]): void {
  pairs.forEach(([offset, length], i) => block.set(bytes(octal(offset) + octal(length)), at + i * 24));
}

/** A file in the old GNU form: four pairs in its header, 21 in each block behind it. */
function oldSparse(name: string, pairs: readonly Pair[], body: string, size: number): Uint8Array {
  const blocks: Uint8Array[] = [];
  for (let at = 4; at < pairs.length; at += 21) {
    const block = new Uint8Array(512);
    putPairs(block, 0, pairs.slice(at, at + 21));
    block[504] = at + 21 < pairs.length ? 1 : 0;
    blocks.push(block);
  }
  const patch = (header: Uint8Array): void => {
    putPairs(header, 386, pairs.slice(0, 4));
    header[482] = pairs.length > 4 ? 1 : 0;
    header.set(bytes(octal(size)), 483);
  };
  const header = tar([{ name, type: 'S', dialect: 'gnu', size: body.length, patch }], 0);
  const padding = new Uint8Array((512 - (body.length % 512)) % 512);
  return concat([header, ...blocks, bytes(body), padding]);
}

/** A file in GNU's form 1.0: the map heads its body. */
function headed(map: string, body: string, size: number | string): Entry {
  const head = bytes(map.padEnd(Math.ceil(map.length / 512) * 512, '\0'));
  const pax = {
    'GNU.sparse.major': '1',
    'GNU.sparse.minor': '0',
    'GNU.sparse.name': 'a',
    'GNU.sparse.realsize': `${size}`,
  };
  return { name: 'GNUSparseFile.0/a', pax, body: concat([head, bytes(body)]) };
}

/** `ab`, four zeros, `cd`, two zeros, in every form. */
const PAIRS: readonly Pair[] = [
  [0, 2],
  [6, 2],
  [10, 0],
];
const records = (pairs: string): string =>
  pairs
    .split(' ')
    .map((record) => `${record.length + 4} ${record}\n`)
    .join('');
const ZERO_ZERO = records(
  'GNU.sparse.size=10 GNU.sparse.numblocks=3 GNU.sparse.offset=0 GNU.sparse.numbytes=2 GNU.sparse.offset=6 ' +
    'GNU.sparse.numbytes=2 GNU.sparse.offset=10 GNU.sparse.numbytes=0',
);
const ZERO_ONE = {
  'GNU.sparse.size': '10',
  'GNU.sparse.numblocks': '3',
  'GNU.sparse.name': 'a',
  'GNU.sparse.map': '0,2,6,2,10,0',
};
const FORMS: readonly [string, Uint8Array][] = [
  ['the old GNU form', tar([oldSparse('a', PAIRS, 'abcd', 10)])],
  ['GNU 0.0, its pairs in repeated records', tar([paxHeader(ZERO_ZERO), { name: 'a', body: 'abcd' }])],
  ['GNU 0.1, its map in one record', tar([{ name: 'GNUSparseFile.0/a', pax: ZERO_ONE, body: 'abcd' }])],
  ['GNU 1.0, its map before its body', tar([headed('3\n0\n2\n6\n2\n10\n0\n', 'abcd', 10)])],
];

describe('a sparse file', () => {
  it.each(FORMS)('is read in %s', (_form, archive) => {
    const entry = onlyEntry(archive);
    expect(entry).toMatchObject({ name: 'a', type: 'file', sizeBytes: 10 });
    expect(Buffer.from(contentOf(archive, entry)).toString()).toBe('ab\0\0\0\0cd\0\0');
    expect(stream(archive, [100])).toEqual(hop(archive));
  });

  it.each([4, 5, 25, 26, 60])('in the old GNU form may have %d stretches', (count) => {
    const pairs = Array.from({ length: count }, (_, i): Pair => [i * 3, 1]);
    const archive = tar([oldSparse('a', pairs, 'x'.repeat(count), count * 3), { name: 'next' }]);
    const { entries } = stream(archive, [512]);
    expect(entries).toEqual(hop(archive).entries);
    expect(entries[1]).toMatchObject({ name: 'next' });
    expect(Buffer.from(contentOf(archive, entries[0]!)).toString()).toBe('x\0\0'.repeat(count));
  });

  it('keeps its name when its extension blocks lie in the next piece of the archive', () => {
    const pairs = Array.from({ length: 5 }, (_, i): Pair => [i, 1]);
    // Three blocks each: wherever the hopping reader's looks end, some header is the last block of one.
    const names = Array.from({ length: 500 }, (_, i) => `holes ${i}`);
    const archive = tar(names.map((name) => oldSparse(name, pairs, 'abcde', 5)));
    expect(hop(archive).entries.map(({ name }) => name)).toEqual(names);
    expect(stream(archive, [512]).entries.map(({ name }) => name)).toEqual(names);
  });

  it('is a plain file when the header is not of GNU', () => {
    expect(onlyEntry(tar([{ name: 'a', type: 'S', body: 'abcd' }]))).toMatchObject({
      type: 'file',
      sparse: null,
      sizeBytes: 4,
    });
  });

  it('of zeros alone needs no map', () => {
    const pax = { 'GNU.sparse.size': '1000', 'GNU.sparse.numblocks': '0', 'GNU.sparse.map': '' };
    const archive = tar([{ name: 'a', pax }]);
    expect(onlyEntry(archive)).toMatchObject({ storedBytes: 0 });
  });

  const fits = 'the map of a sparse file does not fit the file';
  const broken = 'the map of a sparse file is broken';
  it.each<[string, Uint8Array | Entry, string]>([
    [
      'stretches that overlap',
      oldSparse(
        'a',
        [
          [0, 2],
          [1, 2],
        ],
        'abcd',
        10,
      ),
      fits,
    ],
    [
      'stretches beyond its end',
      oldSparse(
        'a',
        [
          [0, 2],
          [9, 2],
        ],
        'abcd',
        10,
      ),
      fits,
    ],
    ['more in its map than is stored', oldSparse('a', [[0, 5]], 'abcd', 10), fits],
    [
      'a map that is no list of numbers',
      { name: 'a', pax: { ...ZERO_ONE, 'GNU.sparse.map': '0,x' }, body: 'abcd' },
      broken,
    ],
    ['a map with half a pair', { name: 'a', pax: { ...ZERO_ONE, 'GNU.sparse.map': '0,2,6' }, body: 'abcd' }, broken],
    [
      'a negative size',
      { name: 'a', pax: { ...ZERO_ONE, 'GNU.sparse.size': '-1' }, body: 'abcd' },
      'GNU.sparse.size is -1',
    ],
    [
      'a size beyond 2^53',
      { name: 'a', pax: { ...ZERO_ONE, 'GNU.sparse.size': `${2n ** 63n}` }, body: 'abcd' },
      'not a whole number',
    ],
    [
      'a NUL in its name',
      { name: 'a', pax: { ...ZERO_ONE, 'GNU.sparse.name': 'a\0b' }, body: 'abcd' },
      'GNU.sparse.name holds a NUL',
    ],
  ])('is refused for %s', (_what, part, message) => {
    const failure = failureOf(tar([part]));
    expect(failure).toMatch(/^TAR_DAMAGED: the tar is damaged at byte 0: /);
    expect(failure).toContain(message);
  });
});

describe('the map before the body of a sparse file', () => {
  const contentIn = (entry: Entry): Uint8Array => {
    const archive = tar([entry]);
    return contentOf(archive, onlyEntry(archive));
  };

  it.each([
    ['is no number', headed('x\n', 'abcd', 10)],
    ['counts nothing', headed('', 'abcd', 10)],
    ['is shorter than it says', headed('3\n0\n2\n', '', 10)],
    ['overlaps', headed('2\n0\n2\n1\n2\n', 'abcd', 10)],
    ['leads beyond the end', headed('1\n9\n2\n', 'ab', 10)],
    ['has numbers of seventeen digits', headed('1\n00000000000000000\n2\n', 'ab', 10)],
  ])('is refused when it %s', (_what, entry) => {
    expect(() => contentIn(entry)).toThrow('the map at the head of a sparse file is broken');
  });

  it('may cross the edge of a block', () => {
    const pairs = Array.from({ length: 200 }, (_, i) => `${i * 10}\n1\n`).join('');
    const content = contentIn(headed(`200\n${pairs}`, 'x'.repeat(200), 2_000));
    expect(Buffer.from(content).toString()).toBe('x\0\0\0\0\0\0\0\0\0'.repeat(200));
  });
});

describe('the content of a sparse file', () => {
  it.each([1, 2, 3, 511, 512, 513])('is the same in pieces of %d bytes', (length) => {
    const archive = FORMS[3]![1];
    const { sparse, sizeBytes, bodyOffset, storedBytes } = onlyEntry(archive);
    const content = new SparseContent(sparse!, sizeBytes, bodyOffset);
    const given: Uint8Array[] = [];
    for (let at = 0; at < storedBytes; at += length) {
      const piece = archive.slice(bodyOffset + at, bodyOffset + Math.min(at + length, storedBytes));
      for (const each of content.push(piece)) given.push(each.slice());
      piece.fill(0xee);
    }
    given.push(...content.rest());
    expect(Buffer.concat(given).toString()).toBe('ab\0\0\0\0cd\0\0');
  });

  it('comes on demand, in pieces of bounded size, where a kilobyte claims the largest file of all', () => {
    const size = Number.MAX_SAFE_INTEGER;
    const archive = tar([
      {
        name: 'a',
        pax: { ...ZERO_ONE, 'GNU.sparse.size': `${size}`, 'GNU.sparse.map': `0,2,999999999999999,2` },
        body: 'abcd',
      },
    ]);
    const entry: ReadEntry = onlyEntry(archive);
    expect(entry.sizeBytes).toBe(size);
    const pieces = new SparseContent(entry.sparse!, size, entry.bodyOffset).push(bytes('abcd'));
    expect(pieces.next().value).toEqual(bytes('ab'));
    for (let i = 0; i < 1_000; i += 1) expect(pieces.next().value!.length).toBeLessThanOrEqual(65_536);
  });
});
