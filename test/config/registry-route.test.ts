import { expect, it } from 'vitest';
import { parseDaemonJson } from '../../src/config/daemon-json.ts';
import { mergeRegistriesConf, parseRegistriesConf } from '../../src/config/registries-conf.ts';
import { routeTo, type Stop } from '../../src/config/registry-route.ts';

interface Given {
  readonly conf?: string;
  readonly daemon?: unknown;
  readonly options?: {
    readonly mirrors?: readonly string[];
    readonly plainHttp?: boolean;
    readonly tlsVerify?: boolean;
  };
  readonly byDigest?: boolean;
}

function stops(name: string, { conf = '', daemon = {}, options, byDigest = false }: Given = {}): readonly Stop[] {
  const text = (content: string) => ({ name: 'a file', bytes: new TextEncoder().encode(content) });
  const slash = name.indexOf('/');
  return routeTo({ host: name.slice(0, slash), repository: name.slice(slash + 1) }, byDigest, {
    options: { mirrors: [], plainHttp: false, tlsVerify: true, ...options },
    registries: mergeRegistriesConf([parseRegistriesConf(text(conf))]),
    daemon: parseDaemonJson(text(JSON.stringify(daemon))),
  });
}

/** `https,http?://host/repository`, a `?` where certificates are not verified. */
function route(name: string, given?: Given): readonly string[] {
  return stops(name, given).map(
    ({ schemes, verifyTls, host, repository }) => `${schemes.join()}${verifyTls ? '' : '?'}://${host}/${repository}`,
  );
}

it('ends at the registry, and marks what is a mirror', () => {
  expect(stops('ghcr.io/team/app', { options: { mirrors: ['mirror.example'] } })).toEqual([
    { host: 'mirror.example', repository: 'team/app', schemes: ['https'], verifyTls: true, isMirror: true },
    { host: 'ghcr.io', repository: 'team/app', schemes: ['https'], verifyTls: true, isMirror: false },
  ]);
});

it.each([
  ['prefix = "ghcr.io"; location = "mirror.example"', true],
  ['prefix = "ghcr.io/team"; location = "ghcr.io/other"', false],
])(
  'counts the place that registries.conf moves a name to as a mirror if the host is another: %s',
  (lines, isMirror) => {
    expect(stops('ghcr.io/team/app', { conf: `[[registry]]\n${lines.replace('; ', '\n')}` })).toMatchObject([
      { isMirror },
    ]);
  },
);

it.each([
  ['ghcr.io/app', 'https://ghcr.io/app'],
  ['docker.io/library/app', 'https://registry-1.docker.io/library/app'],
  ['localhost/app', 'https,http?://localhost/app'],
  ['localhost:5000/app', 'https,http?://localhost:5000/app'],
  ['127.0.0.1:5000/app', 'https,http?://127.0.0.1:5000/app'],
  ['127.8.9.1/app', 'https,http?://127.8.9.1/app'],
  ['[::1]:5000/app', 'https,http?://[::1]:5000/app'],
  ['localhost.example/app', 'https://localhost.example/app'],
  ['10.0.0.1:5000/app', 'https://10.0.0.1:5000/app'],
])('needs no settings: %s is at %s', (name, stop) => {
  expect(route(name)).toEqual([stop]);
});

it.each([
  [{ plainHttp: true }, 'http://ghcr.io/app'],
  [{ tlsVerify: false }, 'https,http?://ghcr.io/app'],
  [{ plainHttp: true, tlsVerify: false }, 'http?://ghcr.io/app'],
])('does as the user says: %j', (options, stop) => {
  expect(route('ghcr.io/app', { options })).toEqual([stop]);
});

it.each([
  ['mirror.example', {}, 'https://mirror.example/team/app'],
  ['mirror.example:5000/cache/hub/', {}, 'https://mirror.example:5000/cache/hub/team/app'],
  ['http://mirror.example', {}, 'http://mirror.example/team/app'],
  ['https://mirror.example', {}, 'https://mirror.example/team/app'],
  ['mirror.example', { plainHttp: true }, 'http://mirror.example/team/app'],
  ['https://mirror.example', { plainHttp: true }, 'https://mirror.example/team/app'],
  ['mirror.example', { tlsVerify: false }, 'https,http?://mirror.example/team/app'],
  ['localhost:5000', {}, 'https,http?://localhost:5000/team/app'],
  ['docker.io/cached', {}, 'https://registry-1.docker.io/cached/team/app'],
])('asks the mirror %s first, %j', (mirror, more, stop) => {
  expect(route('ghcr.io/team/app', { options: { mirrors: [mirror], ...more } })[0]).toBe(stop);
});

