import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { layerTar } from '../../../fixtures/layers.ts';
import { DEFAULT_LIMITS } from '../../../src/model/limits.ts';
import { chooseImage } from '../../../src/source/choose-image.ts';
import type { ImageSource } from '../../../src/source/image-source.ts';
import { openRegistry } from '../../../src/source/registry/registry-source.ts';
import { listTags } from '../../../src/source/registry/list-tags.ts';
import { remoteOptions } from './lab.ts';

const LAYER = layerTar([{ name: 'a', body: 'x' }]);
const OCI = 'application/vnd.oci.image';
const sha256 = (bytes: string | Uint8Array) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

/** Documents by what they are asked for as: a tag or a digest. */
type Documents = Record<string, string | Uint8Array>;

/** A registry of the repository `app` that gives what it is told to, and lists the paths it was asked for. */
async function registryOf(documents: Documents, headers: Record<string, string> = {}) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const name = request.url!.split('/').at(-1)!;
    asked.push(name);
    const found = documents[name];
    response.writeHead(found === undefined ? 404 : 200, headers).end(found);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const options = { remote: remoteOptions(), limits: DEFAULT_LIMITS, pace: { firstPauseMs: 1 } };
  const open = async (name: string): Promise<ImageSource> => {
    const source = await openRegistry(`${host}/${name}`, options);
    onTestFinished(() => source.close());
    return source;
  };
  return { asked, host, open, tags: () => listTags(`${host}/app`, options) };
}

function imageFor(architecture: string): { documents: Documents; descriptor: object; digest: string } {
  const rootfs = { type: 'layers', diff_ids: [sha256(LAYER)] };
  const config = JSON.stringify({ architecture, os: 'linux', rootfs, history: [{ created_by: 'COPY' }] });
  const manifest = JSON.stringify({
    schemaVersion: 2,
    config: { mediaType: `${OCI}.config.v1+json`, digest: sha256(config), size: config.length },
    layers: [{ mediaType: `${OCI}.layer.v1.tar`, digest: sha256(LAYER), size: LAYER.length }],
  });
  const digest = sha256(manifest);
  return {
    digest,
    documents: { [digest]: manifest, [sha256(config)]: config, [sha256(LAYER)]: LAYER },
    descriptor: {
      ...{ mediaType: `${OCI}.manifest.v1+json`, digest, size: manifest.length },
      platform: { os: 'linux', architecture },
    },
  };
}

const AMD = imageFor('amd64');
const ARM = imageFor('arm64');
const ATTESTATION = {
  ...{ mediaType: `${OCI}.manifest.v1+json`, digest: sha256('attestation'), size: 11 },
  platform: { os: 'unknown', architecture: 'unknown' },
  annotations: { 'vnd.docker.reference.type': 'attestation-manifest' },
};
const indexOf = (...manifests: readonly object[]) => JSON.stringify({ schemaVersion: 2, manifests });
const BOTH = indexOf(AMD.descriptor, ATTESTATION, ARM.descriptor);
const ALL: Documents = { ...AMD.documents, ...ARM.documents };

