import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { certificatesFor } from '../../src/config/certificates.ts';
import { type Files, world } from './world.ts';

const NAME = { host: 'ghcr.io', repository: 'team/app' };
const movedTo = (host: string, prefix = 'ghcr.io') => `[[registry]]\nprefix = "${prefix}"\nlocation = "${host}"\n`;
const hosts = async (files: Files, given: Parameters<typeof world>[1] = {}) =>
  (await world(files, given).config.endpoints(NAME, false)).map(({ host }) => host);

const SYSTEM = 'etc/containers/registries.conf';
const USER = '~/.config/containers/registries.conf';

it.each([
  [{}, 'ghcr.io'],
  [{ [SYSTEM]: movedTo('system.example') }, 'system.example'],
  [{ [SYSTEM]: movedTo('system.example'), [USER]: movedTo('user.example') }, 'user.example'],
  [{ [SYSTEM]: movedTo('system.example'), [USER]: '' }, 'ghcr.io'],
  [{ [SYSTEM]: movedTo('a.example'), [`${SYSTEM}.d/1.conf`]: movedTo('b.example') }, 'b.example'],
  [{ [`${SYSTEM}.d/1.conf`]: movedTo('b.example') }, 'b.example'],
  [{ [`${SYSTEM}.d/2.conf`]: movedTo('b.example'), [`${SYSTEM}.d/10.conf`]: movedTo('a.example') }, 'b.example'],
  [{ [`${SYSTEM}.d/1.conf`]: movedTo('a.example'), [`${USER}.d/0.conf`]: movedTo('b.example') }, 'b.example'],
  [{ [`${SYSTEM}.d/1.conf`]: movedTo('a.example'), [USER]: '' }, 'ghcr.io'],
  [{ [USER]: movedTo('a.example'), [`${USER}.d/0.conf`]: movedTo('b.example') }, 'b.example'],
  [{ [`${SYSTEM}.d/1.toml`]: movedTo('b.example') }, 'ghcr.io'],
  [{ [`${SYSTEM}.d/1.conf`]: movedTo('b.example', 'quay.io'), [SYSTEM]: movedTo('a.example') }, 'a.example'],
] satisfies (readonly [Files, string])[])('reads registries.conf where it lies: %j', async (files, host) => {
  expect(await hosts(files)).toEqual([host]);
});

it('reads the registries.conf that the environment names, and its folder, instead', async () => {
  const files = {
    'mine.conf': movedTo('mine.example'),
    'mine.conf.d/1.conf': movedTo('more.example', 'quay.io'),
    [USER]: 'broken',
    [SYSTEM]: 'broken',
  };
  expect(await hosts(files, { env: { CONTAINERS_REGISTRIES_CONF: '/mine.conf' } })).toEqual(['mine.example']);
});

it.each([USER, SYSTEM, `${SYSTEM}.d/1.conf`])('stops at a broken %s: it may hold what is blocked', async (path) => {
  await expect(hosts({ [path]: '[[registry]]\nlocation = ' })).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    message: expect.stringMatching(/reading .*\.conf: line 2, column \d+ is no TOML/),
  });
});

it.each([
  ['etc/docker/daemon.json', '{"insecure-registries":"SECRET"}', 'insecure-registries should be a list'],
  ['~/.config/docker/daemon.json', '{', 'it is no JSON, or is cut short'],
  [
    'etc/docker/daemon.json',
    '{"registry-mirrors":["https://u:SECRET@a.example"]}',
    'registry-mirrors[0] should be a URL without a user or a query',
  ],
])('goes on without a broken %s, and tells those who ask: %s', async (path, content, problem) => {
  const { config, traces } = world({ [path]: content });
  expect(await config.endpoints(NAME, false)).toMatchObject([{ host: 'ghcr.io', verifyTls: true }]);
  expect(traces).toEqual([expect.stringMatching(/^passed over: reading .*daemon\.json: /)]);
  expect(traces[0]!.endsWith(problem)).toBe(true);
});

it('reads no folder that holds more files than anybody has', async () => {
  const names = Array.from({ length: 1001 }, (_, i) => `${SYSTEM}.d/${i}.conf`);
  await expect(hosts(Object.fromEntries(names.map((name) => [name, ''])))).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    message: expect.stringMatching(/registries\.conf\.d: it holds more than 1000 files$/),
  });
});

it("reads all files of docker's daemon", async () => {
  const { config } = world({
    'etc/docker/daemon.json': '{"insecure-registries":["ghcr.io"]}',
    '~/.config/docker/daemon.json': '{"insecure-registries":["quay.io"]}',
  });
  for (const host of ['ghcr.io', 'quay.io']) {
    expect(await config.endpoints({ host, repository: 'app' }, false)).toMatchObject([{ verifyTls: false }]);
  }
});

