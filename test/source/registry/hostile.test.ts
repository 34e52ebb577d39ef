/** Registries that mean no good, and those that only behave in their own way. No real registry is needed. */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { RemoteOptions } from '../../../src/config/remote-options.ts';
import { parseImageName } from '../../../src/model/image-name.ts';
import { DEFAULT_LIMITS } from '../../../src/model/limits.ts';
import { openRegistry } from '../../../src/source/registry/registry-source.ts';
import { openRepository, type Repository } from '../../../src/source/registry/repository.ts';
import { runInProcess } from '../../cli/run-varve.ts';
import { remoteOptions } from './lab.ts';

const PACE = { firstPauseMs: 5, patience: { connect: 5000, answer: 5000, idle: 3000, drip: 3000 } };
const LOGIN = { username: 'me', password: 'secret' };
const BASIC = `Basic ${Buffer.from('me:secret').toString('base64')}`;
const sha256 = (text: string | Uint8Array) => `sha256:${createHash('sha256').update(text).digest('hex')}`;

interface Asked {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
}

/** A server, and all that it was asked. */
async function serverOf(answer: (asked: Asked, response: ServerResponse) => void) {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    asked.push({ path: request.url!, headers: request.headers });
    answer({ path: request.url!, headers: request.headers }, response);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

async function repositoryAt(host: string, changes: Partial<RemoteOptions> = {}): Promise<Repository> {
  const options = { remote: remoteOptions(changes), limits: DEFAULT_LIMITS, pace: PACE };
  const repository = await openRepository(parseImageName(`${host}/app:1`)!, options);
  onTestFinished(() => repository.close());
  return repository;
}

async function bytesOf(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const chunk of chunks) pieces.push(chunk);
  return Buffer.concat(pieces);
}

const json = (value: unknown) => JSON.stringify(value);

describe('a login', () => {
  it('is not sent to where a blob store asks for it', async () => {
    const thief = await serverOf((_asked, response) => void response.end(json({ token: 'x' })));
    const store = await serverOf((_asked, response) => {
      response.writeHead(401, { 'www-authenticate': `Bearer realm="http://${thief.host}/token"` }).end();
    });
    const registry = await serverOf(({ path, headers }, response) => {
      if (!headers.authorization) response.writeHead(401, { 'www-authenticate': 'Basic realm="lab"' }).end();
      else response.writeHead(307, { location: `http://${store.host}${path}` }).end();
    });
    const repository = await repositoryAt(registry.host, { login: LOGIN });
    await expect(bytesOf(repository.blob({ digest: sha256(''), sizeBytes: 5 }).open())).rejects.toMatchObject({
      code: 'ACCESS_DENIED',
      message: expect.stringContaining(store.host),
    });
    expect(thief.asked).toEqual([]);
    expect(store.asked.map(({ headers }) => headers.authorization)).toEqual([undefined]);
  });

  it('is used when one of several challenges takes it', async () => {
    const registry = await serverOf(({ headers }, response) => {
      if (headers.authorization === BASIC) return void response.end('{}');
      response.setHeader('www-authenticate', ['Negotiate', 'Basic realm="x"']);
      response.writeHead(401).end();
    });
    const repository = await repositoryAt(registry.host, { login: LOGIN });
    expect((await repository.manifest('1')).digest).toBe(sha256('{}'));
  });

  it('is used where strangers are told that nothing is there', async () => {
    const registry = await serverOf(({ path, headers }, response) => {
      if (headers.authorization === BASIC) response.end('{}');
      else if (path === '/v2/') response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end();
      else response.writeHead(404).end();
    });
    const repository = await repositoryAt(registry.host, { login: LOGIN });
    expect((await repository.manifest('1')).digest).toBe(sha256('{}'));
    const stranger = await repositoryAt(registry.host);
    await expect(stranger.manifest('1')).rejects.toMatchObject({ code: 'IMAGE_NOT_FOUND' });
  });

  it('that is wrong is told in the words of the token service', async () => {
    const registry = await serverOf(({ path, headers }, response) => {
      const realm = `http://${headers.host}/token`;
      if (path.startsWith('/token')) response.writeHead(401).end(json({ details: 'incorrect username or password' }));
      else response.writeHead(401, { 'www-authenticate': `Bearer realm="${realm}"` }).end();
    });
    const repository = await repositoryAt(registry.host, { login: LOGIN });
    await expect(repository.manifest('1')).rejects.toMatchObject({
      code: 'ACCESS_DENIED',
      message: expect.stringContaining('incorrect username or password'),
    });
  });
});

describe('a name', () => {
  it.each([`sha256:${'AB'.repeat(32)}`, `md5:${'ab'.repeat(16)}`])(
    'by a digest that cannot be checked is none: %s',
    async (digest) => {
      const options = { remote: remoteOptions(), limits: DEFAULT_LIMITS };
      await expect(openRegistry(`127.0.0.1:1/app@${digest}`, options)).rejects.toMatchObject({ code: 'USAGE' });
    },
  );

  it.each(['../../../secret/manifests/x', 'latest2', `sha256:${'0'.repeat(63)}`])(
    'in an index is a digest or nothing: %s',
    async (digest) => {
      const registry = await serverOf(
        (_asked, response) => void response.end(json({ manifests: [{ digest, size: 1 }] })),
      );
      const options = { remote: remoteOptions(), limits: DEFAULT_LIMITS };
      await expect(openRegistry(`${registry.host}/app`, options)).rejects.toMatchObject({ code: 'FORMAT_INVALID' });
      expect(registry.asked).toHaveLength(1);
    },
  );
});

