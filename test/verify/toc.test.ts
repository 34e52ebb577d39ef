import { describe, expect, it } from 'vitest';
import { digest } from '../../fixtures/image.ts';
import type { Entry } from '../../fixtures/tar.ts';
import { memoryBlob } from '../../src/blob/memory-blob.ts';
import { VarveError } from '../../src/model/error.ts';
import { estargz, type Making, type TocItem, type TocLayer, zstdChunked } from '../layer/made-toc.ts';
import { checksOf, imageOf, layerOf, notPassed } from './image.ts';

const ENTRIES: readonly Entry[] = [
  { name: 'etc/' },
  { name: 'etc/motd', body: 'hello' },
  { name: 'etc/large', body: 'abc'.repeat(1000) },
  { name: 'etc/link', link: 'motd' },
  { name: 'etc/hard', type: 'hardlink', link: 'etc/motd' },
];
const FORMS: [string, (entries: readonly Entry[], making?: Making) => TocLayer][] = [
  ['estargz', estargz],
  ['zstd:chunked', zstdChunked],
];

async function checksOfLayer({ blob, tar, annotations }: TocLayer) {
  return checksOf(imageOf([layerOf(blob, { diffId: digest(tar), annotations })]));
}

const changed = (name: string, change: TocItem): Making => ({
  change: (items) =>
    items.map((item) => (item['name'] === name && item['type'] !== 'chunk' ? { ...item, ...change } : item)),
});

describe.each(FORMS)('the table of contents of %s', (_kind, make) => {
  it('passes when it is that of the tar', async () => {
    const checks = await checksOfLayer(make(ENTRIES));
    expect(notPassed(checks)).toEqual([]);
    expect(checks.filter(({ check }) => check.startsWith('toc')).map(({ check }) => check)).toEqual([
      'toc-digest',
      'toc-entries',
      'toc-content',
    ]);
  });

  it.each<[string, Making, string]>([
    [
      'an entry too many',
      { change: (items) => [...items, { name: 'evil', type: 'symlink', linkName: '/' }] },
      'toc-entries',
    ],
    ['an entry too few', { change: (items) => items.slice(1) }, 'toc-entries'],
    ['another size', changed('etc/motd', { size: 6 }), 'toc-entries'],
    ['another type', changed('etc/', { type: 'reg' }), 'toc-entries'],
    ['another mode', changed('etc/motd', { mode: 0o4755 }), 'toc-entries'],
    ['another owner', changed('etc/motd', { uid: 1000 }), 'toc-entries'],
    ['another symlink', changed('etc/link', { linkName: 'shadow' }), 'toc-entries'],
    ['another hard link', changed('etc/hard', { linkName: 'etc/large' }), 'toc-entries'],
    ['another digest of a file', changed('etc/large', { digest: `sha256:${'0'.repeat(64)}` }), 'toc-content'],
    ['another digest of a chunk', changed('etc/large', { chunkDigest: `sha256:${'0'.repeat(64)}` }), 'toc-content'],
    ['a chunk beyond the layer', changed('etc/motd', { offset: 10 ** 9, endOffset: 2 * 10 ** 9 }), 'toc-content'],
  ])('fails for %s', async (_what, making, check) => {
    expect(notPassed(await checksOfLayer(make(ENTRIES, making)))).toContain(`fail layer 0 ${check}`);
  });

  it('fails for content that the tar does not have, though its own digests agree', async () => {
    const making: Making = {
      change: (items) => {
        const [motd, other] = ['etc/motd', 'etc/other'].map((name) => items.find((item) => item['name'] === name)!);
        return items.map((item) => (item === motd ? { ...other!, name: 'etc/motd' } : item));
      },
    };
    const checks = await checksOfLayer(make([...ENTRIES, { name: 'etc/other', body: 'owned' }], making));
    expect(notPassed(checks)).toEqual(['fail layer 0 toc-content']);
    expect(checks.find(({ verdict }) => verdict === 'fail')).toMatchObject({
      path: '/etc/motd',
      message: 'etc/motd: its 5 bytes are others in the tar',
    });
  });

  it('fails when its annotation names another digest, and is compared with the tar all the same', async () => {
    const layer = make(ENTRIES);
    const annotations = Object.fromEntries(
      Object.entries(layer.annotations).map(([key, value]) => [
        key,
        value.replace(/sha256:.*/, `sha256:${'0'.repeat(64)}`),
      ]),
    );
    expect(notPassed(await checksOfLayer({ ...layer, annotations }))).toEqual(['fail layer 0 toc-digest']);
    expect(notPassed(await checksOfLayer({ ...layer, annotations: {} }))).toEqual(['skip layer 0 toc-digest']);
  });

  it('fails when it is promised and not there', async () => {
    const { annotations } = make(ENTRIES);
    const checks = await checksOf(imageOf([layerOf(ENTRIES, { annotations })]));
    expect(notPassed(checks)).toEqual(['fail layer 0 toc-digest']);
  });

  it('is not judged where no parts of the layer are given', async () => {
    const { blob, tar, annotations } = make(ENTRIES);
    const { readInto: _readInto, ...elsewhere } = memoryBlob('blob', blob);
    const fetchRange = () => Promise.reject(new VarveError('UNSUPPORTED', 'no parts'));
    const layer = layerOf(blob, { diffId: digest(tar), annotations, blob: { ...elsewhere, fetchRange } });
    expect(notPassed(await checksOf(imageOf([layer])))).toEqual(['skip layer 0 toc-digest']);
  });

  it('passes when there is no content', async () => {
    expect(notPassed(await checksOfLayer(make([{ name: 'etc/' }])))).toEqual([]);
  });

  it('is compared by names alone when it tells no more', async () => {
    const bare: Making = {
      change: (items) =>
        items.filter(({ type }) => type !== 'chunk').map(({ name, type, linkName }) => ({ name, type, linkName })),
    };
    expect(notPassed(await checksOfLayer(make(ENTRIES, bare)))).toEqual(['skip layer 0 toc-content']);
  });
});
