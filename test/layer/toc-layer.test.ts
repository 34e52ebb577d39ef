import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Entry } from '../../fixtures/tar.ts';
import type { Blob } from '../../src/blob/blob.ts';
import { memoryBlob } from '../../src/blob/memory-blob.ts';
import { indexLayer } from '../../src/layer/index-layer.ts';
import type { LayerIndex } from '../../src/layer/layer-index.ts';
import { readTocLayer } from '../../src/layer/toc-layer.ts';
import { DEFAULT_LIMITS } from '../../src/model/limits.ts';
import { estargz, type Making, type TocItem, type TocLayer, zstdChunked } from './made-toc.ts';

const LARGE = 'abc'.repeat(1000);
const ENTRIES: readonly Entry[] = [
  { name: 'etc/', mode: 0o1777 },
  { name: 'etc/motd', body: 'hello' },
  { name: './etc/l\u00e4rge', body: LARGE, mode: 0o4755 },
  { name: 'etc/.wh.gone' },
  { name: 'etc/link', link: '../motd' },
  { name: 'etc/hard', type: 'hardlink', link: 'etc/motd' },
];
const FORMS: [string, (entries: readonly Entry[], making?: Making) => TocLayer][] = [
  ['estargz', estargz],
  ['zstd:chunked', zstdChunked],
];

/** The layer as a registry has it. */
function remote({ blob }: Pick<TocLayer, 'blob'>): Blob {
  const { readInto: _, ...elsewhere } = memoryBlob('remote', blob);
  return { ...elsewhere, fetchRange: async (offset, length) => blob.subarray(offset, offset + length) };
}

async function read(layer: Pick<TocLayer, 'blob' | 'annotations'>, maxEntries = 100) {
  const lines: string[] = [];
  const limits = { ...DEFAULT_LIMITS, maxEntries };
  const options = { annotations: layer.annotations, limits, budget: { entries: 0 } };
  return { lines, found: await readTocLayer(remote(layer), { ...options, trace: (line) => void lines.push(line) }) };
}

const changed = (change: TocItem): Making => ({
  change: (items) => items.map((item) => (item['name'] === 'etc/motd' ? { ...item, ...change } : item)),
});

