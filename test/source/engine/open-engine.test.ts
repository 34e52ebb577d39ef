import { chmodSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findInEngine, listEngine, openInEngine } from '../../../src/source/engine/open-engine.ts';
import { type Answers, fakeEngine, fakeEngineOnTcp, refusal } from './fake-engine.ts';
import { remoteOptions } from './remote-options.ts';

const ID = `sha256:${'ab'.repeat(32)}`;
const NEAR = `sha256:${'abac'.repeat(16)}`;
const about = (...RepoTags: string[]) => ({ Id: ID, RepoTags });
const saved =
  (text: string): Answers[string] =>
  (response) =>
    void response.end(text);

async function opened(name: string, answers: Answers) {
  const { host, asked } = await fakeEngine(answers);
  const image = await openInEngine('docker-daemon', name, remoteOptions({ env: { DOCKER_HOST: host } }));
  return { image, asked };
}

async function textOf(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const chunk of chunks) pieces.push(chunk);
  return Buffer.concat(pieces).toString();
}

describe('an image of an engine', () => {
  it.each([
    ['app:1', '/images/app%3A1', ['app:1', 'app:2'], '/images/app%3A1'],
    ['app', '/images/app', ['app:2', 'app:latest'], '/images/app%3Alatest'],
    ['docker.io/library/app', '/images/docker.io/library/app', ['app:latest'], '/images/app%3Alatest'],
    ['app:1', '/images/app%3A1', ['docker.io/library/app:1'], '/images/docker.io/library/app%3A1'],
    ['lab/app', '/images/lab/app', ['localhost/lab/app:latest'], '/images/localhost/lab/app%3Alatest'],
    ['host:5000/a:1', '/images/host%3A5000/a%3A1', ['host:5000/a:1'], '/images/host%3A5000/a%3A1'],
    ['abababababab', '/images/abababababab', ['app:1'], `/images/sha256%3A${'ab'.repeat(32)}`],
    ['sha256:abab', '/images/abab', ['app:1'], `/images/sha256%3A${'ab'.repeat(32)}`],
    ['app:1', '/images/app%3A1', [], `/images/sha256%3A${'ab'.repeat(32)}`],
  ])('named %s is asked for at %s and saved, of %j, at %s', async (name, found, names, path) => {
    const { image, asked } = await opened(name, { [`${found}/json`]: about(...names), [`${path}/get`]: saved('tar') });
    expect(image).toMatchObject({ id: ID, names, shown: `docker engine: ${name}` });
    expect(await textOf(image.save())).toBe('tar');
    expect(asked).toEqual([`${found}/json`, `${path}/get`]);
    await image.close();
  });

  it('by digest is saved by its id', async () => {
    const name = `app@sha256:${'12'.repeat(32)}`;
    const { image, asked } = await opened(name, { [`/images/${encodeURIComponent(name)}/json`]: about('app:1') });
    await expect(textOf(image.save())).rejects.toMatchObject({ code: 'IMAGE_NOT_FOUND' });
    expect(asked.at(-1)).toBe(`/images/${encodeURIComponent(ID)}/get`);
    await image.close();
  });

  it.each([[null], [undefined], [['<none>:<none>']]])('has no names when the engine says %j', async (RepoTags) => {
    const { image } = await opened('app', { '/images/app/json': { Id: ID, RepoTags } });
    expect(image.names).toEqual([]);
    await image.close();
  });

  it.each([
    [
      'that is not there',
      {},
      'IMAGE_NOT_FOUND',
      /\(unix:.*\), looking for app: there is no such image \(No such image: app:latest\)$/,
    ],
    ['that may not be seen', { '/images/app/json': refusal(403, 'policy') }, 'ACCESS_DENIED', /answers 403: policy$/],
    [
      'behind a conflict',
      { '/images/app/json': refusal(409, 'busy\x1b') },
      'NETWORK_FAILED',
      /it answers 409: busy\\x1b$/,
    ],
    ['of a broken engine', { '/images/app/json': refusal(500, 'x'.repeat(900)) }, 'NETWORK_FAILED', /500: x{300}…$/],
    [
      'of a broken proxy',
      { '/images/app/json': (response) => void response.writeHead(502).end('<h1>Bad</h1>') },
      'NETWORK_FAILED',
      /502: <h1>Bad<\/h1>$/,
    ],
    [
      'somewhere else',
      { '/images/app/json': (response) => void response.writeHead(301, { location: '/x' }).end() },
      'NETWORK_FAILED',
      /301: no reason is given$/,
    ],
    [
      'without an id',
      { '/images/app/json': { RepoTags: [] } },
      'NETWORK_FAILED',
      /the answer\.Id should be a string but is missing$/,
    ],
    [
      'in no JSON',
      { '/images/app/json': saved('{') },
      'NETWORK_FAILED',
      /not understood: it is no JSON, or is cut short$/,
    ],
    [
      'told of endlessly',
      { '/images/app/json': (response) => void response.end(Buffer.alloc(17 * 2 ** 20, 0x20)) },
      'LIMIT',
      /the answer has more than 16,777,216 bytes$/,
    ],
    [
      'behind a connection that is cut',
      { '/images/app/json': (response) => response.destroy() },
      'NETWORK_FAILED',
      /the connection was cut$/,
    ],
  ] satisfies [string, Answers, string, RegExp][])(
    '%s is a failure that says so',
    async (_what, answers, code, message) => {
      await expect(opened('app', answers)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
    },
  );

  it('cannot have a name that is none', async () => {
    await expect(opened('../containers/x', {})).rejects.toMatchObject({
      code: 'USAGE',
      message: '../containers/x is neither the name nor the id of an image',
    });
  });

  const listing = [
    { Id: ID, RepoTags: ['app:1'], Size: 5, Created: 10 },
    { Id: NEAR, RepoTags: null, Size: 6, Created: 20 },
  ];

  it('is ambiguous when several ids begin with the digits', async () => {
    await expect(opened('aba', { '/images/json': listing })).rejects.toMatchObject({
      code: 'IMAGE_AMBIGUOUS',
      message: 'no image is named aba, and the ids of 2 begin with it: abacabacabac, abababababab (app:1)',
    });
  });

  it.each(['abad', 'abab'])('is not there when the engine says so of %s, which begins no or one id', async (digits) => {
    await expect(opened(digits, { '/images/json': listing })).rejects.toMatchObject({ code: 'IMAGE_NOT_FOUND' });
  });

  it('stands in the list of all, newest first', async () => {
    const { host } = await fakeEngine({ '/images/json': listing });
    expect(await listEngine('podman', remoteOptions({ env: { CONTAINER_HOST: host } }))).toEqual([
      { id: NEAR, names: [], sizeBytes: 6, createdSec: 20 },
      { id: ID, names: ['app:1'], sizeBytes: 5, createdSec: 10 },
    ]);
  });
});

describe('an engine', () => {
  it.each([
    ['says that it may not be asked', refusal(403, 'no'), 'ACCESS_DENIED', 'may not be asked'],
    ['wants TLS', refusal(400, 'HTTPS'), 'NETWORK_FAILED', 'status 400, HTTPS'],
    ['is none', (response) => void response.socket!.end('SSH-2.0\r\n'), 'NETWORK_FAILED', 'does not speak HTTP'],
  ] satisfies [string, Answers[string], string, string][])(
    'that %s is a failure',
    async (_what, ping, code, message) => {
      const env = { DOCKER_HOST: `tcp://${await fakeEngineOnTcp({ '/_ping': ping })}` };
      await expect(openInEngine('docker-daemon', 'app', remoteOptions({ env }))).rejects.toMatchObject({
        code,
        message: expect.stringContaining(message),
      });
    },
  );

  it('on a socket that the user may not use is a failure that says how to go on', async () => {
    const { socket, host } = await fakeEngine({});
    chmodSync(socket, 0);
    const asRoot = process.getuid!() === 0;
    await import('undici'); // read while it may be
    if (asRoot) process.seteuid!(65_534);
    try {
      await expect(
        openInEngine('podman', 'app', remoteOptions({ env: { CONTAINER_HOST: host } })),
      ).rejects.toMatchObject({
        code: 'ACCESS_DENIED',
        message: `podman may not be asked (${host}: permission denied)`,
        hint: expect.stringContaining('sudo podman save NAME | varve -'),
      });
    } finally {
      if (asRoot) process.seteuid!(0);
    }
  });
});

describe('a bare name', () => {
  it.each([
    ['no engine answers', undefined, /does not answer/],
    ['the engine has no such image', {}, /there is no such image/],
    ['the engine fails', { '/images/app/json': refusal(500, 'broken') }, /500: broken/],
    ['what answers is silent', { '/_ping': () => {} }, /no answer in time/],
  ] satisfies [string, Answers | undefined, RegExp][])(
    'is not found when %s, and the trace says so',
    async (_what, answers, said) => {
      const host = answers ? (await fakeEngine(answers)).host : 'unix:///no/such.sock';
      const traced: string[] = [];
      const started = performance.now();
      const options = remoteOptions({ env: { DOCKER_HOST: host }, trace: (line) => void traced.push(line) });
      expect(await findInEngine('docker-daemon', 'app', options)).toBeNull();
      expect(traced.at(-1)).toMatch(said);
      expect(performance.now() - started).toBeLessThan(2_500);
    },
  );

  it('is found where the engine has it', async () => {
    const { host } = await fakeEngine({ '/images/app/json': about('app:latest') });
    const image = await findInEngine('podman', 'app', remoteOptions({ env: { CONTAINER_HOST: host } }));
    expect(image).toMatchObject({ id: ID, shown: 'podman: app' });
    await image!.close();
  });
});