const pem = (label: string, text: string) => `-----BEGIN ${label}-----\n${text}\n-----END ${label}-----\n`;
const certificate = (text: string) => pem('CERTIFICATE', text);

it('gives each host its certificates: those of the option, then those of all its folders', async () => {
  const { config } = world(
    {
      'own.pem': certificate('own'),
      '~/.config/containers/certs.d/ghcr.io/b.crt': certificate('b'),
      '~/.config/containers/certs.d/ghcr.io/a.crt': certificate('a'),
      '~/.config/containers/certs.d/ghcr.io/read.me': 'x',
      'etc/containers/certs.d/ghcr.io/c.crt': certificate('c'),
      'etc/containers/certs.d/ghcr.io/client.cert': certificate('client'),
      'etc/containers/certs.d/ghcr.io/client.key': pem('EC PRIVATE KEY', 'key'),
      'etc/docker/certs.d/ghcr.io/other.cert': certificate('other'),
      'etc/docker/certs.d/ghcr.io/other.key': pem('PRIVATE KEY', 'other'),
      'etc/docker/certs.d/mirror.example:5000/m.crt': certificate('m'),
    },
    { caCert: 'own.pem', mirrors: ['mirror.example:5000'] },
  );
  const [mirror, registry] = await config.endpoints(NAME, false);
  expect(mirror).toMatchObject({ authorities: [certificate('own'), certificate('m')], clientCertificate: null });
  expect(registry).toMatchObject({
    authorities: ['own', 'a', 'b', 'c'].map(certificate),
    clientCertificate: { cert: certificate('client'), key: pem('EC PRIVATE KEY', 'key') },
  });
});

it('leaves the colon out of the name of a folder on Windows', async () => {
  const listed: string[] = [];
  const disk = {
    userId: undefined,
    read: async () => undefined,
    list: async (folder: string) => (listed.push(folder), []),
  };
  const options = { caCert: undefined, system: 'win32', trace: () => {} } as const;
  await certificatesFor('ghcr.io:5000', { options, places: { certificates: ['C:\\certs.d'] }, disk });
  expect(listed).toEqual(['C:\\certs.d\\ghcr.io5000']);
});

it('knows the certificates of Docker Hub by the name that users give it', async () => {
  const { config } = world({ 'etc/docker/certs.d/docker.io/a.crt': certificate('a') });
  const [hub] = await config.endpoints({ host: 'docker.io', repository: 'library/app' }, false);
  expect(hub).toMatchObject({ host: 'registry-1.docker.io', authorities: [certificate('a')] });
});

it.each([
  [{}, /own\.pem: there is no such file/],
  [{ 'own.pem': new Uint8Array([0x30, 0x82, 1, 2]) }, /own\.pem: it should hold a certificate in the form of PEM/],
  [{ 'own.pem': certificate('x'), 'etc/docker/certs.d/ghcr.io/a.crt': 'x' }, /a\.crt: it should hold a certificate/],
  [
    { 'own.pem': certificate('x'), 'etc/docker/certs.d/ghcr.io/a.cert': certificate('a') },
    /a\.key: there is no such file/,
  ],
  [
    {
      'own.pem': certificate('x'),
      'etc/docker/certs.d/ghcr.io/a.cert': certificate('a'),
      'etc/docker/certs.d/ghcr.io/a.key': 'SECRET',
    },
    /a\.key: it should hold a private key in the form of PEM$/,
  ],
] satisfies (readonly [Files, RegExp])[])('names the certificate that is broken: %j', async (files, message) => {
  await expect(hosts(files, { caCert: 'own.pem' })).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    message: expect.stringMatching(message),
  });
});

it.skipIf(process.platform === 'win32')('passes over a folder of certificates that it cannot list', async () => {
  const { config, root, traces } = world({ 'etc/docker/certs.d/x': '' });
  symlinkSync('ghcr.io', join(root, 'etc/docker/certs.d/ghcr.io')); // leads to itself: refused to root, too
  expect(await config.endpoints(NAME, false)).toMatchObject([{ authorities: [] }]);
  expect(traces).toEqual([expect.stringMatching(/^passed over: reading .*ghcr\.io: too many symbolic links/)]);
});

it.skipIf(process.platform === 'win32')('reads settings that come through a pipe', async () => {
  const { config, root } = world({ 'etc/containers/x': '' });
  mkdirSync(join(root, 'home/.docker'), { recursive: true });
  const pipe = join(root, 'home/.docker/config.json');
  execFileSync('mkfifo', [pipe]);
  const asked = config.credentials('ghcr.io', 'app');
  execFileSync('sh', ['-c', 'echo \'{"auths":{"ghcr.io":{"registrytoken":"tok"}}}\' > "$1" &', 'sh', pipe], {
    stdio: 'ignore',
  });
  expect(await asked).toEqual({ kind: 'bearer', token: 'tok' });
});
