import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { RemoteOptions } from '../../../src/config/remote-options.ts';
import { DOCKER } from '../../../src/source/engine/docker-engine.ts';
import { PODMAN } from '../../../src/source/engine/podman-engine.ts';
import { folderOf } from '../temporary.ts';
import { remoteOptions } from './remote-options.ts';

const idOf = (name: string) => createHash('sha256').update(name).digest('hex');
const meta = (name: string) => `contexts/meta/${idOf(name)}/meta.json`;
const contextAt = (Host: string, more: object = {}) => ({ json: { Endpoints: { docker: { Host, ...more } } } });

/** A folder of docker's settings with the contexts `build` (TLS) and `lax` (no proof asked). */
const SETTINGS = {
  'config.json': { json: { auths: {}, currentContext: 'build' } },
  [meta('build')]: contextAt('tcp://build:2376', { SkipTLSVerify: false }),
  [`contexts/tls/${idOf('build')}/docker/ca.pem`]: 'CA',
  [`contexts/tls/${idOf('build')}/docker/key.pem`]: 'KEY',
  [meta('lax')]: contextAt('tcp://lax:2376', { SkipTLSVerify: true }),
  [meta('plain')]: contextAt('unix:///run/plain.sock'),
  [meta('far')]: contextAt('ssh://far'),
  [meta('bad')]: { json: { Endpoints: { kubernetes: {} } } },
  [meta('none')]: { json: { Endpoints: { docker: {} } } },
  [meta('torn')]: '{',
};
const withSettings = (env: RemoteOptions['env']) =>
  remoteOptions({ env: { DOCKER_CONFIG: folderOf(SETTINGS), ...env } });
const shownBy = async (engine: typeof DOCKER, options: RemoteOptions) =>
  (await engine.addresses(options)).map(({ shown }) => shown);

