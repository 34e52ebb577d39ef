import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { concat, type Entry } from '../../fixtures/tar.ts';
import { memoryBlob } from '../../src/blob/memory-blob.ts';
import { rangesOf, readToc, readUncheckedToc } from '../../src/layer/toc.ts';
import { tocFileContent } from '../../src/layer/toc-content.ts';
import { DEFAULT_LIMITS, type Limits } from '../../src/model/limits.ts';
import { estargz, type Making, stargzFooter, type TocLayer, zstdChunked } from './made-toc.ts';

const LARGE = 'abc'.repeat(1000);
const ENTRIES: readonly Entry[] = [
  { name: 'etc/' },
  { name: 'etc/motd', body: 'hello' },
  { name: 'etc/large', body: LARGE },
  { name: 'etc/empty' },
  { name: 'etc/link', link: 'motd' },
];
const FORMS: [string, (entries: readonly Entry[], making?: Making) => TocLayer][] = [
  ['estargz', estargz],
  ['zstd:chunked', zstdChunked],
];

const rangesIn = (bytes: Uint8Array) => rangesOf(memoryBlob('layer', bytes))!;

function tocOf({ blob, annotations }: Pick<TocLayer, 'blob' | 'annotations'>, limits: Limits = DEFAULT_LIMITS) {
  return readToc(rangesIn(blob), blob.length, annotations, limits);
}