it.each(['', 'user:SECRET@mirror.example', 'ftp://mirror.example', 'mirror.example/../x', 'mirror.example?x', 'a b'])(
  'refuses the mirror %j and does not quote it',
  (mirror) => {
    const message = 'mirror 1 should be HOST[:PORT][/PREFIX], with or without http:// or https://';
    expect(() => route('ghcr.io/app', { options: { mirrors: [mirror] } })).toThrow(
      expect.objectContaining({ code: 'USAGE', message }),
    );
  },
);

const registry = (lines: string) => `[[registry]]\n${lines.replaceAll('; ', '\n')}\n`;

it.each([
  ['prefix = "ghcr.io"; location = "mirror.example/ghcr"', 'ghcr.io/team/app', 'https://mirror.example/ghcr/team/app'],
  ['prefix = "ghcr.io/team"; location = "mirror.example"', 'ghcr.io/team/app', 'https://mirror.example/app'],
  ['prefix = "ghcr.io/team/app"; location = "mirror.example/b"', 'ghcr.io/team/app', 'https://mirror.example/b'],
  ['prefix = "ghcr.io/tea"; location = "mirror.example"', 'ghcr.io/team/app', 'https://ghcr.io/team/app'],
  ['prefix = "ghcr.io"; location = "mirror.example"', 'ghcr.io:5000/app', 'https://ghcr.io:5000/app'],
  [
    'prefix = "docker.io/library"; location = "mirror.example/x"',
    'docker.io/library/app',
    'https://mirror.example/x/app',
  ],
  ['prefix = "corp.example"; location = "docker.io/corp"', 'corp.example/app', 'https://registry-1.docker.io/corp/app'],
  ['prefix = "*.corp.example"; location = "mirror.example"', 'a.b.corp.example/app', 'https://mirror.example/app'],
  ['prefix = "*.corp.example"; location = "mirror.example"', 'a.corp.example:5000/app', 'https://mirror.example/app'],
  ['prefix = "*.corp.example"; location = "mirror.example"', 'corp.example/app', 'https://corp.example/app'],
  ['prefix = "*.corp.example"; location = "mirror.example"', 'acorp.example/app', 'https://acorp.example/app'],
  ['prefix = "*.corp.example"; location = "mirror.example"', 'x.io/a.corp.example', 'https://x.io/a.corp.example'],
  ['prefix = "*.corp.example"; location = "mirror.example"', 'a.corpXexample/app', 'https://a.corpXexample/app'],
  ['prefix = "*.corp.example"; insecure = true', 'a.corp.example/app', 'https,http?://a.corp.example/app'],
  ['location = "ghcr.io"; insecure = true', 'ghcr.io/app', 'https,http?://ghcr.io/app'],
  ['location = "ghcr.io/"; insecure = true', 'ghcr.io/app', 'https,http?://ghcr.io/app'],
  ['location = "ghcr.io/team"; insecure = true', 'ghcr.io/app', 'https://ghcr.io/app'],
  ['prefix = "ghcr.io"; insecure = true', 'ghcr.io/app', 'https,http?://ghcr.io/app'],
  ['prefix = "ghcr.io/app:1.0"; blocked = true', 'ghcr.io/app', 'https://ghcr.io/app'],
])('follows registries.conf, %s: %s is at %s', (lines, name, stop) => {
  expect(route(name, { conf: registry(lines) })).toEqual([stop]);
});

it('lets the longest prefix win, and of the same one the last', () => {
  const conf = ['ghcr.io/team', 'ghcr.io', 'ghcr.io/team', '*.io']
    .map((prefix, i) => registry(`prefix = "${prefix}"; location = "mirror${i}.example"`))
    .join('');
  expect(route('ghcr.io/team/app', { conf })).toEqual(['https://mirror2.example/app']);
  expect(route('ghcr.io/other/app', { conf })).toEqual(['https://mirror1.example/other/app']);
  expect(route('quay.io/team/app', { conf })).toEqual(['https://mirror3.example/team/app']);
});

const MIRRORS = `[[registry]]
prefix = "ghcr.io/team"
location = "main.example/t"
[[registry.mirror]]
location = "a.example/m"
[[registry.mirror]]
location = "b.example"
insecure = true
[[registry.mirror]]
location = "digests.example"
pull-from-mirror = "digest-only"
[[registry.mirror]]
location = "tags.example"
pull-from-mirror = "tag-only"
`;

it.each([
  [false, 'https://tags.example/app'],
  [true, 'https://digests.example/app'],
])('asks the mirrors of registries.conf, each for what it serves: by digest %s', (byDigest, third) => {
  expect(route('ghcr.io/team/app', { conf: MIRRORS, byDigest })).toEqual([
    'https://a.example/m/app',
    'https,http?://b.example/app',
    third,
    'https://main.example/t/app',
  ]);
});

it.each([
  [false, ['https://ghcr.io/app']],
  [true, ['https://a.example/app', 'https://ghcr.io/app']],
])('asks mirrors for digests only where registries.conf says so: by digest %s', (byDigest, expected) => {
  const conf = `${registry('location = "ghcr.io"; mirror-by-digest-only = true')}[[registry.mirror]]\nlocation = "a.example"\n`;
  expect(route('ghcr.io/app', { conf, byDigest })).toEqual(expected);
});

