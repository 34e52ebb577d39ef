import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { digest } from '../../fixtures/image.ts';
import { type Entry, tar } from '../../fixtures/tar.ts';
import type { Blob } from '../../src/blob/blob.ts';
import { memoryBlob } from '../../src/blob/memory-blob.ts';
import type { ImageManifest, SourceDocument } from '../../src/source/image-source.ts';
import { checksOf, imageOf, layerOf, notPassed } from './image.ts';

const FILES: readonly Entry[] = [{ name: 'etc/' }, { name: 'etc/motd', body: 'hello' }];
const OTHER = `sha256:${'0'.repeat(64)}`;
const TAR = tar(FILES);
const GZIP = gzipSync(TAR);
const packed = (bytes: Uint8Array) => layerOf(bytes, { diffId: digest(TAR) });

describe('an image that is what it claims to be', () => {
  it('passes every check, layer by layer', async () => {
    const checks = await checksOf(imageOf([layerOf(FILES), packed(GZIP)]));
    expect(notPassed(checks)).toEqual([]);
    expect(checks.map(({ subject, check }) => `${subject} ${check}`)).toEqual([
      ...['config layer-count', 'config history-count'],
      ...[0, 1].flatMap((layer) =>
        ['digest', 'size', 'diff-id', 'readable', 'duplicate-entries', 'unsafe-entries'].map(
          (check) => `layer ${layer} ${check}`,
        ),
      ),
      'image chain-id',
    ]);
    expect(checks.filter(({ layer }) => layer === 1)).toHaveLength(6);
  });

  it('may name its blobs by sha512', async () => {
    const sha512 = (bytes: Uint8Array) => `sha512:${createHash('sha512').update(bytes).digest('hex')}`;
    const layer = layerOf(GZIP, { digest: sha512(GZIP), diffId: sha512(TAR) });
    expect(notPassed(await checksOf(imageOf([layer])))).toEqual([]);
    expect(notPassed(await checksOf(imageOf([layerOf(TAR, { digest: sha512(TAR) })])))).toEqual([]);
  });

  it('has the chain ID that engines give it', async () => {
    const chain = (await checksOf(imageOf([layerOf(FILES), packed(GZIP)]))).at(-1);
    const id = digest(Buffer.from(`${digest(TAR)} ${digest(TAR)}`));
    expect(chain).toMatchObject({ check: 'chain-id', expected: id, found: id });
  });
});

describe('an image that is not what it claims to be', () => {
  it.each<[string, ImageManifest, readonly string[]]>([
    ['a digest', imageOf([layerOf(FILES, { digest: OTHER })]), ['fail layer 0 digest']],
    ['a size', imageOf([layerOf(FILES, { sizeBytes: 1 })]), ['fail layer 0 size']],
    ['a diff ID', imageOf([layerOf(FILES, { diffId: OTHER })]), ['fail layer 0 diff-id', 'fail image chain-id']],
    [
      'the number of diff IDs',
      imageOf([layerOf(FILES, { diffId: null })], { diffIds: [OTHER, OTHER] }),
      ['fail config layer-count', 'skip layer 0 diff-id', 'skip image chain-id'],
    ],
    [
      'the length of the history',
      imageOf([layerOf(FILES), layerOf(FILES)], imageOf([layerOf(FILES)]).config),
      ['fail config layer-count', 'fail config history-count', 'skip image chain-id'],
    ],
  ])('fails for %s', async (_what, manifest, expected) => {
    expect(notPassed(await checksOf(manifest))).toEqual(expected);
  });

  it('tells what was claimed and what was found', async () => {
    const checks = await checksOf(imageOf([layerOf(FILES, { digest: OTHER })]));
    expect(checks.find(({ verdict }) => verdict === 'fail')).toEqual({
      check: 'digest',
      subject: 'layer 0',
      layer: 0,
      verdict: 'fail',
      expected: OTHER,
      found: digest(TAR),
      message: `the digest should be ${OTHER} but is ${digest(TAR)}`,
    });
  });
});

