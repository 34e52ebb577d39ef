import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../src/model/limits.ts';
import { savedManifest } from '../../src/source/saved-manifest.ts';
import { bytesOf, CONFIG, type Content, type Files, INDEX, membersOf, MANIFEST, putImage, putIndex } from './build.ts';

const open = (document: Content, beside: Files | null = null) =>
  savedManifest({ name: 'm.json', bytes: bytesOf(document), beside: beside && membersOf(beside, '.') }, DEFAULT_LIMITS);

const files: Files = {};
const built = putImage(files, { layers: ['base', 'top'] });
const index = putIndex(files, [{ ...built, platform: { os: 'linux', architecture: 'amd64' } }]);
const at = (digest: string) => files[`blobs/${digest.replace(':', '/')}`]!;
const hex = (digest: string) => digest.slice(7);

describe('a manifest saved as JSON', () => {
  it('tells of layers without holding them, and of nothing that only the config knows', async () => {
    const { images, transport } = await open(at(built.digest));
    expect([transport, images[0]!.entry]).toEqual([
      'manifest',
      { names: [], digest: built.digest, configDigest: built.config, platform: null },
    ]);
    const image = await images[0]!.open();
    expect(image.layers.map(({ blob, digest, sizeBytes }) => [blob, digest, sizeBytes])).toEqual([
      [null, built.layers[0], 4],
      [null, built.layers[1], 3],
    ]);
    expect(image.diagnostics).toMatchObject([{ code: 'config-missing' }]);
  });

  it.each<[string, Files]>([
    ['by its digest', { [hex(built.config)]: at(built.config) }],
    ['by its digest, as a JSON file', { [`${hex(built.config)}.json`]: at(built.config) }],
    ['as config.json', { 'config.json': at(built.config) }],
    ['as in a layout', { [`blobs/sha256/${hex(built.config)}`]: at(built.config) }],
  ])('takes the config beside it, named %s', async (_how, beside) => {
    const image = await (await open(at(built.digest), beside)).images[0]!.open();
    expect(image.config.history).toHaveLength(2);
    expect(image.platform).toEqual({ os: 'linux', architecture: 'amd64', variant: null });
    expect(image.layers.map(({ diffId }) => diffId)).toEqual(built.layers);
    expect(image.diagnostics).toEqual([]);
  });

  it('takes no config.json of somebody else, and none that is damaged', async () => {
    const other = await (await open(at(built.digest), { 'config.json': '{"auths":{}}' })).images[0]!.open();
    expect(other.diagnostics).toMatchObject([{ code: 'config-missing' }]);
    const damaged = (await open(at(built.digest), { [hex(built.config)]: '{}' })).images[0]!;
    await expect(damaged.open()).rejects.toMatchObject({ code: 'DIGEST_MISMATCH' });
  });

  it('may be an index, with the manifests beside it or not', async () => {
    const alone = (await open(at(index.digest))).images[0]!;
    expect(alone.entry).toMatchObject({
      digest: built.digest,
      configDigest: null,
      platform: { os: 'linux', architecture: 'amd64' },
      within: [index.digest],
    });
    await expect(alone.open()).rejects.toMatchObject({ code: 'BLOB_MISSING' });
    const beside = (await open(at(index.digest), { [`${hex(built.digest)}.json`]: at(built.digest) })).images[0]!;
    expect((await beside.open()).layers).toHaveLength(2);
  });
});

describe('what `docker manifest inspect -v` prints', () => {
  const manifest: unknown = JSON.parse(Buffer.from(bytesOf(at(built.digest))).toString());
  const inspected = (more: object, field = 'SchemaV2Manifest') => ({
    Ref: 'docker.io/library/alpine:3.10',
    Descriptor: {
      mediaType: MANIFEST,
      digest: built.digest,
      size: 1,
      platform: { os: 'linux', architecture: 'arm64', variant: 'v8' },
    },
    [field]: manifest,
    ...more,
  });

  it.each<[string, unknown, readonly (readonly string[])[]]>([
    ['one image', inspected({}), [['docker.io/library/alpine:3.10']]],
    ['an image in OCI form', inspected({}, 'OCIManifest'), [['docker.io/library/alpine:3.10']]],
    [
      'a list',
      [inspected({ Ref: `docker.io/library/alpine:3.10@${built.digest}` }), inspected({ Ref: undefined })],
      [['docker.io/library/alpine:3.10'], []],
    ],
    [
      'a list with an attestation',
      [
        inspected({}),
        inspected({
          SchemaV2Manifest: undefined,
          OCIManifest: {
            config: { digest: built.config, mediaType: CONFIG },
            layers: [{ digest: built.layers[0], mediaType: 'application/vnd.in-toto+json' }],
          },
        }),
      ],
      [['docker.io/library/alpine:3.10']],
    ],
  ])('gives %s', async (_what, document, names) => {
    const { images } = await open({ json: document });
    expect(images.map(({ entry }) => entry.names)).toEqual(names);
    expect(images[0]!.entry.platform).toEqual({ os: 'linux', architecture: 'arm64', variant: 'v8' });
    expect((await images[0]!.open()).layers).toHaveLength(2);
  });

  it('is refused where it holds no manifest', async () => {
    await expect(open({ json: [inspected({ SchemaV2Manifest: null })] })).rejects.toMatchObject({
      code: 'FORMAT_INVALID',
      message: 'm.json: the output[0] should hold a manifest in SchemaV2Manifest or OCIManifest',
    });
  });
});

it.each<[string, Content, string]>([
  ['another JSON document', { json: { name: 'varve' } }, 'FORMAT_UNKNOWN'],
  ['a list', '[]', 'FORMAT_UNKNOWN'],
  ['the manifest.json of a docker archive', { json: [{ Config: 'c.json', Layers: [] }] }, 'FORMAT_UNKNOWN'],
  ['a config alone', at(built.config), 'FORMAT_UNKNOWN'],
  ['JSON that is cut short', '{"layers":', 'FORMAT_INVALID'],
  ['an index of nothing', { json: { mediaType: INDEX, manifests: [] } }, 'IMAGE_NOT_FOUND'],
])('refuses %s', async (_what, document, code) => {
  await expect(open(document)).rejects.toMatchObject({ code, message: expect.stringContaining('m.json') });
});

it('has an entry for a schema 1 manifest that says what is wrong', async () => {
  const { images } = await open({ json: { schemaVersion: 1, fsLayers: [] } });
  await expect(images[0]!.open()).rejects.toMatchObject({
    code: 'UNSUPPORTED',
    message: expect.stringContaining('schema 1'),
  });
});