it.each([
  ['location = "ghcr.io"; blocked = true', 'ghcr.io'],
  ['prefix = "ghcr.io/team"; blocked = true', 'ghcr.io/team'],
  ['prefix = "*.io"; blocked = true', '*.io'],
])('does not go where registries.conf blocks it: %s', (lines, prefix) => {
  expect(() => route('ghcr.io/team/app', { conf: registry(lines), options: { mirrors: ['mirror.example'] } })).toThrow(
    expect.objectContaining({
      code: 'ACCESS_DENIED',
      message: `asking for ghcr.io/team/app: registries.conf blocks ${prefix}`,
    }),
  );
});

it('says that a host alone is no location for a whole repository', () => {
  const conf = registry('prefix = "ghcr.io/app"; location = "mirror.example"');
  expect(() => route('ghcr.io/app', { conf })).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
});

it.each([
  ['registry = 5', 'registry should be a list'],
  [
    registry('insecure = true'),
    'registry[0] should have a prefix or a location: a host with or without a path, no scheme',
  ],
  [
    registry('location = "https://u:SECRET@ghcr.io"'),
    'registry[0] should have a prefix or a location: a host with or without a path, no scheme',
  ],
  [
    registry('prefix = "ghcr.io"; location = "u:SECRET@x"'),
    'registry[0].location should be a host with or without a path, no scheme',
  ],
  [registry('location = "ghcr.io"; blocked = "yes"'), 'registry[0].blocked should be true or false'],
  [`${registry('location = "ghcr.io"')}[[registry.mirror]]\n`, 'registry[0].mirror[0].location should be a string'],
  [
    `${registry('location = "ghcr.io"')}[[registry.mirror]]\nlocation = "a.io"\npull-from-mirror = "no"\n`,
    'registry[0].mirror[0].pull-from-mirror should be all, digest-only or tag-only',
  ],
  ['a = 1\n[[registry]]\nlocation = x\n', 'line 3, column 12 is no TOML'],
])('says what is wrong in registries.conf: %j', (conf, problem) => {
  expect(() => route('ghcr.io/app', { conf })).toThrow(
    expect.objectContaining({ code: 'CONFIG_INVALID', message: `reading a file: ${problem}` }),
  );
});

it.each([
  [
    'docker.io/library/app',
    [
      'https://a.example/library/app',
      'http://b.example:5000/x/library/app',
      'https://registry-1.docker.io/library/app',
    ],
  ],
  ['ghcr.io/app', ['https://ghcr.io/app']],
])("asks docker's mirrors for what is on Docker Hub: %s", (name, expected) => {
  const daemon = { 'registry-mirrors': ['https://a.example/', 'http://b.example:5000/x'] };
  expect(route(name, { daemon })).toEqual(expected);
});

it("asks the user's mirrors, then those of registries.conf, then docker's", () => {
  const conf = `${registry('location = "docker.io"')}[[registry.mirror]]\nlocation = "conf.example"\n`;
  const daemon = { 'registry-mirrors': ['https://daemon.example'] };
  const hosts = stops('docker.io/library/app', { conf, daemon, options: { mirrors: ['own.example'] } }).map(
    ({ host }) => host,
  );
  expect(hosts).toEqual(['own.example', 'conf.example', 'daemon.example', 'registry-1.docker.io']);
});

it('keeps away from Docker Hub, and its mirrors, where registries.conf moves its images', () => {
  const conf = registry('prefix = "docker.io"; location = "corp.example/hub"');
  const daemon = { 'registry-mirrors': ['https://daemon.example'] };
  expect(route('docker.io/library/app', { conf, daemon })).toEqual(['https://corp.example/hub/library/app']);
});

it.each([
  ['corp.example:5000', 'corp.example:5000', true],
  ['corp.example:5000', 'http://corp.example:5000', true],
  ['corp.example:5000', 'corp.example', false],
  ['corp.example', 'corp.example:5000', false],
  ['10.1.2.3:5000', '10.0.0.0/8', true],
  ['10.1.2.3', '10.1.2.3', true],
  ['11.1.2.3:5000', '10.0.0.0/8', false],
  ['[fd00::1]:5000', 'fd00::/8', true],
  ['[fe00::1]:5000', 'fd00::/8', false],
  ['10.1.2.3', 'fd00::/8', false],
  ['10.1.2.3', '10.0.0.0/33', false],
  ['10.1.2.3', 'nonsense/8', false],
])("takes %s for insecure by docker's entry %s: %s", (host, entry, isInsecure) => {
  const daemon = { 'insecure-registries': [entry] };
  expect(stops(`${host}/app`, { daemon })[0]!.verifyTls).toBe(!isInsecure);
});