describe('docker is looked for', () => {
  it.each<[string, Partial<RemoteOptions>, string[]]>([
    ['at its socket', {}, ['unix:///var/run/docker.sock']],
    [
      'at the socket of a user, too',
      { env: { XDG_RUNTIME_DIR: '/run/user/7' } },
      ['unix:///var/run/docker.sock', 'unix:///run/user/7/docker.sock'],
    ],
    [
      'in the home directory on macOS',
      { system: 'darwin', home: '/h' },
      ['unix:///var/run/docker.sock', 'unix:///h/.docker/run/docker.sock'],
    ],
    ['at its pipe on Windows', { system: 'win32' }, ['npipe:////./pipe/docker_engine']],
    ['where DOCKER_HOST says', { env: { DOCKER_HOST: 'tcp://build' } }, ['tcp://build:2375']],
  ])('%s', async (_place, options, expected) => {
    expect(await shownBy(DOCKER, remoteOptions(options))).toEqual(expected);
  });

  it.each<[string, RemoteOptions['env'], string]>([
    ['where the current context says', {}, 'tcp://build:2376'],
    ['where DOCKER_CONTEXT says, whatever the current one', { DOCKER_CONTEXT: 'lax' }, 'tcp://lax:2376'],
    ['at its socket for the default context', { DOCKER_CONTEXT: 'default' }, 'unix:///var/run/docker.sock'],
    ['where DOCKER_HOST says, whatever the context', { DOCKER_HOST: 'unix:///x', DOCKER_CONTEXT: 'lax' }, 'unix:///x'],
  ])('%s', async (_place, env, expected) => {
    expect(await shownBy(DOCKER, withSettings(env))).toEqual([expected]);
  });

  it('in the context that the settings in the home directory name', async () => {
    const inHome = Object.fromEntries(Object.entries(SETTINGS).map(([path, content]) => [`.docker/${path}`, content]));
    expect(await shownBy(DOCKER, remoteOptions({ home: folderOf(inHome) }))).toEqual(['tcp://build:2376']);
  });

  it.each([
    ['build', true, { ca: 'CA', cert: undefined, key: 'KEY', verify: true }],
    ['build', false, { ca: 'CA', cert: undefined, key: 'KEY', verify: false }],
    ['lax', true, { ca: undefined, cert: undefined, key: undefined, verify: false }],
    ['plain', true, null],
  ])('with the certificates of the context %s, proof wanted: %s', async (name, tlsVerify, expected) => {
    const [found] = await DOCKER.addresses({ ...withSettings({ DOCKER_CONTEXT: name }), tlsVerify });
    const text = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).toString();
    const tls = found!.tls;
    const shown = tls && { ...tls, ca: text(tls.ca), cert: text(tls.cert), key: text(tls.key) };
    expect(shown).toEqual(expected);
  });

  it.each([
    [{ DOCKER_TLS_VERIFY: '1' }, 'https://build:2376', true],
    [{ DOCKER_TLS: '1' }, 'https://build:2376', false],
    [{}, 'http://build:2375', undefined],
  ])('with the TLS that the environment %o asks for', async (env, origin, verify) => {
    const folder = folderOf({ 'ca.pem': 'CA' });
    const [found] = await DOCKER.addresses(
      remoteOptions({ env: { DOCKER_HOST: 'tcp://build', DOCKER_CERT_PATH: folder, ...env } }),
    );
    expect(found).toMatchObject({ origin });
    expect(found!.tls?.verify).toBe(verify);
    expect(found!.tls?.ca?.length).toBe(verify === undefined ? undefined : 2);
  });

  it.each([
    ['far', 'UNSUPPORTED', 'the docker context far is ssh://far: an engine behind ssh is not asked'],
    ['none', 'CONFIG_INVALID', 'the docker context none is empty, which is no address of an engine'],
    ['gone', 'CONFIG_INVALID', 'docker has no context gone, which DOCKER_CONTEXT names'],
    ['../a\n', 'CONFIG_INVALID', 'docker has no context ../a\\x0a, which DOCKER_CONTEXT names'],
    ['bad', 'CONFIG_INVALID', expect.stringMatching(/meta\.json: .*docker should be an object but is missing$/)],
    ['torn', 'CONFIG_INVALID', expect.stringMatching(/meta\.json: it is no JSON, or is cut short$/)],
  ])('in vain with the context %j', async (name, code, message) => {
    await expect(DOCKER.addresses(withSettings({ DOCKER_CONTEXT: name }))).rejects.toMatchObject({ code, message });
  });

  it('in vain where the settings name a context that is gone', async () => {
    const folder = folderOf({ 'config.json': { json: { currentContext: 'gone' } } });
    await expect(DOCKER.addresses(remoteOptions({ env: { DOCKER_CONFIG: folder } }))).rejects.toMatchObject({
      message: 'docker has no context gone, which config.json (currentContext) names',
    });
  });
});

describe('podman is looked for', () => {
  it.each<[string, Partial<RemoteOptions>, string[]]>([
    ['at the socket of the system', {}, ['unix:///run/podman/podman.sock']],
    [
      'at the socket of the user first',
      { env: { XDG_RUNTIME_DIR: '/run/user/7' } },
      ['unix:///run/user/7/podman/podman.sock', 'unix:///run/podman/podman.sock'],
    ],
    ['at its pipe on Windows', { system: 'win32' }, ['npipe:////./pipe/podman-machine-default']],
    ['where CONTAINER_HOST says', { env: { CONTAINER_HOST: 'unix:///x', DOCKER_HOST: 'unix:///y' } }, ['unix:///x']],
  ])('%s', async (_place, options, expected) => {
    expect(await shownBy(PODMAN, remoteOptions(options))).toEqual(expected);
  });

  it('at the sockets of its virtual machine on macOS', async () => {
    const shown = await shownBy(PODMAN, remoteOptions({ system: 'darwin', home: '/h', env: { TMPDIR: '/var/t/' } }));
    expect(shown).toContain('unix:///var/t/podman/podman-machine-default-api.sock');
    expect(shown).toContain('unix:///h/.local/share/containers/podman/machine/podman.sock');
  });
});