describe('the images of a name', () => {
  it('are those of its index; of them only the one that is wanted is fetched', async () => {
    const { asked, open } = await registryOf({ latest: BOTH, ...ALL });
    const source = await open('app');
    expect(source.list().map(({ platform }) => platform?.architecture)).toEqual(['amd64', 'arm64']);
    expect(asked).toEqual(['latest']);
    const { entry } = chooseImage(source.list(), { hostArchitecture: 'arm64' });
    const manifest = await source.open(entry);
    expect(manifest.config.platform).toMatchObject({ architecture: 'arm64' });
    expect(manifest).toMatchObject({ digest: ARM.digest, within: [sha256(BOTH)], diagnostics: [] });
    expect(asked.slice(1)).toEqual([ARM.digest, sha256(manifestConfig(ARM))]);
  });

  it('may stand in an index within an index', async () => {
    const inner = { mediaType: `${OCI}.index.v1+json`, digest: sha256(BOTH), size: BOTH.length };
    const { open } = await registryOf({ v1: indexOf(inner), [sha256(BOTH)]: BOTH, ...ALL });
    expect((await open('app:v1')).list()).toHaveLength(2);
  });

  it('may be one alone, which has the platform of its config', async () => {
    const manifest = AMD.documents[AMD.digest]!;
    const { open } = await registryOf({ latest: manifest, ...ALL });
    expect((await open('app')).list()).toMatchObject([{ digest: AMD.digest, platform: { architecture: 'amd64' } }]);
  });

  it.each<[string, string, Documents, string | RegExp, Record<string, string>?]>([
    ['none', 'IMAGE_NOT_FOUND', {}, /does not have the manifest latest/],
    ['of schema 1', 'UNSUPPORTED', { latest: '{"schemaVersion": 1, "fsLayers": []}' }, /schema 1/],
    ['no JSON', 'FORMAT_INVALID', { latest: '<html>' }, /no JSON/],
    ['an artifact', 'IMAGE_NOT_FOUND', { latest: artifact() }, /only artifacts: application\/vnd.cncf.helm/],
    ['an index of nothing', 'IMAGE_NOT_FOUND', { latest: indexOf() }, /holds no image/],
    ['an index of attestations only', 'IMAGE_NOT_FOUND', { latest: indexOf(ATTESTATION) }, /holds no image/],
    ['an index that stands within itself', 'DIGEST_MISMATCH', selfish(), /should have the digest/],
    [
      'not what the registry says it is',
      'DIGEST_MISMATCH',
      { latest: BOTH },
      /should have the digest/,
      { 'docker-content-digest': sha256('another') },
    ],
  ])('may be %s: %s', async (_what, code, documents, message, headers) => {
    const { open } = await registryOf(documents, headers);
    await expect(open('app')).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });

  it.each<[string, string, (image: Documents) => Documents, RegExp]>([
    [
      'its manifest is gone',
      'IMAGE_NOT_FOUND',
      ({ [AMD.digest]: _gone, ...rest }) => rest,
      /does not have the manifest/,
    ],
    ['its manifest is another', 'DIGEST_MISMATCH', (all) => ({ ...all, [AMD.digest]: '{}' }), /should have the digest/],
    [
      'its config is another',
      'DIGEST_MISMATCH',
      (all) => ({ ...all, [configOf()]: '{"a": 1}'.padEnd(manifestConfig(AMD).length) }),
      /config/,
    ],
    [
      'its config is longer',
      'DIGEST_MISMATCH',
      (all) => ({ ...all, [configOf()]: `${manifestConfig(AMD)} ` }),
      /more come/,
    ],
    ['its config is shorter', 'NETWORK_FAILED', (all) => ({ ...all, [configOf()]: '{}' }), /ended too early/],
  ])('cannot be opened when %s: %s', async (_what, code, change, message) => {
    const { open } = await registryOf({ latest: BOTH, ...change(ALL) });
    const source = await open('app');
    await expect(source.open(source.list()[0]!)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
  });
});

describe('tags', () => {
  const page = (...tags: readonly string[]) => JSON.stringify({ name: 'app', tags });

  it('come in pages', async () => {
    const documents = { 'list?n=1000': page('a', 'b'), 'list?n=1000&last=b': page('c'), 'list?n=1000&last=c': page() };
    const server = createServer((request, response) => {
      const name = request.url!.split('/').at(-1)! as keyof typeof documents;
      const last = (JSON.parse(documents[name]) as { tags: string[] }).tags.at(-1);
      response.writeHead(200, { link: `</v2/app/tags/list?n=1000&last=${last}>; rel="next"` }).end(documents[name]);
    });
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { tags } = await listTags(`${host}/app`, { remote: remoteOptions(), limits: DEFAULT_LIMITS });
    expect(tags).toEqual(['a', 'b', 'c']);
  });

  it.each([
    ['IMAGE_NOT_FOUND', {}, /does not have a list of tags/],
    ['FORMAT_INVALID', { 'list?n=1000': page('fine', '\u001b[31m') }, /a tag that is none: "\\x1b/],
    ['FORMAT_INVALID', { 'list?n=1000': '{"tags": 5}' }, /tags should be a list/],
  ])('may be none that can be read: %s', async (code, documents, message) => {
    const { tags } = await registryOf(documents);
    await expect(tags()).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });

  it('may be null, as Go writes none', async () => {
    const { tags, host } = await registryOf({ 'list?n=1000': '{"name": "app", "tags": null}' });
    expect(await tags()).toEqual({ repository: `${host}/app`, tags: [] });
  });
});

function configOf(): string {
  return (JSON.parse(String(AMD.documents[AMD.digest])) as { config: { digest: string } }).config.digest;
}

function manifestConfig({ documents, digest }: { documents: Documents; digest: string }): string {
  const { config } = JSON.parse(String(documents[digest])) as { config: { digest: string } };
  return String(documents[config.digest]);
}

function artifact(): string {
  const config = { mediaType: 'application/vnd.cncf.helm.config.v1+json', digest: sha256(''), size: 0 };
  return JSON.stringify({ schemaVersion: 2, config, layers: [] });
}

/** Nobody can make a document that names its own digest; a registry can serve one that claims to. */
function selfish(): Documents {
  const digest = sha256('me');
  const index = indexOf({ mediaType: `${OCI}.index.v1+json`, digest, size: 2 });
  return { latest: index, [digest]: index };
}