describe('a registry that goes on without end', () => {
  it('by indexes that name each other many times', async () => {
    const mediaType = 'application/vnd.oci.image.index.v1+json';
    const documents: Record<string, string> = {};
    let lowest = json({ manifests: [] });
    for (let level = 0; level < 6; level += 1) {
      documents[sha256(lowest)] = lowest;
      const each = { mediaType, digest: sha256(lowest), size: lowest.length };
      lowest = json({ manifests: Array.from({ length: 200 }, () => each) });
    }
    const registry = await serverOf(
      ({ path }, response) => void response.end(documents[path.split('/').at(-1)!] ?? lowest),
    );
    const options = { remote: remoteOptions(), limits: DEFAULT_LIMITS };
    await expect(openRegistry(`${registry.host}/app`, options)).rejects.toMatchObject({ code: 'IMAGE_NOT_FOUND' });
    expect(registry.asked).toHaveLength(7);
  });

  it('by pages of tags', async () => {
    const registry = await serverOf((_asked, response) => {
      response.setHeader('link', `</v2/app/tags/list?page=${registry.asked.length}>; rel="next"`);
      response.end(json({ tags: ['t'] }));
    });
    const repository = await repositoryAt(registry.host);
    await expect(repository.tags()).rejects.toMatchObject({ code: 'LIMIT' });
  }, 20_000);

  it('by the same page of tags', async () => {
    const registry = await serverOf(({ path }, response) => {
      response.setHeader('link', `<${path}>; rel="next"`);
      response.end(json({ tags: ['t'] }));
    });
    expect(await (await repositoryAt(registry.host)).tags()).toEqual(['t']);
  });

  it('by one byte of a blob a connection', async () => {
    const registry = await serverOf(({ headers }, response) => {
      const start = Number(/\d+/.exec(headers.range ?? '0')![0]);
      const part = { 'content-range': `bytes ${start}-99999/100000`, 'content-length': 100_000 - start };
      response.writeHead(headers.range ? 206 : 200, part);
      response.write('.', () => setTimeout(() => response.destroy(), 1));
    });
    const repository = await repositoryAt(registry.host);
    await expect(bytesOf(repository.blob({ digest: sha256(''), sizeBytes: 100_000 }).open())).rejects.toMatchObject({
      code: 'NETWORK_FAILED',
      message: expect.stringContaining('again and again'),
    });
    expect(registry.asked.length).toBeLessThan(10);
  });
});

describe('what breaks', () => {
  it('is asked for again, also a manifest', async () => {
    const registry = await serverOf((_asked, response) => {
      if (registry.asked.length > 2) return void response.end('{"whole": true}');
      response.writeHead(200, { 'content-length': 15 }).write('{"wh', () => response.destroy());
    });
    const repository = await repositoryAt(registry.host);
    expect((await repository.manifest('1')).digest).toBe(sha256('{"whole": true}'));
  });

  it('is not waited for when nobody wants it any more', async () => {
    const registry = await serverOf((_asked, response) => void response.writeHead(503, { 'retry-after': '30' }).end());
    const repository = await repositoryAt(registry.host);
    const asking = repository.manifest('1').catch((error: unknown) => error);
    await expect.poll(() => registry.asked.length, { timeout: 10_000 }).toBe(1);
    await repository.close();
    expect(await asking).toMatchObject({ code: 'NETWORK_FAILED' });
    expect(registry.asked).toHaveLength(1);
  });

  it('is a mirror no longer than once', async () => {
    const mirror = await serverOf((_asked, response) => void response.destroy());
    const registry = await serverOf((_asked, response) => void response.end('{}'));
    const repository = await repositoryAt(registry.host, { mirrors: [mirror.host] });
    await repository.manifest('1');
    const before = mirror.asked.length;
    await repository.manifest('2');
    expect(before).toBeLessThan(5);
    expect(mirror.asked).toHaveLength(before);
  });

  it('is said when a manifest comes packed, which nobody asked for', async () => {
    const registry = await serverOf(({ headers }, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(`asked for ${headers['accept-encoding']}`);
    });
    await expect((await repositoryAt(registry.host)).manifest('1')).rejects.toMatchObject({
      code: 'NETWORK_FAILED',
      message: expect.stringContaining('packed (gzip)'),
    });
    expect(registry.asked.every(({ headers }) => headers['accept-encoding'] === 'identity')).toBe(true);
  });

  it('is the list of tags alone where only that is forbidden', async () => {
    const config = json({ architecture: 'amd64', os: 'linux', rootfs: { type: 'layers', diff_ids: [] } });
    const described = {
      mediaType: 'application/vnd.oci.image.config.v1+json',
      digest: sha256(config),
      size: config.length,
    };
    const registry = await serverOf(({ path }, response) => {
      if (path.includes('/tags/')) response.writeHead(403).end();
      else response.end(path.includes('/blobs/') ? config : json({ schemaVersion: 2, config: described, layers: [] }));
    });
    const { exit, stdout, stderr } = await runInProcess(['inspect', `docker://${registry.host}/app`]);
    expect({ exit, tags: (JSON.parse(stdout) as { RepoTags: unknown }).RepoTags }).toEqual({ exit: 0, tags: [] });
    expect(stderr).toContain('no tags');
  });
});
