import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoImage } from '../../../fixtures/demo.ts';
import type { Image } from '../../../fixtures/image.ts';
import { layerTar } from '../../../fixtures/layers.ts';
import type { Endpoint } from '../../../src/config/registry-config.ts';
import { DEFAULT_LIMITS } from '../../../src/model/limits.ts';
import { parseImageName } from '../../../src/model/image-name.ts';
import { openRepository } from '../../../src/source/registry/repository.ts';
import { runInProcess, type World } from '../../cli/run-varve.ts';
import { startFaultProxy } from './fault-proxy.ts';
import { hasLab, PASSWORD, type Registry, remoteOptions, startRegistry, USER } from './lab.ts';

const SMALL: Image = {
  steps: [{ createdBy: 'COPY a b', layer: layerTar([{ name: 'a', body: 'hello' }]), compression: 'gzip' }],
};
const forPlatform = (architecture: string): Image => ({
  platform: { os: 'linux', architecture },
  steps: [{ createdBy: 'COPY', layer: layerTar([{ name: `for-${architecture}`, body: 'x' }]), compression: 'gzip' }],
});

async function varve(words: readonly string[], world: World = {}) {
  const { exit, stdout, stderr } = await runInProcess(words, world);
  return { exit, stdout, stderr };
}

async function document(words: readonly string[], world: World = {}): Promise<Record<string, unknown>> {
  const { exit, stdout, stderr } = await varve([...words, '--json'], world);
  expect(stderr).toBe('');
  expect(exit).toBe(0);
  return JSON.parse(stdout) as Record<string, unknown>;
}

const password = { bytes: Buffer.from(`${PASSWORD}\n`), chunkBytes: 100 };
const login = ['--creds', USER, '--password-stdin'];

