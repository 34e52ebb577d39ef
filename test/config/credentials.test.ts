import { expect, it } from 'vitest';
import { auth, authJson, world } from './world.ts';

const basic = (username: string, password = 'pass') => ({ kind: 'basic', username, password });
const login = { username: 'me', password: 'typed' };

/** All places at once, from the first asked to the last: each is left out in turn. */
const PLACES: readonly (readonly [place: string, user: string])[] = [
  ['$DOCKER_AUTH_CONFIG', 'said'],
  ['env.json', 'env'],
  ['docker/config.json', 'chosen'],
  ['run/user/1000/containers/auth.json', 'runtime'],
  ['~/.config/containers/auth.json', 'user'],
  ['~/.docker/config.json', 'docker'],
  ['~/.dockercfg', 'old'],
];

it.each(PLACES.map(([place, user], i) => ({ place, user, rest: PLACES.slice(i) })))(
  'asks $place before the places after it',
  async ({ user, rest }) => {
    const contents = rest.map(([place, name]) => [place, contentOf(place, name)] as const);
    const files = Object.fromEntries(contents.filter(([place]) => !place.startsWith('$')));
    const env = {
      DOCKER_AUTH_CONFIG: contents.find(([place]) => place.startsWith('$'))?.[1],
      REGISTRY_AUTH_FILE: '/env.json',
      DOCKER_CONFIG: rest.some(([, name]) => name === 'chosen') ? '/docker' : undefined,
    };
    const { config } = world(files, { env });
    expect(await config.credentials('ghcr.io', 'team/app')).toEqual(basic(user));
    expect(await config.credentials('quay.io', 'team/app')).toBeNull();
  },
);

function contentOf(place: string, user: string): string {
  const entries = { 'ghcr.io': { auth: auth(`${user}:pass`) } };
  return JSON.stringify(place === '~/.dockercfg' ? entries : { auths: entries });
}

it('goes on to the next place when one does not know the host', async () => {
  const { config } = world({
    'run/user/1000/containers/auth.json': authJson({ 'ghcr.io': 'podman:pass' }),
    '~/.docker/config.json': authJson({ 'quay.io': 'docker:pass' }),
  });
  expect(await config.credentials('quay.io', 'app')).toEqual(basic('docker'));
});

it('reads nothing before it is asked, and each file once', async () => {
  const { config, reads } = world({ '~/.docker/config.json': authJson({ 'ghcr.io': 'ann:pass' }) });
  expect(reads).toEqual([]);
  for (const host of ['ghcr.io', 'quay.io', 'ghcr.io']) await config.credentials(host, 'app');
  await config.endpoints({ host: 'ghcr.io', repository: 'app' }, true);
  await config.endpoints({ host: 'ghcr.io', repository: 'app' }, false);
  expect(reads).toContain('~/.docker/config.json');
  expect(reads).toEqual([...new Set(reads)]);
});

it('reads no more files than it needs', async () => {
  const { config, reads } = world({}, { env: { DOCKER_AUTH_CONFIG: authJson({ 'ghcr.io': 'ann:pass' }) } });
  expect(await config.credentials('ghcr.io', 'app')).toEqual(basic('ann'));
  expect(reads).toEqual([]);
});

it('uses --authfile instead of all else', async () => {
  const env = { DOCKER_AUTH_CONFIG: authJson({ 'quay.io': 'said:pass' }) };
  const files = { 'mine.json': authJson({ 'ghcr.io': 'mine:pass' }), '~/.docker/config.json': 'broken' };
  const { config } = world(files, { authfile: 'mine.json', env });
  expect(await config.credentials('ghcr.io', 'app')).toEqual(basic('mine'));
  expect(await config.credentials('quay.io', 'app')).toBeNull();
});

it('wants --authfile to be there', async () => {
  const { config, root } = world({}, { authfile: 'mine.json' });
  await expect(config.credentials('ghcr.io', 'app')).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    message: `reading ${root}/mine.json: there is no such file`,
  });
});

it("gives the user's login to the host that the image is named with, and to no mirror", async () => {
  const moved = '[[registry]]\nprefix = "docker.io"\nlocation = "corp.example"\n';
  const { config } = world({ 'etc/containers/registries.conf': moved }, { login, mirrors: ['mirror.example'] });
  await config.endpoints({ host: 'docker.io', repository: 'library/app' }, true);
  expect(await config.credentials('docker.io', 'library/app')).toEqual(basic('me', 'typed'));
  expect(await config.credentials('registry-1.docker.io', 'library/app')).toEqual(basic('me', 'typed'));
  expect(await config.credentials('mirror.example', 'library/app')).toBeNull();
  expect(await config.credentials('corp.example', 'library/app')).toBeNull();
});

it('looks at no file where the user gives a login', async () => {
  const { config, reads } = world({ '~/.docker/config.json': 'broken' }, { login });
  expect(await config.credentials('ghcr.io', 'app')).toEqual(basic('me', 'typed'));
  expect(reads).toEqual([]);
});

it.each([
  [
    { identitytoken: 'tok', auth: auth('ann:pass') },
    { kind: 'identity', token: 'tok' },
  ],
  [
    { registrytoken: 'tok', identitytoken: 'other' },
    { kind: 'bearer', token: 'tok' },
  ],
  [{ auth: auth('<token>:tok') }, { kind: 'identity', token: 'tok' }],
  [{ username: 'ann', password: 'pass' }, basic('ann')],
])('makes of the entry %j what the registry is shown', async (entry, expected) => {
  const { config } = world({ '~/.docker/config.json': JSON.stringify({ auths: { 'ghcr.io': entry } }) });
  expect(await config.credentials('ghcr.io', 'app')).toEqual(expected);
});

it.each([
  ['~/.docker/config.json', '{"auths":', 'it is no JSON, or is cut short'],
  ['run/user/1000/containers/auth.json', '[]', 'it should be an object'],
  ['~/.dockercfg', '7', 'it should be an object'],
  ['~/.docker/config.json', ' '.repeat(2 ** 20 + 1), 'it is larger than 1 MiB'],
  ['~/.docker/config.json/x', '', 'illegal operation on a directory'],
])('names the file that is broken: %s', async (path, content, problem) => {
  const { config } = world({ [path]: content });
  const at = path.replace(/^~\//, 'home/').replace(/\/x$/, '');
  await expect(config.credentials('ghcr.io', 'app')).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    message: expect.stringMatching(`^reading .*${at}: ${problem}`),
  });
});

it('names the variable that is broken', async () => {
  const { config } = world({}, { env: { DOCKER_AUTH_CONFIG: 'SECRET' } });
  await expect(config.credentials('ghcr.io', 'app')).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    message: 'reading $DOCKER_AUTH_CONFIG: it is no JSON, or is cut short',
  });
});

it('tells where credentials are from, and no secret', async () => {
  const { config, traces } = world({ '~/.docker/config.json': authJson({ 'ghcr.io': 'ann:SECRET' }) });
  await config.credentials('ghcr.io', 'app');
  await config.credentials('quay.io', 'app');
  expect(traces).toEqual([
    expect.stringMatching(/^credentials of ghcr\.io: from .*config\.json$/),
    'credentials of quay.io: none',
  ]);
});