describe('a layer that cannot be read', () => {
  const unreadable = (layer: number) => [`skip layer ${layer} duplicate-entries`, `skip layer ${layer} unsafe-entries`];
  const broken = Buffer.from(GZIP);
  broken[30]! ^= 0xff;

  it('fails for a damaged stream, and the others are still checked', async () => {
    const checks = await checksOf(imageOf([packed(broken), layerOf(FILES)]));
    expect(notPassed(checks)).toEqual([
      'skip layer 0 diff-id',
      'fail layer 0 readable',
      ...unreadable(0),
      'skip image chain-id',
    ]);
    expect(checks.find(({ check }) => check === 'readable')?.message).toMatch(/layer 0: gzip stream .* byte \d/);
  });

  it('has its digests all the same when only the tar is damaged', async () => {
    const damaged = TAR.slice();
    damaged[512] = 0x41;
    const checks = await checksOf(imageOf([layerOf(gzipSync(damaged), { diffId: digest(damaged) })]));
    expect(notPassed(checks)).toEqual(['fail layer 0 readable', ...unreadable(0)]);
    expect(checks.find(({ verdict }) => verdict === 'fail')?.message).toContain('byte 512');
  });

  it('fails when it ends early', async () => {
    const checks = await checksOf(imageOf([layerOf(TAR.slice(0, 1026))]));
    expect(notPassed(checks)).toEqual(['fail layer 0 readable', ...unreadable(0)]);
  });

  it('fails when it is not there', async () => {
    const checks = await checksOf(imageOf([layerOf(FILES, { blob: null }), layerOf(FILES)]));
    expect(notPassed(checks)).toEqual([
      'fail layer 0 readable',
      ...['digest', 'size', 'diff-id'].map((check) => `skip layer 0 ${check}`),
      ...unreadable(0),
      'skip image chain-id',
    ]);
  });

  it('is skipped where it was never meant to be at hand', async () => {
    const missing = imageOf([layerOf(FILES, { blob: null })]);
    const foreign = { ...missing, diagnostics: [{ code: 'foreign-layer', message: '', layer: 0 }] };
    for (const checks of [await checksOf(foreign), await checksOf(missing, false)])
      expect(notPassed(checks).filter((line) => line.startsWith('fail'))).toEqual([]);
  });

  it('is checked by its stored bytes when it is encrypted', async () => {
    const mediaType = 'application/vnd.oci.image.layer.v1.tar+encrypted';
    const checks = await checksOf(imageOf([layerOf(Buffer.from('xyz'), { mediaType, diffId: OTHER })]));
    expect(notPassed(checks)).toEqual(['skip layer 0 diff-id', 'skip layer 0 readable', 'skip image chain-id']);
  });
});

it('skips what is not claimed', async () => {
  const layer = layerOf(FILES, { digest: null, sizeBytes: null, diffId: null });
  expect(notPassed(await checksOf(imageOf([layer], { diffIds: [], history: [] })))).toEqual([
    'skip config layer-count',
    'skip config history-count',
    'skip layer 0 digest',
    'skip layer 0 size',
    'skip layer 0 diff-id',
    'skip image chain-id',
  ]);
});

it('reads a layer once that stands in the image twice', async () => {
  let opened = 0;
  const blob: Blob = { ...memoryBlob('x', TAR), open: () => (opened++, memoryBlob('x', TAR).open()) };
  const image = imageOf([layerOf(TAR), layerOf(TAR)]);
  await checksOf({ ...image, layers: image.layers.map((layer) => ({ ...layer, blob })) });
  expect(opened).toBe(1);
});

describe('the documents of an image', () => {
  const bytes = Buffer.from('{}');
  const config: SourceDocument = { kind: 'config', digest: digest(bytes), sizeBytes: 2, blob: memoryBlob('c', bytes) };

  it.each<[string, SourceDocument, readonly string[]]>([
    ['are as claimed', config, []],
    ['have another digest', { ...config, digest: OTHER }, ['fail config digest']],
    ['have another size', { ...config, sizeBytes: 3 }, ['fail config size']],
    ['are claimed by nobody', { ...config, digest: null, sizeBytes: null }, ['skip config digest', 'skip config size']],
    ['are not there', { ...config, blob: null }, ['fail config readable', 'skip config digest', 'skip config size']],
  ])('%s', async (_what, document, expected) => {
    expect(notPassed(await checksOf(imageOf([], {}, { documents: [document] })))).toEqual([
      ...expected,
      'skip image chain-id',
    ]);
  });

  it('fail when the config cannot be read', async () => {
    const diagnostics = [{ code: 'config-unreadable', message: 'it is no JSON' }];
    const checks = await checksOf(imageOf([], {}, { documents: [config], diagnostics }));
    expect(notPassed(checks)).toContain('fail config readable');
  });
});