describe.runIf(hasLab)('an image in a registry', () => {
  let registry: Registry;
  beforeAll(async () => {
    registry = await startRegistry();
    await registry.push('team/demo:1', demoImage());
    await registry.push('team/demo:2', SMALL);
    await registry.push('many:1', forPlatform('amd64'), forPlatform('arm64'));
  });
  afterAll(() => registry.close());

  it('is the image that was pushed', async () => {
    const far = await document(['analyze', `docker://${registry.host}/team/demo:1`]);
    const near = await document(['analyze', 'fixtures/demo.tar']);
    expect(far['totals']).toMatchObject(near['totals'] as object);
    expect(far['dead']).toEqual(near['dead']);
    expect(far['image']).toMatchObject({ transport: 'docker', format: 'registry' });
    expect((far['layers'] as { verified: boolean }[]).every(({ verified }) => verified)).toBe(true);
  });

  it('is found by its bare name, when no engine has it', async () => {
    const { exit, stderr, stdout } = await varve(['ls', `${registry.host}/team/demo:2`]);
    expect({ exit, stdout }).toEqual({ exit: 0, stdout: '/a\n' });
    expect(stderr).toContain(`is read from the registry ${registry.host}`);
  });

  it.each([
    [['--platform', 'linux/arm64'], '/for-arm64'],
    [['--platform', 'linux/amd64'], '/for-amd64'],
    [[], '/for-amd64'],
  ])('is chosen by platform: %j', async (words, path) => {
    const { entries } = await document(['ls', `docker://${registry.host}/many:1`, ...words]);
    expect(entries).toMatchObject([{ path }]);
  });

  it('gives one file', async () => {
    expect(await varve(['cat', `docker://${registry.host}/team/demo:2`, '/a'])).toMatchObject({
      exit: 0,
      stdout: 'hello',
    });
  });

  it.each(['team/demo:1', 'many:1'])('has the same raw manifest for skopeo: %s', async (name) => {
    const { stdout } = await varve(['inspect', '--raw', `docker://${registry.host}/${name}`]);
    const theirs = spawnSync('skopeo', ['inspect', '--raw', '--tls-verify=false', `docker://${registry.host}/${name}`]);
    expect(stdout).toBe(theirs.stdout.toString());
  });

  it('is inspected as by skopeo', async () => {
    const words = ['inspect', `docker://${registry.host}/team/demo:1`];
    const { stdout } = await varve(words);
    const theirs = spawnSync('skopeo', ['inspect', '--tls-verify=false', words[1]!]).stdout.toString();
    const { LayersData: _newer, ...ours } = JSON.parse(stdout) as Record<string, unknown>;
    expect(ours).toEqual(JSON.parse(theirs));
  });

  it('has its config byte for byte', async () => {
    const { stdout } = await varve(['inspect', '--config-blob', `docker://${registry.host}/team/demo:1`]);
    const { image } = await document(['inspect', `docker://${registry.host}/team/demo:1`]);
    const { configDigest } = image as { configDigest: string };
    expect(`sha256:${createHash('sha256').update(stdout).digest('hex')}`).toBe(configDigest);
  });

  it('has tags, as skopeo lists them', async () => {
    const { stdout } = await varve(['tags', `${registry.host}/team/demo`]);
    const theirs = spawnSync('skopeo', ['list-tags', '--tls-verify=false', `docker://${registry.host}/team/demo`]);
    expect(stdout).toBe(theirs.stdout.toString());
    expect(await document(['tags', `${registry.host}/team/demo`])).toMatchObject({
      kind: 'tags',
      tags: expect.arrayContaining(['1', '2']),
    });
  });

  it('is asked for its tag only when it is looked at again', async () => {
    const proxy = await startFaultProxy(registry.host, () => false);
    const cache = mkdtempSync(join(tmpdir(), 'varve-cache-'));
    const words = ['analyze', `docker://${proxy.host}/team/demo:2`, '--cache-dir', cache];
    const cold = await document(words);
    const asked = proxy.asked.length;
    expect(await document(words)).toEqual(cold);
    expect(proxy.asked.slice(asked).map(({ path }) => path)).toEqual(['/v2/team/demo/manifests/2']);
    expect(await document([...words, '--no-cache'])).toEqual(cold);
    expect(proxy.asked).toHaveLength(2 * asked + 1);
    rmSync(cache, { recursive: true });
    await proxy.close();
  });

  it('tells what its manifest and config say without a layer', async () => {
    const proxy = await startFaultProxy(registry.host, () => false);
    const { layers, totals } = await document(['analyze', '--no-layers', `docker://${proxy.host}/team/demo:1`]);
    expect(totals).toMatchObject({ layers: 6, entries: null });
    expect(layers).toHaveLength(6);
    expect(proxy.asked).toHaveLength(2);
    await proxy.close();
  });

  it('passes verification', async () => {
    const { exit, stdout } = await varve(['verify', `docker://${registry.host}/team/demo:1`]);
    expect({ exit, stdout }).toMatchObject({ exit: 0, stdout: expect.stringMatching(/\nPASS  \d+ passed/) });
  });

  it.each([
    ['team/demo:gone', 'does not have the manifest gone (HTTP 404: MANIFEST_UNKNOWN'],
    ['nothing', 'does not have the manifest latest (HTTP 404'],
    [`team/demo@sha256:${'0'.repeat(64)}`, 'does not have the manifest sha256:0000'],
  ])('may not be there: %s', async (name, message) => {
    const { exit, stderr } = await varve(['analyze', `docker://${registry.host}/${name}`]);
    expect(exit).toBe(3);
    expect(stderr).toContain(message);
  });

  it('is read on although the registry is killed in the middle of a blob, and started again', async () => {
    const body = randomBytes(48 * 2 ** 20);
    const layer = layerTar([{ name: 'big', body }]);
    await registry.push('big:1', { steps: [{ createdBy: 'ADD', layer }] });
    const name = parseImageName(`${registry.host}/big:1`)!;
    const pace = { firstPauseMs: 100 };
    const repository = await openRepository(name, { remote: remoteOptions(), limits: DEFAULT_LIMITS, pace });
    const digest = `sha256:${createHash('sha256').update(layer).digest('hex')}`;
    const hash = createHash('sha256');
    let killed: Promise<void> | undefined;
    for await (const chunk of repository.blob({ digest, sizeBytes: layer.length }).open()) {
      hash.update(chunk);
      killed ??= registry.kill().then(() => registry.start());
      await killed;
    }
    await repository.close();
    expect(`sha256:${hash.digest('hex')}`).toBe(digest);
  });
});