describe.each(FORMS)('a layer read by the table of contents of %s', (_kind, make) => {
  it('has the entries of its tar', async () => {
    const layer = make(ENTRIES);
    const options = { limits: DEFAULT_LIMITS, budget: { entries: 0 }, hashAll: true };
    const whole = await indexLayer(memoryBlob('x', layer.blob), { digest: null, diffId: null }, options);
    const { found, lines } = await read(layer);
    expect(lines).toEqual([]);
    // The table knows only its own name, not its mode.
    expect(rowsOf(found!.index).slice(0, ENTRIES.length)).toEqual(rowsOf(whole.index).slice(0, ENTRIES.length));
    expect(rowsOf(found!.index).map(([name]) => name)).toEqual(rowsOf(whole.index).map(([name]) => name));
    expect(found).toMatchObject({ compression: whole.compression, compressedBytes: layer.blob.length, digest: null });
  });

  it('has the contents of its tar', async () => {
    const { found } = await read(make(ENTRIES));
    expect(await contentOf(found!.content!(1))).toBe('hello');
    expect(await contentOf(found!.content!(2))).toBe(LARGE);
    expect(await contentOf(found!.content!(3))).toBe('');
  });

  it('has xattrs and devices', async () => {
    const { found } = await read(
      make(ENTRIES, changed({ xattrs: { 'user.a': 'AAE=' }, devMajor: 5, devMinor: 1 } as unknown as TocItem)),
    );
    expect(found!.index.xattrs(1)).toEqual([{ name: 'user.a', value: Uint8Array.of(0, 1) }]);
    expect(found!.index.device(1)).toEqual({ major: 5, minor: 1 });
  });

  it.each<[string, Making, RegExp]>([
    ['a chunk has no digest', changed({ digest: '', chunkDigest: '' }), /what each chunk of etc\/motd holds/],
    ['a digest is none', changed({ digest: 'x', chunkDigest: 'x' }), /what each chunk of etc\/motd holds/],
    ['chunks do not make up their file', changed({ size: 6, chunkSize: 5 }), /what each chunk of etc\/motd holds/],
    ['a name is no UTF-8', changed({ name: 'etc/\ufffd' }), /etc\/.* is spelled otherwise in the layer/],
    ['a target is no UTF-8', changed({ linkName: '\ufffd' }), /etc\/motd is spelled otherwise in the layer/],
    ['a type is unknown', changed({ type: 'door' }), /type is none that is known/],
    [
      'sizes are missing',
      { change: (items) => items.map(({ name, type }) => ({ name: name!, type: type! })) },
      /sizes/,
    ],
  ])('is to be read whole when %s', async (_flaw, making, reason) => {
    const { found, lines } = await read(make(ENTRIES, making));
    expect(found).toBeUndefined();
    expect(lines).toEqual([
      expect.stringMatching(/^remote: its table of contents is not used, the layer is read whole: /),
    ]);
    expect(lines[0]).toMatch(reason);
  });

  it('is to be read whole when no table is announced, without a word', async () => {
    const { blob } = make(ENTRIES);
    expect(await read({ blob, annotations: {} })).toEqual({ found: undefined, lines: [] });
  });

  it('is to be read whole when the table is not there', async () => {
    const { annotations } = make(ENTRIES);
    const { found, lines } = await read({ blob: new Uint8Array(99), annotations });
    expect([found, lines.length]).toEqual([undefined, 1]);
  });

  it('is refused when its table is another than the image says', async () => {
    const { blob, annotations } = make(ENTRIES);
    const other = Object.entries(annotations).map(([name, value]) => [name, value.replace(/sha256:./, 'sha256:x')]);
    const odd = Object.entries(annotations).map(([name, value]) => [
      name,
      value.replace(/sha256:.{8}/, 'sha256:00000000'),
    ]);
    expect(
      (await read({ blob, annotations: Object.fromEntries(other) as TocLayer['annotations'] })).found,
    ).toBeUndefined();
    await expect(read({ blob, annotations: Object.fromEntries(odd) as TocLayer['annotations'] })).rejects.toMatchObject(
      {
        code: 'DIGEST_MISMATCH',
      },
    );
  });

  it('is refused when it has too many entries', async () => {
    await expect(read(make(ENTRIES), ENTRIES.length - 1)).rejects.toMatchObject({ code: 'LIMIT' });
  });
});

it('a table without a digest is not used', async () => {
  const { blob, annotations } = zstdChunked(ENTRIES);
  const place = Object.fromEntries(Object.entries(annotations).filter(([name]) => name.endsWith('-position')));
  const { found, lines } = await read({ blob, annotations: place });
  expect(found).toBeUndefined();
  expect(lines[0]).toMatch(/no digest is named to check it by/);
});

it('the table of eStargz is a file of its layer', async () => {
  const layer = estargz(ENTRIES);
  const { found } = await read(layer);
  const row = found!.index.rows - 1;
  expect(Buffer.from(found!.index.name(row)).toString()).toBe('stargz.index.json');
  expect(gunzipSync(layer.blob).includes(await contentOf(found!.content!(row)))).toBe(true);
});

type Row = readonly (string | number | undefined)[];

function rowsOf(index: LayerIndex): Row[] {
  return Array.from({ length: index.rows }, (_, row) => [
    Buffer.from(index.name(row)).toString(),
    Buffer.from(index.link(row)).toString(),
    ...[index.types, index.modes, index.uids, index.gids, index.sizes].map((column) => column[row]),
    // Tools name no digest of what is empty.
    index.sizes[row] === 0 ? '' : Buffer.from(index.hash(row) ?? []).toString('hex'),
  ]);
}

async function contentOf(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of chunks) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}
