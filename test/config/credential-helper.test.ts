import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { askHelper } from '../../src/config/credential-helper.ts';
import { type Files, world } from './world.ts';

const HELPER = 'bin/docker-credential-test';
const answer = (answered: unknown) => [`echo '${JSON.stringify(answered)}'`];
const call = { helper: 'test', server: 'ghcr.io' };

function ask(files: Files, { timeoutMs = 20_000, helper = 'test' } = {}) {
  const { root } = world(files);
  const env = { PATH: `${join(root, 'bin')}:/usr/bin:/bin` };
  return askHelper({ ...call, helper }, { env, system: 'linux', timeoutMs });
}

describe.skipIf(process.platform === 'win32')('a credential helper', () => {
  it('is run with `get` and told the server', async () => {
    const script = ['read server', `echo "{\\"Username\\":\\"$1\\",\\"Secret\\":\\"$server\\"}"`];
    expect(await ask({ [HELPER]: script })).toMatchObject({ username: 'get', password: 'ghcr.io' });
  });

  it.each([
    [answer({ ServerURL: 'x', Username: 'ann', Secret: 'pass' }), { username: 'ann', password: 'pass' }],
    [answer({ username: 'ann', secret: 'pass' }), { username: 'ann', password: 'pass' }],
    [answer({ Username: '', Secret: '' }), undefined],
    [['echo "credentials not found in native keychain"', 'exit 1'], undefined],
    [['echo "Error: Credentials not found." >&2', 'exit 1'], undefined],
    [['exec 0<&-', ...answer({ Username: 'ann', Secret: 'pass' })], { username: 'ann', password: 'pass' }],
  ])('answers by %j', async (script, expected) => {
    const entry = await ask({ [HELPER]: script });
    if (expected) expect(entry).toMatchObject(expected);
    else expect(entry).toBeUndefined();
  });

  const asking = 'asking docker-credential-test for the credentials of ghcr.io:';

  it.each([
    [['echo SECRET', 'echo SECRET >&2', 'exit 3'], `${asking} it ended with exit code 3`],
    [['kill -9 $$'], `${asking} it was killed`],
    [['echo SECRET', 'head -c 2000000 /dev/zero'], `${asking} it printed more than 1 MiB`],
    [['echo SECRET'], 'reading the answer of docker-credential-test: it is no JSON, or is cut short'],
    [['echo \'"SECRET"\''], 'reading the answer of docker-credential-test: it should be an object'],
    [answer({ Secret: ['SECRET'] }), 'reading the answer of docker-credential-test: Secret should be a string'],
  ])('that fails by %j is named, and its output is not told', async (script, message) => {
    const failure = await ask({ [HELPER]: script }).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'CONFIG_INVALID', message, cause: undefined });
  });

  it('that is not there is named', async () => {
    await expect(ask({})).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: `${asking} there is no such program on the PATH`,
    });
  });

  it('that hangs is ended, with what it started', async () => {
    const asked = ask({ [HELPER]: ['sleep 60 &', 'sleep 60'] }, { timeoutMs: 300 });
    await expect(asked).rejects.toMatchObject({ message: `${asking} it took longer than 0.3 s` });
  });

  it.each(['../evil', '/bin/sh', 'a b', '', '-x', 'a\\b', 'a;b', 'a\nb'])(
    'must have a plain name, not %j',
    async (helper) => {
      await expect(ask({ evil: ['touch ran'] }, { helper })).rejects.toMatchObject({
        code: 'CONFIG_INVALID',
        message: expect.stringContaining('the name of a helper should have no other characters'),
      });
    },
  );

  it('is found on Windows by the endings of programs there', async () => {
    // A folder of Windows cannot be made here: it is looked for, and is not there.
    const env = { Path: 'C:\\tools' };
    await expect(askHelper(call, { env, system: 'win32', timeoutMs: 1000 })).rejects.toMatchObject({
      message: `${asking} there is no such program on the PATH`,
    });
  });
});

describe.skipIf(process.platform === 'win32')('settings that name a helper', () => {
  const HUB = 'https://index.docker.io/v1/';
  const counted = [
    'read server',
    'echo "$server" >> "$0.calls"',
    'case "$server" in no*) echo "credentials not found in native keychain"; exit 1;; esac',
    `echo "{\\"Username\\":\\"\${0##*-}\\",\\"Secret\\":\\"$server\\"}"`,
  ];
  const helpers = { 'bin/docker-credential-own': counted, 'bin/docker-credential-store': counted };
  const entries = {
    'no.example': { username: 'ann', password: 'pass' },
    'ghcr.io': { username: 'ann', password: 'pass' },
  };
  const dockerConfig = JSON.stringify({ auths: entries, credHelpers: { 'ghcr.io': 'own' }, credsStore: 'store' });

  it.each([
    ['ghcr.io', 'own', 'ghcr.io'],
    ['quay.io', 'store', 'quay.io'],
    ['docker.io', 'store', HUB],
    ['no.example', 'ann', 'pass'],
  ])('have it asked before their own entries: %s', async (host, username, password) => {
    const { config } = world({ ...helpers, '~/.docker/config.json': dockerConfig });
    expect(await config.credentials(host, 'app')).toEqual({ kind: 'basic', username, password });
  });

  it('have it run once per host', async () => {
    const { config, root } = world({ ...helpers, '~/.docker/config.json': dockerConfig });
    const hosts = ['quay.io', 'quay.io', 'docker.io', 'registry-1.docker.io', 'no.example', 'no.example'];
    await Promise.all(hosts.map((host) => config.credentials(host, 'app')));
    const calls = readFileSync(join(root, 'bin/docker-credential-store.calls'), 'utf8').trim().split('\n');
    expect(calls.sort()).toEqual([HUB, 'no.example', 'quay.io']);
  });

  it('are named when it is missing', async () => {
    const { config } = world({ '~/.docker/config.json': '{"credsStore":"desktop"}' });
    await expect(config.credentials('docker.io', 'library/app')).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringMatching(
        /^as .*config\.json says: asking docker-credential-desktop for the credentials of .*: there is no such program/,
      ),
    });
  });

  it('do not stop who is logged in with podman, though docker is gone', async () => {
    const { config, root } = world({
      ...helpers,
      'run/user/1000/containers/auth.json': JSON.stringify({ auths: entries }),
      '~/.docker/config.json': '{"credsStore":"gone"}',
    });
    expect(await config.credentials('ghcr.io', 'app')).toMatchObject({ username: 'ann' });
    expect(existsSync(join(root, 'bin/docker-credential-own.calls'))).toBe(false);
  });

  it.each([
    ['["store"]', 'ghcr.io', 'store'],
    ['["store", "containers-auth.json"]', 'ghcr.io', 'store'],
    ['["containers-auth.json", "store"]', 'ghcr.io', 'ann'],
    ['["containers-auth.json", "store"]', 'quay.io', 'store'],
    ['["store", "own"]', 'docker.io', 'store'],
  ])('may be registries.conf: credential-helpers = %s, %s', async (list, host, username) => {
    const { config } = world({
      ...helpers,
      'etc/containers/registries.conf': `credential-helpers = ${list}`,
      '~/.config/containers/auth.json': JSON.stringify({ auths: entries }),
    });
    expect(await config.credentials(host, 'library/app')).toMatchObject({ username });
  });
});
