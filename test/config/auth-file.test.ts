import { expect, it } from 'vitest';
import { entryFor, helperFor, parseAuthFile, parseDockercfg } from '../../src/config/auth-file.ts';
import { auth } from './world.ts';

const named = (bytes: Uint8Array) => ({ name: 'config.json', bytes });
const json = (value: unknown) => named(new TextEncoder().encode(JSON.stringify(value)));
const fileOf = (value: unknown) => parseAuthFile(json(value));
const ofHost = (key: string) => ({ [key]: { auth: auth('ann:pass') } });

it.each([
  ['ghcr.io', 'ghcr.io'],
  ['localhost:5000', 'localhost:5000'],
  ['ghcr.io', 'https://ghcr.io'],
  ['ghcr.io', 'http://ghcr.io/'],
  ['ghcr.io', 'https://ghcr.io/v1/'],
  ['ghcr.io', 'https://ghcr.io/v2/'],
  ['ghcr.io', 'ghcr.io/v1/'],
  ['ghcr.io', 'ghcr.io/'],
  ['ghcr.io', 'ghcr.io/team'],
  ['ghcr.io', 'ghcr.io/team/app'],
  ['docker.io', 'https://index.docker.io/v1/'],
  ['docker.io', 'index.docker.io'],
  ['docker.io', 'docker.io'],
  ['docker.io', 'https://registry-1.docker.io/v2/'],
  ['docker.io', 'docker.io/team'],
  ['registry-1.docker.io', 'https://index.docker.io/v1/'],
])('finds %s under the key %s', (host, key) => {
  expect(entryFor(fileOf({ auths: ofHost(key) }), host, 'team/app')).toMatchObject({ username: 'ann' });
});

it.each([
  ['ghcr.io', 'ghcr.io:443'],
  ['ghcr.io', 'ghcr.io/other'],
  ['ghcr.io', 'ghcr.io/tea'],
  ['ghcr.io', 'ghcr.io/team/app/more'],
  ['ghcr.io', 'https://ghcr.io.evil.example/v1/'],
  ['ghcr.io', 'evil.example/ghcr.io'],
  ['docker.io', 'https://docker.com/v1/'],
  ['constructor', 'ghcr.io'],
])('does not find %s under the key %s', (host, key) => {
  expect(entryFor(fileOf({ auths: ofHost(key) }), host, 'team/app')).toBeUndefined();
});

it.each([
  ['quay.io/team/app', 'app'],
  ['quay.io/team/other', 'team'],
  ['quay.io/elsewhere', 'host'],
])('takes the entry of the longest namespace: for %s that of the %s', (name, username) => {
  const keys = { 'https://quay.io/v1/': 'url', 'quay.io': 'host', 'quay.io/team': 'team', 'quay.io/team/app': 'app' };
  const auths = Object.fromEntries(Object.entries(keys).map(([key, user]) => [key, { username: user, password: 'p' }]));
  expect(entryFor(fileOf({ auths }), 'quay.io', name.slice('quay.io/'.length))).toMatchObject({ username });
});

const nothing = { username: '', password: '', identityToken: '', registryToken: '' };

it.each([
  [{ auth: auth('ann:pa:ss:') }, { username: 'ann', password: 'pa:ss:' }],
  [{ auth: auth('ann:pass\0\0\0') }, { username: 'ann', password: 'pass' }],
  [{ auth: auth('änn:pässwörd') }, { username: 'änn', password: 'pässwörd' }],
  [
    { username: 'ann', password: 'pass' },
    { username: 'ann', password: 'pass' },
  ],
  [{ AUTH: auth('ann:pass') }, { username: 'ann', password: 'pass' }],
  [{ identitytoken: 'tok' }, { identityToken: 'tok' }],
  [
    { auth: auth('ann:'), identitytoken: 'tok' },
    { username: 'ann', identityToken: 'tok' },
  ],
  [{ registrytoken: 'tok' }, { registryToken: 'tok' }],
])('reads the entry %j', (entry, expected) => {
  const file = fileOf({ auths: { 'ghcr.io': entry } });
  expect(entryFor(file, 'ghcr.io', 'app')).toEqual({ ...nothing, ...expected });
});

it.each([{}, null, { auth: '' }, { auth: auth(':') }, { email: 'ann@example.com' }])(
  'takes the entry %j, which says nothing, for none',
  (entry) => expect(entryFor(fileOf({ auths: { 'ghcr.io': entry } }), 'ghcr.io', 'app')).toBeUndefined(),
);

it.each([
  ['ghcr.io', { helper: 'own', server: 'ghcr.io' }],
  ['quay.io', { helper: 'store', server: 'quay.io' }],
  ['docker.io', { helper: 'store', server: 'https://index.docker.io/v1/' }],
  ['plain.example', undefined],
])('asks the helper of a host before the one of all hosts: %s', (host, call) => {
  const file = fileOf({ credHelpers: { 'ghcr.io': 'own', 'plain.example': '' }, credsStore: 'store' });
  expect(helperFor(file, host)).toEqual(call);
});

it.each(['docker.io', 'index.docker.io', 'https://index.docker.io/v1/'])(
  'asks a helper of Docker Hub by the key it stands under: %s',
  (key) =>
    expect(helperFor(fileOf({ credHelpers: { [key]: 'own' } }), 'docker.io')).toEqual({ helper: 'own', server: key }),
);

it('reads the file of old dockers, which is nothing but the entries', () => {
  const file = parseDockercfg(json(ofHost('https://ghcr.io/v1/')));
  expect(entryFor(file, 'ghcr.io', 'app')).toMatchObject({ username: 'ann', password: 'pass' });
});

it.each(['', ' \n', '{}', '{"auths":null}', '\uFEFF{}'])('takes %j for a file that knows nobody', (text) => {
  expect(parseAuthFile(named(new TextEncoder().encode(text))).auths.size).toBe(0);
});

it.each([
  ['{"auths"', 'reading config.json: it is no JSON, or is cut short'],
  ['"SECRET"', 'reading config.json: it should be an object'],
  ['{"auths":"SECRET"}', 'reading config.json: auths should be an object'],
  ['{"credsStore":["SECRET"]}', 'reading config.json: credsStore should be a string'],
  ['{"auths":{"ghcr.io":"SECRET"}}', 'reading config.json: auths["ghcr.io"] should be an object'],
  [
    '{"auths":{"ghcr.io":{"auth":"U0VDUkVU"}}}',
    'reading config.json: auths["ghcr.io"].auth should be USER:PASSWORD in base64',
  ],
  ['{"auths":{"ghcr.io":{"password":12345678}}}', 'reading config.json: auths["ghcr.io"].password should be a string'],
])('says of %s what is wrong, but no value', (text, message) => {
  const read = () => entryFor(parseAuthFile(named(new TextEncoder().encode(text))), 'ghcr.io', 'app');
  expect(read).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID', message, cause: undefined }));
});

it('reads only the entry that is needed', () => {
  const file = fileOf({ auths: { ...ofHost('ghcr.io'), 'broken.example': 5, 'quay.io': { auth: 'x' } } });
  expect(entryFor(file, 'ghcr.io', 'app')).toMatchObject({ username: 'ann' });
});