describe.runIf(hasLab)('a registry that wants a name and a password', () => {
  let registry: Registry;
  let home: string;
  beforeAll(async () => {
    registry = await startRegistry({ access: 'basic' });
    await registry.push('app:1', SMALL);
    home = mkdtempSync(join(tmpdir(), 'varve-home-'));
    mkdirSync(join(home, '.docker'));
    const auth = Buffer.from(`${USER}:${PASSWORD}`).toString('base64');
    writeFileSync(join(home, '.docker/config.json'), JSON.stringify({ auths: { [registry.host]: { auth } } }));
  });
  afterAll(async () => {
    await registry.close();
    rmSync(home, { recursive: true });
  });

  it.each<[string, readonly string[], () => World]>([
    ['from the command line and standard input', login, () => ({ stdin: password })],
    ['as docker login left them', [], () => ({ home })],
  ])('takes them %s', async (_where, words, world) => {
    const { entries } = await document(['ls', `docker://${registry.host}/app:1`, ...words], world());
    expect(entries).toMatchObject([{ path: '/a' }]);
  });

  it.each<[string, readonly string[], World, string]>([
    ['none', [], {}, 'Log in first'],
    ['wrong ones', login, { stdin: { bytes: Buffer.from('guess'), chunkBytes: 9 } }, 'does not open it'],
  ])('stays shut with %s', async (_what, words, world, hint) => {
    const { exit, stderr } = await varve(['ls', `docker://${registry.host}/app:1`, '-v', ...words], world);
    expect(exit).toBe(3);
    expect(stderr).toContain(hint);
    expect(stderr).not.toContain('guess');
  });
});

describe.runIf(hasLab)('a registry that wants a token', () => {
  let registry: Registry;
  beforeAll(async () => {
    registry = await startRegistry({ access: 'token' });
    await registry.push('app:1', SMALL);
  });
  afterAll(() => registry.close());

  it('gets one for the name and the password, once', async () => {
    const before = registry.logins.length;
    const words = ['cat', `docker://${registry.host}/app:1`, '/a', ...login];
    expect(await varve(words, { stdin: password })).toMatchObject({ exit: 0, stdout: 'hello' });
    expect(registry.logins.length - before).toBe(1);
  });

  it('gives none to a stranger', async () => {
    const { exit, stderr } = await varve(['ls', `docker://${registry.host}/app:1`]);
    expect(exit).toBe(3);
    expect(stderr).toContain('gives no token');
  });
});

describe.runIf(hasLab)('a registry with a certificate of its own', () => {
  let registry: Registry;
  beforeAll(async () => {
    registry = await startRegistry({ tls: true });
    await registry.push('app:1', SMALL);
  });
  afterAll(() => registry.close());

  it.each<[string, () => readonly string[]]>([
    ['when it is trusted', () => ['--ca-cert', registry.ca]],
    ['when any is', () => ['--tls-verify=false']],
  ])('is read %s', async (_when, words) => {
    const { entries } = await document(['ls', `docker://localhost:${registry.host.split(':')[1]}/app:1`, ...words()]);
    expect(entries).toMatchObject([{ path: '/a' }]);
  });

  it('is not read otherwise', async () => {
    const [host, repository] = [registry.host, 'app'];
    const endpoint: Endpoint = {
      ...{ host, repository, schemes: ['https'], isMirror: false },
      ...{ verifyTls: true, authorities: [], clientCertificate: null },
    };
    const config = { endpoints: async () => [endpoint], credentials: async () => null };
    const options = { remote: remoteOptions(), limits: DEFAULT_LIMITS };
    const opened = await openRepository(parseImageName(`${host}/app:1`)!, options, config);
    await expect(opened.manifest('1')).rejects.toMatchObject({
      code: 'NETWORK_FAILED',
      message: expect.stringContaining('self-signed certificate'),
      hint: expect.stringContaining('--ca-cert'),
    });
    await opened.close();
  });
});
