import { describe, expect, it } from 'vitest';
import { utf8 } from '../../src/base/bytes.ts';
import { DEFAULT_LIMITS } from '../../src/model/limits.ts';
import { archiveImages } from '../../src/source/archive-images.ts';
import type { StoredImage } from '../../src/source/image-set.ts';
import {
  bytesOf,
  configFor,
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

const open = async (files: Files) => archiveImages(membersOf(files), null, DEFAULT_LIMITS);
const only = async (files: Files): Promise<StoredImage> => (await open(files)).images[0]!;
const manifest = (...images: readonly unknown[]): Files => ({ 'manifest.json': { json: images } });

const LAYERS = [utf8('base'), utf8('top')];
const CONFIG = { json: configFor(LAYERS) };
const CONFIG_DIGEST = digestOf(bytesOf(CONFIG));
const PARTS: Files = { 'c.json': CONFIG, 'i/layer.tar': LAYERS[0]!, 'j/layer.tar': LAYERS[1]! };
const SAVED = { Config: 'c.json', RepoTags: ['lab/app:1'], Layers: ['i/layer.tar', 'j/layer.tar'] };

describe('a docker archive', () => {
  it('gives names, config and layers in order', async () => {
    const { entry, open: openImage } = await only({ ...PARTS, ...manifest(SAVED) });
    expect(entry).toEqual({
      names: ['lab/app:1'],
      digest: CONFIG_DIGEST,
      configDigest: CONFIG_DIGEST,
      platform: { os: 'linux', architecture: 'amd64', variant: null },
    });
    const image = await openImage();
    expect(image.config.settings).toEqual({ Env: ['A=b'] });
    expect(image.config.history.map(({ createdBy }) => createdBy)).toEqual(['step 0', 'step 1']);
    expect(await Promise.all(image.layers.map(({ blob }) => readBlob(blob!)))).toEqual(['base', 'top']);
    expect(image.layers.map(({ diffId }) => diffId)).toEqual(LAYERS.map((layer) => digestOf(layer)));
    expect(image.diagnostics).toEqual([]);
  });

  it.each([
    [
      'keys in lower case, as jib wrote them',
      { config: 'c.json', repoTags: ['a:1'], layers: ['i/layer.tar', 'j/layer.tar'] },
      ['a:1'],
    ],
    ['no tags', { ...SAVED, RepoTags: null }, []],
    ['tags left out', { Config: 'c.json', Layers: ['i/layer.tar', 'j/layer.tar'] }, []],
    ['the same tag in two spellings', { ...SAVED, RepoTags: ['lab/app:1', 'docker.io/lab/app:1'] }, ['lab/app:1']],
    ['paths with a dot', { ...SAVED, Layers: ['./i/layer.tar', 'j//layer.tar'] }, ['lab/app:1']],
  ])('reads %s', async (_what, saved, names) => {
    const image = await (await only({ ...PARTS, ...manifest(saved) })).open();
    expect(image.names).toEqual(names);
    expect(image.layers).toHaveLength(2);
  });

  it('takes what docker 25 says of layers', async () => {
    const files: Files = {};
    const layer = putBlob(files, LAYERS[0]!);
    const config = putBlob(files, bytesOf({ json: configFor([LAYERS[0]!]) }));
    const path = (digest: string) => `blobs/${digest.replace(':', '/')}`;
    const saved = {
      Config: path(config.digest),
      Layers: [path(layer.digest)],
      LayerSources: { [layer.digest]: { mediaType: LAYER, digest: layer.digest, size: 5 } },
    };
    const image = await (await only({ ...files, ...manifest(saved) })).open();
    expect(image.layers[0]).toMatchObject({
      digest: layer.digest,
      mediaType: LAYER,
      sizeBytes: 5,
      diffId: layer.digest,
    });
    expect(image.diagnostics).toEqual([
      {
        code: 'size-mismatch',
        layer: 0,
        message: `layer 0, ${path(layer.digest)}, should have 5 bytes but has 4 bytes`,
      },
    ]);
  });

  it.each<[string, string, Files]>([
    ['FORMAT_INVALID', 'app.tar: manifest.json names no image', { 'manifest.json': 'null' }],
    ['FORMAT_INVALID', 'app.tar: manifest.json names no image', { 'manifest.json': '[]' }],
    ['FORMAT_INVALID', 'app.tar: manifest.json should be a list but is an object', { 'manifest.json': '{}' }],
    [
      'FORMAT_INVALID',
      'app.tar: manifest.json[0].Layers should be a list but is "abc"',
      manifest({ ...SAVED, Layers: 'abc' }),
    ],
    [
      'FORMAT_INVALID',
      'app.tar: manifest.json[0].Layers should be a list but is missing',
      manifest({ Config: 'c.json' }),
    ],
    [
      'FORMAT_INVALID',
      'app.tar: manifest.json[0].Config should be a string but is 5',
      manifest({ ...SAVED, Config: 5 }),
    ],
    [
      'FORMAT_INVALID',
      'app.tar: manifest.json cannot be read: it is no JSON, or is cut short',
      { 'manifest.json': '[{"Config":' },
    ],
    [
      'FORMAT_INVALID',
      'app.tar: manifest.json cannot be read: the JSON nests more than 1000 levels deep',
      { 'manifest.json': '['.repeat(100_000) },
    ],
    [
      'FORMAT_INVALID',
      'app.tar looks like a saved image but has neither manifest.json nor index.json',
      { 'i/layer.tar': 'x' },
    ],
  ])('refuses the whole with %s: %s', async (code, message, files) => {
    await expect(open({ ...PARTS, ...files })).rejects.toMatchObject({ code, message });
  });

  it.each<[string, string, Files, object]>([
    [
      'BLOB_MISSING',
      'app.tar does not hold layer 1, gone/layer.tar',
      {},
      { Layers: ['i/layer.tar', 'gone/layer.tar'] },
    ],
    ['BLOB_MISSING', 'app.tar does not hold layer 0, ../../etc/passwd', {}, { Layers: ['../../etc/passwd'] }],
    ['BLOB_MISSING', 'app.tar does not hold the config gone.json', {}, { Config: 'gone.json' }],
    ['FORMAT_INVALID', 'app.tar: the config c.json should be an object but is a list', { 'c.json': '[]' }, {}],
    ['FORMAT_INVALID', 'app.tar: the config c.json cannot be read: it is empty', { 'c.json': '' }, {}],
  ])('lists an image that cannot be opened; opening it says %s: %s', async (code, message, files, saved) => {
    const { images } = await open({ ...PARTS, ...files, ...manifest({ ...SAVED, ...saved }, SAVED) });
    expect(images.map(({ entry }) => entry.names)).toEqual([['lab/app:1'], ['lab/app:1']]);
    await expect(images[0]!.open()).rejects.toMatchObject({ code, message });
  });

  it('refuses a config blob of another content, and tells of a config file that is misnamed', async () => {
    const path = `blobs/sha256/${'0'.repeat(64)}`;
    const blob = await only({ ...PARTS, [path]: CONFIG, ...manifest({ ...SAVED, Config: path }) });
    await expect(blob.open()).rejects.toMatchObject({ code: 'DIGEST_MISMATCH' });
    const file = await only({
      ...PARTS,
      [`${'0'.repeat(64)}.json`]: CONFIG,
      ...manifest({ ...SAVED, Config: `${'0'.repeat(64)}.json` }),
    });
    expect((await file.open()).diagnostics).toMatchObject([{ code: 'misnamed-config' }]);
  });
});

describe('an archive with manifest.json and index.json', () => {
  const hybrid = (
    images: readonly {
      readonly name: string | null;
      readonly inIndex: boolean;
      readonly inManifest: boolean;
      readonly layer: string;
    }[],
  ) => {
    const files: Files = {};
    const built = images.map(({ layer, name }) => {
      const annotations = name
        ? { 'io.containerd.image.name': `docker.io/${name}`, 'org.opencontainers.image.ref.name': name.split(':')[1]! }
        : {};
      return putImage(files, { layers: [layer], descriptor: { annotations } });
    });
    putRoot(
      files,
      built.filter((_, i) => images[i]!.inIndex),
    );
    const path = (digest: string) => `blobs/${digest.replace(':', '/')}`;
    const saved = built.map(({ config, layers }, i) => ({
      Config: path(config),
      RepoTags: images[i]!.name ? [images[i]!.name] : null,
      Layers: layers.map(path),
    }));
    return { files: { ...files, ...manifest(...saved.filter((_, i) => images[i]!.inManifest)) }, built };
  };

  it('is one list: images of either, those of both once, names as people write them', async () => {
    const { files, built } = hybrid([
      { name: 'lab/app:1', inIndex: true, inManifest: true, layer: 'a' },
      { name: null, inIndex: false, inManifest: true, layer: 'b' },
      { name: 'lab/other:2', inIndex: true, inManifest: false, layer: 'c' },
    ]);
    const { images, transport } = await open(files);
    expect(transport).toBe('docker-archive');
    expect(images.map(({ entry }) => entry.names)).toEqual([['lab/app:1'], [], ['docker.io/lab/other:2']]);
    expect(images.map(({ entry }) => entry.digest)).toEqual([built[0]!.digest, built[1]!.config, built[2]!.digest]);
    expect((await images[0]!.open()).layers[0]).toMatchObject({
      digest: built[0]!.layers[0],
      mediaType: LAYER,
      sizeBytes: 1,
    });
    expect(await readBlob((await images[2]!.open()).layers[0]!.blob!)).toBe('c');
  });

  it('finds the twin of an image in a nested index, past its attestation', async () => {
    const { files, built } = hybrid([{ name: 'lab/app:1', inIndex: true, inManifest: true, layer: 'a' }]);
    const attestation = {
      ...putImage(files, { layers: ['sbom'] }),
      annotations: { 'vnd.docker.reference.type': 'attestation-manifest' },
    };
    const { config: _config, layers: _layers, annotations, ...image } = built[0]! as Record<string, unknown>;
    putRoot(files, [{ ...putIndex(files, [image, attestation]), annotations }]);
    const { images } = await open(files);
    expect(images.map(({ entry }) => [entry.names, entry.digest])).toEqual([[['lab/app:1'], built[0]!.digest]]);
  });

  it('keeps the layers of manifest.json where the other manifest has none (early docker 25)', async () => {
    const { files } = hybrid([{ name: 'lab/app:1', inIndex: false, inManifest: true, layer: 'a' }]);
    const empty = putImage(files, { layers: ['a'], manifest: { layers: null } });
    putRoot(files, [empty]);
    const image = await (await only(files)).open();
    expect(image.layers).toHaveLength(1);
    expect(image.digest).toBe(empty.digest);
    expect(image.diagnostics).toContainEqual(expect.objectContaining({ code: 'manifests-differ' }));
  });

  it.each<[string, Files]>([
    ['manifest.json', { 'manifest.json': 'null' }],
    ['index.json', { 'index.json': '{"manifests": 1}' }],
  ])('lives with a useless %s, and says so', async (_which, broken) => {
    const { files } = hybrid([{ name: 'lab/app:1', inIndex: true, inManifest: true, layer: 'a' }]);
    const { images } = await open({ ...files, ...broken });
    expect((await images[0]!.open()).diagnostics).toMatchObject([{ code: 'manifests-differ' }]);
  });

  it('says nothing of an index without images: docker leaves untagged ones out', async () => {
    const { files } = hybrid([{ name: null, inIndex: false, inManifest: true, layer: 'a' }]);
    expect((await (await only(files)).open()).diagnostics).toEqual([]);
  });

  it('fails with the first complaint when both are useless', async () => {
    await expect(open({ 'manifest.json': '{}', 'index.json': '[]' })).rejects.toMatchObject({
      message: expect.stringContaining('manifest.json'),
    });
  });

  it('is read as the layout it also is when asked to', async () => {
    const files: Files = { ...PARTS, ...manifest(SAVED) };
    putRoot(files, [putImage(files, { descriptor: named('other') })]);
    const { images, transport } = await archiveImages(membersOf(files), 'oci', DEFAULT_LIMITS);
    expect([transport, images.map(({ entry }) => entry.names)]).toEqual(['oci', [['other']]]);
  });
});

describe('an archive of docker before 1.10', () => {
  const v1 = (json: Record<string, unknown>, more: Files = {}): Files => ({
    repositories: { json: { 'lab/app': { 1: 'top', latest: 'top' } } },
    'top/json': {
      json: {
        id: 'top',
        parent: 'base',
        created: '2014-01-01T00:00:00Z',
        os: 'linux',
        architecture: 'amd64',
        config: { Cmd: ['sh'] },
        container_config: { Cmd: ['/bin/sh', '-c', 'x'] },
        ...json,
      },
    },
    'top/layer.tar': 'top',
    'base/json': { json: { id: 'base', comment: 'Imported from -', author: 'me' } },
    'base/layer.tar': 'base',
    ...more,
  });

  it('follows the chain of parents', async () => {
    const image = await (await only(v1({}))).open();
    expect(image).toMatchObject({
      names: ['lab/app:1', 'lab/app:latest'],
      digest: null,
      platform: { os: 'linux', architecture: 'amd64' },
    });
    expect(await Promise.all(image.layers.map(({ blob }) => readBlob(blob!)))).toEqual(['base', 'top']);
    expect(image.config.history).toMatchObject([
      { createdBy: '', comment: 'Imported from -', author: 'me', emptyLayer: false },
      { createdBy: '/bin/sh -c x', created: '2014-01-01T00:00:00Z' },
    ]);
    expect(image.config.settings).toEqual({ Cmd: ['sh'] });
  });

  it.each<[string, string, Files]>([
    ['BLOB_MISSING', 'app.tar does not hold gone/json', v1({ parent: 'gone' })],
    ['FORMAT_INVALID', 'app.tar: the layers of top form a circle', v1({ parent: 'top' })],
    ['FORMAT_INVALID', 'app.tar: top/json should be an object but is 3', { ...v1({}), 'top/json': '3' }],
  ])('says %s: %s', async (code, message, files) => {
    await expect((await only(files)).open()).rejects.toMatchObject({ code, message });
  });
});
