import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../src/model/limits.ts';
import type { ImageSet } from '../../src/source/image-set.ts';
import { ociLayout } from '../../src/source/oci-layout.ts';
import { skopeoDir } from '../../src/source/skopeo-dir.ts';
import {
  bytesOf,
  configFor,
  CONFIG,
  digestOf,
  type Files,
  LAYER,
  membersOf,
  named,
  putBlob,
  putImage,
  putIndex,
  putRoot,
  readBlob,
} from './build.ts';

const open = (files: Files): Promise<ImageSet> => ociLayout(membersOf(files, 'layout'), DEFAULT_LIMITS);
const layout = (build: (files: Files) => readonly unknown[]): Files => {
  const files: Files = {};
  putRoot(files, build(files));
  return files;
};
const names = ({ images }: ImageSet) => images.map(({ entry }) => entry.names);
const platform = (os: string, architecture: string, variant?: string) => ({
  platform: { os, architecture, ...(variant && { variant }) },
});
const without = (files: Files, digest: string): Files =>
  Object.fromEntries(Object.entries(files).filter(([path]) => !path.endsWith(digest.slice(7))));

describe('an OCI layout', () => {
  it('gives names, digests, platform and layers with what is claimed of them', async () => {
    const files: Files = {};
    const built = putImage(files, { layers: ['base', 'top'], descriptor: named('app:1') });
    putRoot(files, [built]);
    const { images } = await open(files);
    expect(images[0]!.entry).toEqual({
      names: ['app:1'],
      digest: built.digest,
      configDigest: built.config,
      platform: { os: 'linux', architecture: 'amd64', variant: null },
    });
    const image = await images[0]!.open();
    expect(image.layers).toMatchObject(built.layers.map((digest) => ({ digest, mediaType: LAYER, diffId: digest })));
    expect(await readBlob(image.layers[1]!.blob!)).toBe('top');
    expect(image.diagnostics).toEqual([]);
  });

  it('gives the annotations of the manifest, as far as they are text', async () => {
    const files = layout((made) => [putImage(made, { manifest: { annotations: { base: 'debian:12', odd: 5 } } })]);
    const { images } = await open(files);
    expect((await images[0]!.open()).annotations).toEqual({ base: 'debian:12' });
  });

  it.each<[string, (files: Files) => readonly unknown[], readonly (readonly string[])[]]>([
    [
      'two tags of one image as one',
      (files) => [putImage(files, { descriptor: named('a:1') }), putImage(files, { descriptor: named('a:2') })],
      [['a:1', 'a:2']],
    ],
    ['an image without a name', (files) => [putImage(files)], [[]]],
    [
      "containerd's whole name and not the tag beside it",
      (files) => [
        putImage(files, {
          descriptor: {
            annotations: {
              'io.containerd.image.name': 'docker.io/lab/app:1',
              'org.opencontainers.image.ref.name': '1',
            },
          },
        }),
      ],
      [['docker.io/lab/app:1']],
    ],
    [
      'a list of no images in a nested index',
      (files) => [putImage(files, { descriptor: named('a') }), putIndex(files, [])],
      [['a']],
    ],
    [
      'the name of an index for all in it',
      (files) => [
        putIndex(files, [putImage(files, { layers: ['x'] }), putImage(files, { layers: ['y'] })], named('multi')),
      ],
      [['multi'], ['multi']],
    ],
    [
      'a manifest without media types',
      (files) => [{ digest: putImage(files, { descriptor: named('a') }).digest }],
      [[]],
    ],
    ['null for no annotations', (files) => [{ ...putImage(files), annotations: null, urls: null, data: null }], [[]]],
    [
      'images, not what stands beside them',
      (files) => [
        putImage(files, { descriptor: named('app') }),
        putImage(files, {
          layers: ['chart'],
          manifest: { config: putBlob(files, bytesOf('{}'), 'application/vnd.cncf.helm.config.v1+json') },
        }),
        putImage(files, { layers: ['thing'], manifest: { artifactType: 'application/vnd.example.thing' } }),
        putImage(files, {
          layers: [],
          manifest: {
            layers: [putBlob(files, bytesOf('signature'), 'application/vnd.dev.cosign.simplesigning.v1+json')],
          },
        }),
        putImage(files, {
          layers: ['sbom'],
          descriptor: {
            ...platform('unknown', 'unknown'),
            annotations: { 'vnd.docker.reference.type': 'attestation-manifest' },
          },
        }),
        putBlob(files, bytesOf('anything'), 'application/vnd.example.blob'),
      ],
      [['app']],
    ],
  ])('lists %s', async (_what, build, expected) => {
    expect(names(await open(layout(build)))).toEqual(expected);
  });

  it('tells platforms by the index, else by the config, and which index leads to an image', async () => {
    const files: Files = {};
    const arm = putImage(files, { layers: ['arm'], descriptor: platform('linux', 'arm', 'v7') });
    const s390x = putImage(files, { config: configFor([bytesOf('layer')], { os: 'linux', architecture: 's390x' }) });
    const index = putIndex(files, [arm, s390x]);
    putRoot(files, [index]);
    const { images } = await open(files);
    expect(images.map(({ entry }) => entry.platform)).toEqual([
      { os: 'linux', architecture: 'arm', variant: 'v7' },
      { os: 'linux', architecture: 's390x', variant: null },
    ]);
    expect(images.map(({ entry }) => entry.within)).toEqual([[index.digest], [index.digest]]);
  });

  it('reads blobs that are named by sha512, and blobs that stand in their descriptor', async () => {
    const files: Files = {};
    const layer = putBlob(files, bytesOf('layer'), LAYER, 'sha512');
    const config = bytesOf({ json: configFor([bytesOf('layer')]) });
    const inline = {
      mediaType: CONFIG,
      digest: digestOf(config),
      size: config.length,
      data: Buffer.from(config).toString('base64'),
    };
    putRoot(files, [
      putBlob(files, bytesOf({ json: { schemaVersion: 2, config: inline, layers: [layer] } }), undefined, 'sha512'),
    ]);
    const image = await (await open(files)).images[0]!.open();
    expect([image.digest!.slice(0, 7), await readBlob(image.layers[0]!.blob!)]).toEqual(['sha512:', 'layer']);
    expect(image.config.platform).toEqual({ os: 'linux', architecture: 'amd64', variant: null });
  });

  it('leaves out the platforms that were not saved, and says so', async () => {
    const files: Files = {};
    const here = putImage(files, { layers: ['here'], descriptor: platform('linux', 'amd64') });
    const gone = putImage(files, { layers: ['gone'], descriptor: platform('linux', 'arm64') });
    putRoot(files, [putIndex(files, [here, gone], named('multi'))]);
    const { images } = await open(without(files, gone.digest));
    expect(images.map(({ entry }) => entry.digest)).toEqual([here.digest]);
    expect((await images[0]!.open()).diagnostics).toEqual([
      { code: 'absent-manifest', message: 'the index names 1 more manifest that is not there' },
    ]);
  });

  it('keeps an image that has a name of its own when its manifest is gone', async () => {
    const files: Files = {};
    const here = putImage(files, { layers: ['here'], descriptor: named('here') });
    const gone = putImage(files, { layers: ['gone'], descriptor: named('gone') });
    putRoot(files, [here, gone]);
    const { images } = await open(without(files, gone.digest));
    expect(images.map(({ entry }) => entry.names)).toEqual([['here'], ['gone']]);
    await expect(images[1]!.open()).rejects.toMatchObject({
      code: 'BLOB_MISSING',
      message: `layout does not hold the manifest ${gone.digest}`,
    });
  });

  it('notes sizes that differ and layers that lie elsewhere, without what a URL hides', async () => {
    const files: Files = {};
    const foreign = {
      ...putBlob({}, bytesOf('windows'), 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip'),
      urls: ['https://me:secret@example.invalid/x?sig=1'],
    };
    const short = { ...putBlob(files, bytesOf('four'), LAYER), size: 5 };
    const built = putImage(files, {
      config: configFor([bytesOf('a'), bytesOf('b')]),
      manifest: { layers: [foreign, short] },
    });
    putRoot(files, [{ ...built, size: 1 }]);
    const image = await (await open(files)).images[0]!.open();
    expect(image.layers.map(({ blob }) => blob === null)).toEqual([true, false]);
    expect(image.diagnostics.map(({ code, layer }) => [code, layer])).toEqual([
      ['size-mismatch', undefined],
      ['foreign-layer', 0],
      ['size-mismatch', 1],
    ]);
    expect(image.diagnostics[1]!.message).toContain('example.invalid');
    expect(JSON.stringify(image.diagnostics)).not.toMatch(/secret|sig=/);
  });
});

describe('a layout that is wrong', () => {
  const digest = `sha256:${'0'.repeat(64)}`;

  it.each<[string, string, Files]>([
    ['FORMAT_INVALID', 'layout is no OCI layout: it has no index.json', {}],
    ['FORMAT_INVALID', 'layout: index.json should be an object but is null', { 'index.json': 'null' }],
    ['FORMAT_INVALID', 'layout: index.json.manifests should be a list but is missing', { 'index.json': '{}' }],
    [
      'FORMAT_INVALID',
      'layout: index.json.manifests[0].digest should be a string but is 3',
      { 'index.json': '{"manifests":[{"digest":3}]}' },
    ],
    ['IMAGE_NOT_FOUND', 'layout holds no image', { 'index.json': '{"manifests":null}' }],
    [
      'IMAGE_NOT_FOUND',
      'layout holds no image, only artifacts: application/vnd.example\\x1b.thing',
      { 'index.json': { json: { manifests: [{ digest, mediaType: 'application/vnd.example\u001b.thing' }] } } },
    ],
  ])('is refused with %s: %s', async (code, message, files) => {
    await expect(open(files)).rejects.toMatchObject({ code, message });
  });

  it.each<[string, string | RegExp, (files: Files) => unknown]>([
    ['BLOB_MISSING', `layout does not hold the manifest ${digest}`, () => ({ digest })],
    [
      'FORMAT_INVALID',
      'layout names the manifest by sha256:../../x, which is no sha256 or sha512 digest',
      () => ({ digest: 'sha256:../../x' }),
    ],
    [
      'UNSUPPORTED',
      /has schema 1/,
      (files) =>
        putBlob(files, bytesOf('{"schemaVersion":1}'), 'application/vnd.docker.distribution.manifest.v1+prettyjws'),
    ],
    [
      'FORMAT_INVALID',
      /\.layers should be a list but is missing$/,
      (files) => putImage(files, { manifest: { layers: undefined } }),
    ],
    [
      'FORMAT_INVALID',
      /\.config\.digest should be a sha256 or sha512 digest but is "md5:1"$/,
      (files) => putImage(files, { manifest: { config: { digest: 'md5:1' } } }),
    ],
    [
      'FORMAT_INVALID',
      /claims to be a manifest and an index at once$/,
      (files) => putImage(files, { manifest: { manifests: [] } }),
    ],
    [
      'FORMAT_INVALID',
      /stands within itself, or more than 8 indexes deep$/,
      (files) => {
        let inner: { digest: string } = putImage(files);
        for (let depth = 0; depth < 9; depth += 1) inner = putIndex(files, [inner]);
        return inner;
      },
    ],
    [
      'BLOB_MISSING',
      /does not hold layer 0, sha256:[0-9a-f]{64}$/,
      (files) => putImage(files, { manifest: { layers: [putBlob({}, bytesOf('x'), LAYER)] } }),
    ],
    [
      'BLOB_MISSING',
      /does not hold the config sha256:[0-9a-f]{64}$/,
      (files) => putImage(files, { manifest: { config: putBlob({}, bytesOf('{}'), CONFIG) } }),
    ],
    [
      'UNSUPPORTED',
      /layer 0 is encrypted \(.*\+encrypted\)$/,
      (files) => putImage(files, { manifest: { layers: [putBlob(files, bytesOf('x'), `${LAYER}+encrypted`)] } }),
    ],
    [
      'DIGEST_MISMATCH',
      /the config should have the digest/,
      (files) => putImage(files, { manifest: { config: { digest, data: 'e30=' } } }),
    ],
  ])('has an entry that cannot be opened: %s, %s', async (code, message, build) => {
    const { images } = await open(layout((files) => [build(files)]));
    expect(images).toHaveLength(1);
    await expect(images[0]!.open()).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
  });

  it('refuses a manifest and a config whose bytes were changed', async () => {
    const files: Files = {};
    const built = putImage(files);
    putRoot(files, [built]);
    for (const changed of [built.digest, built.config]) {
      const { images } = await open({ ...files, [`blobs/${changed.replace(':', '/')}`]: '{}' });
      await expect(images[0]!.open()).rejects.toMatchObject({
        code: 'DIGEST_MISMATCH',
        message: expect.stringContaining(changed),
      });
    }
  });

  it('does not walk indexes forever that name each other a thousand times', async () => {
    const files: Files = {};
    let inner: { digest: string } = putImage(files);
    for (let depth = 0; depth < 3; depth += 1)
      inner = putIndex(
        files,
        Array.from({ length: 1000 }, () => inner),
      );
    putRoot(files, [inner]);
    await expect(open(files)).rejects.toMatchObject({ code: 'LIMIT' });
  });
});

describe('a directory of skopeo', () => {
  it('holds blobs under their bare digest', async () => {
    const layoutFiles: Files = {};
    const built = putImage(layoutFiles, { layers: ['base', 'top'] });
    const flat = Object.fromEntries(
      Object.entries(layoutFiles).map(([path, content]) => [path.replace('blobs/sha256/', ''), content]),
    );
    const { [built.digest.slice(7)]: manifest, ...blobs } = flat;
    const { images, transport } = await skopeoDir(
      membersOf({ ...blobs, version: 'Directory Transport Version: 1.1\n', 'manifest.json': manifest! }),
      DEFAULT_LIMITS,
    );
    expect([transport, images.map(({ entry }) => entry.digest)]).toEqual(['dir', [built.digest]]);
    expect(await readBlob((await images[0]!.open()).layers[1]!.blob!)).toBe('top');
  });

  it('may hold an index with its manifests beside it', async () => {
    const files: Files = {};
    const built = putImage(files);
    const index = putIndex(files, [built]);
    const at = (digest: string) => files[`blobs/${digest.replace(':', '/')}`]!;
    const flat: Files = {
      'manifest.json': at(index.digest),
      [`${built.digest.slice(7)}.manifest.json`]: at(built.digest),
    };
    for (const digest of [built.config, ...built.layers]) flat[digest.slice(7)] = at(digest);
    const { images } = await skopeoDir(membersOf(flat), DEFAULT_LIMITS);
    expect(await readBlob((await images[0]!.open()).layers[0]!.blob!)).toBe('layer');
  });

  it('needs its manifest', async () => {
    await expect(skopeoDir(membersOf({ version: 'x' }), DEFAULT_LIMITS)).rejects.toMatchObject({
      code: 'FORMAT_INVALID',
    });
  });
});