async function contentOf(layer: TocLayer, name: string): Promise<string> {
  const toc = (await tocOf(layer))!;
  const file = toc.files.find((each) => each.name === name)!;
  const pieces: Uint8Array[] = [];
  for await (const piece of tocFileContent(rangesIn(layer.blob), toc, file, DEFAULT_LIMITS)) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

it('is made for tests as tools make it', () => {
  const { blob, tar } = estargz(ENTRIES);
  expect(Buffer.compare(gunzipSync(blob), tar)).toBe(0);
});

describe.each(FORMS)('the table of contents of %s', (kind, make) => {
  it('is found and names the files', async () => {
    const toc = await tocOf(make(ENTRIES));
    expect(toc?.kind).toBe(kind);
    expect(toc?.files.map(({ name, sizeBytes, chunks }) => [name, sizeBytes, chunks.length])).toEqual([
      ['etc/', 0, 0],
      ['etc/motd', 5, 1],
      ['etc/large', 3000, 3],
      ['etc/empty', 0, 0],
      ['etc/link', 0, 0],
    ]);
  });

  it('is found without annotations, by the last bytes', async () => {
    const { blob, annotations } = make(ENTRIES);
    expect(await tocOf({ blob, annotations: {} })).toMatchObject({ kind, claimedDigest: null });
    expect(await tocOf({ blob: new Uint8Array(3), annotations: {} })).toBe(null);
    await expect(tocOf({ blob: new Uint8Array(3), annotations })).rejects.toMatchObject({ code: 'FORMAT_INVALID' });
  });

  it('is refused when it has another digest than the annotation', async () => {
    const { blob, annotations } = make(ENTRIES);
    const other = Object.fromEntries(
      Object.entries(annotations).map(([key, value]) => [key, value.replace(/sha256:./, 'sha256:x')]),
    );
    await expect(tocOf({ blob, annotations: other })).rejects.toMatchObject({ code: 'DIGEST_MISMATCH' });
    expect(await readUncheckedToc(rangesIn(blob), blob.length, other, DEFAULT_LIMITS)).toMatchObject({ kind });
  });

  it('leads to the content of a file', async () => {
    expect(await contentOf(make(ENTRIES), 'etc/motd')).toBe('hello');
    expect(await contentOf(make(ENTRIES), 'etc/large')).toBe(LARGE);
    expect(await contentOf(make(ENTRIES), 'etc/empty')).toBe('');
  });

  it('reads no more than the table and the chunks of the file', async () => {
    let state = 1;
    const noise = Buffer.from(Array.from({ length: 200_000 }, () => (state = (state * 48_271) % 2_147_483_647) % 256));
    const { blob, annotations } = make([{ name: 'noise', body: noise }, ...ENTRIES], { chunkBytes: 300_000 });
    let readBytes = 0;
    const read = async (offset: number, length: number) => {
      readBytes += length;
      return blob.subarray(offset, offset + length);
    };
    const toc = (await readToc(read, blob.length, annotations, DEFAULT_LIMITS))!;
    for await (const _piece of tocFileContent(read, toc, toc.files[2]!, DEFAULT_LIMITS));
    expect(readBytes).toBeLessThan(blob.length / 4);
  });

  it.each<[string, string, (item: Record<string, string | number>) => object]>([
    ['DIGEST_MISMATCH', 'a digest is another', () => ({ chunkDigest: `sha256:${'0'.repeat(64)}` })],
    ['DIGEST_MISMATCH', 'a digest is none', () => ({ chunkDigest: 'x' })],
    ['FORMAT_INVALID', 'the file is longer than its chunks', () => ({ size: 6, chunkSize: 5 })],
    ['FORMAT_INVALID', 'the chunk is longer than its file', () => ({ chunkSize: 6 })],
    ['FORMAT_INVALID', 'the chunk lies elsewhere in the file', () => ({ chunkOffset: 1 })],
    ['FORMAT_INVALID', 'no place is told', () => ({ offset: null })],
    ['STREAM_DAMAGED', 'the member ends before the chunk does', () => ({ size: 500_000 })],
    ['LIMIT', 'the chunk is too large to be held', () => ({ size: 2 ** 40 })],
  ])('tells by %s when %s', async (code, _fault, change) => {
    const layer = make(ENTRIES, {
      change: (items) => items.map((item) => (item['name'] === 'etc/motd' ? { ...item, ...change(item) } : item)),
    });
    await expect(contentOf(layer, 'etc/motd')).rejects.toMatchObject({ code });
  });

  it.each([
    ['an unknown type', [{ name: 'a', type: 'x' }]],
    ['no name', [{ type: 'reg' }]],
    ['a negative size', [{ name: 'a', type: 'reg', size: -1 }]],
    ['a chunk without a file', [{ name: 'a', type: 'chunk' }]],
    [
      'a chunk of another file',
      [
        { name: 'a', type: 'reg' },
        { name: 'b', type: 'chunk' },
      ],
    ],
  ])('is refused for %s', async (_fault, entries) => {
    await expect(tocOf(make([], { change: () => entries }))).rejects.toMatchObject({ code: 'FORMAT_INVALID' });
  });

  it('is not read when it is larger than documents may be', async () => {
    await expect(tocOf(make(ENTRIES), { ...DEFAULT_LIMITS, maxJson: 20 })).rejects.toMatchObject({ code: 'LIMIT' });
  });
});

describe('the place of a table of contents', () => {
  it('may be told by the shorter footer of the first stargz', async () => {
    const { blob } = estargz(ENTRIES);
    const digits = /([0-9a-f]{16})STARGZ/.exec(Buffer.from(blob).toString('latin1'))![1]!;
    const footer = stargzFooter(Number.parseInt(digits, 16), true);
    const legacy = concat([blob.subarray(0, -51), footer]);
    expect(footer.length).toBe(47);
    expect((await tocOf({ blob: legacy, annotations: {} }))?.files.length).toBe(5);
  });

  it('may be told by the shorter footer and other annotations of the first zstd:chunked', async () => {
    const { blob, annotations } = zstdChunked(ENTRIES, { isOld: true });
    expect((await tocOf({ blob, annotations: {} }))?.files.length).toBe(5);
    expect(await tocOf({ blob, annotations })).toMatchObject({ claimedDigest: Object.values(annotations)[1] });
  });

  it.each([
    ['beyond the layer', '9999:10:10:1'],
    ['before its start', '-1:10:10:1'],
    ['elsewhere than the footer says', '0:10:10:1'],
    ['nowhere', '1:0:0:1'],
  ])('is not believed %s', async (_where, position) => {
    const { blob } = zstdChunked(ENTRIES);
    const annotations = { 'io.github.containers.zstd-chunked.manifest-position': position };
    await expect(tocOf({ blob, annotations })).rejects.toMatchObject({ code: 'FORMAT_INVALID' });
  });

  it.each([
    ['where there is no table', 0],
    ['behind the footer', 99_999],
  ])('is not believed %s in a footer', async (_where, offset) => {
    const blob = concat([estargz([]).blob.subarray(0, -51), stargzFooter(offset)]);
    const read = tocOf({ blob: concat([estargz(ENTRIES).blob.subarray(0, 60), blob]), annotations: {} });
    await expect(read).rejects.toThrow(/table of contents|gzip stream/);
  });
});

it('reads holes as zeros, and contents that share a member by their place in it', async () => {
  const hole = zstdChunked([{ name: 'a', body: 'x'.repeat(2000) }], {
    change: ([first, second]) => [first, { ...second, chunkType: 'zeros', chunkDigest: '' }],
  });
  expect(await contentOf(hole, 'a')).toBe('x'.repeat(1000) + '\0'.repeat(1000));
  const shared = estargz([{ name: 'a', body: 'hello world' }], {
    change: ([first]) => [{ ...first, size: 5, innerOffset: 6, digest: '', chunkDigest: '' }],
  });
  expect(await contentOf(shared, 'a')).toBe('world');
});
