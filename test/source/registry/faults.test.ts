import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Image } from '../../../fixtures/image.ts';
import { layerTar } from '../../../fixtures/layers.ts';
import { parseImageName } from '../../../src/model/image-name.ts';
import { DEFAULT_LIMITS } from '../../../src/model/limits.ts';
import { VarveError } from '../../../src/model/error.ts';
import { openRepository, type Repository } from '../../../src/source/registry/repository.ts';
import { type Asked, type Fault, fetched, startFaultProxy } from './fault-proxy.ts';
import { hasLab, type Registry, remoteOptions, startRegistry } from './lab.ts';

const BODY = Buffer.alloc(3 * 2 ** 20, 'many layers of sand and clay ');
const LAYER = layerTar([{ name: 'sand', body: BODY }]);
const DIGEST = `sha256:${createHash('sha256').update(LAYER).digest('hex')}`;
const IMAGE: Image = { steps: [{ createdBy: 'ADD', layer: LAYER }] };

/** Fast enough for tests: a person bears with more. */
const PACE = { firstPauseMs: 5, patience: { connect: 5000, answer: 1000, idle: 800, drip: 800 } };

describe.runIf(hasLab)('between varve and a registry', () => {
  let registry: Registry;
  beforeAll(async () => {
    registry = await startRegistry();
    await registry.push('app:1', IMAGE);
  });
  afterAll(() => registry.close());

  async function through<T>(
    fault: Fault,
    work: (repository: Repository, asked: readonly Asked[]) => Promise<T>,
  ): Promise<T> {
    const proxy = await startFaultProxy(registry.host, fault);
    const name = parseImageName(`${proxy.host}/app:1`)!;
    const repository = await openRepository(name, { remote: remoteOptions(), limits: DEFAULT_LIMITS, pace: PACE });
    try {
      return await work(repository, proxy.asked);
    } finally {
      await repository.close();
      await proxy.close();
    }
  }

  async function download(repository: Repository): Promise<string> {
    const hash = createHash('sha256');
    for await (const chunk of repository.blob({ digest: DIGEST, sizeBytes: LAYER.length }).open()) hash.update(chunk);
    return `sha256:${hash.digest('hex')}`;
  }

  /** For blobs only; what `fault` leaves is answered as the registry does. */
  const onBlobs =
    (fault: (asked: Asked, answer: ServerResponse, blob: Buffer) => boolean | Promise<boolean>): Fault =>
    async (asked, answer) =>
      asked.path.includes('/blobs/') && fault(asked, answer, await fetched(registry.host, `/v2/app/blobs/${DIGEST}`));

  it.each<[string, Fault]>([
    ['turned away for a while (429)', ({ count }, answer) => count < 3 && status(answer, 429, { 'retry-after': '0' })],
    ['not served for a while (503)', ({ count }, answer) => count < 3 && status(answer, 503)],
    ['cut before an answer', ({ count }, answer) => count < 2 && cut(answer)],
    ['left without an answer for a while', ({ count }) => count < 1],
    [
      'sent elsewhere by a redirect',
      ({ path, headers: { host } }, answer) =>
        path.includes('/blobs/') &&
        !path.endsWith('?there') &&
        status(answer, 307, { location: `http://${host}${path}?there` }),
    ],
    ['broken off in the middle', onBlobs(({ count }, answer, blob) => count < 2 && partly(answer, blob, 2 ** 20))],
    [
      'broken off by a server that knows no ranges',
      onBlobs(({ count, headers }, answer, blob) =>
        count < 2 ? partly(answer, blob, 2 ** 20) : headers.range !== undefined && whole(answer, blob),
      ),
    ],
    [
      'silent in the middle',
      onBlobs(({ count }, answer, blob) => {
        if (count > 0) return false;
        answer.writeHead(200, { 'content-length': blob.length }).write(blob.subarray(0, 1000));
        return true;
      }),
    ],
    [
      'longer than it claims to be',
      onBlobs(({ count }, answer, blob) => count < 1 && partly(answer, blob, blob.length - 7)),
    ],
  ])('a download arrives although it is %s', async (_what, fault) => {
    expect(await through(fault, download)).toBe(DIGEST);
  });

  it.each<[string, string, RegExp, Fault]>([
    [
      'turned away for good',
      'NETWORK_FAILED',
      /HTTP 429/,
      (_asked, answer) => status(answer, 429, { 'retry-after': '0' }),
    ],
    ['failing for good', 'NETWORK_FAILED', /HTTP 500/, (_asked, answer) => status(answer, 500)],
    ['cut each time', 'NETWORK_FAILED', /the connection was cut/, (_asked, answer) => cut(answer)],
    ['never answered', 'NETWORK_FAILED', /no answer came in time/, () => true],
    [
      'sent round in circles',
      'NETWORK_FAILED',
      /redirects more than 10 times/,
      ({ path }, answer) => status(answer, 302, { location: path }),
    ],
    [
      'sent to a file',
      'NETWORK_FAILED',
      /redirects to file:/,
      (_asked, answer) => status(answer, 302, { location: 'file:///etc/passwd' }),
    ],
    [
      'broken off each time at the start',
      'NETWORK_FAILED',
      /broke off at byte 0 of 3,14/,
      onBlobs((_asked, answer, blob) => partly(answer, blob, 0)),
    ],
    [
      'longer than the manifest says',
      'DIGEST_MISMATCH',
      /but more come/,
      onBlobs((_asked, answer, blob) => whole(answer, Buffer.concat([blob, Buffer.from('more')]))),
    ],
    ['forbidden', 'ACCESS_DENIED', /does not let you read it/, (_asked, answer) => status(answer, 403)],
    [
      'for another range than was asked',
      'NETWORK_FAILED',
      /came from another/,
      onBlobs(({ count }, answer, blob) => {
        if (count === 0) return partly(answer, blob, 1000);
        answer.writeHead(206, { 'content-range': `bytes 5-${blob.length - 1}/${blob.length}` }).end(blob.subarray(5));
        return true;
      }),
    ],
    [
      'dripping',
      'NETWORK_FAILED',
      /broke off/,
      onBlobs((_asked, answer, blob) => {
        answer.writeHead(200, { 'content-length': blob.length });
        const timer = setInterval(() => answer.write('.'), 50);
        answer.on('close', () => clearInterval(timer));
        return true;
      }),
    ],
  ])(
    'a download that is %s ends with %s',
    async (_what, code, message, fault) => {
      const failure: unknown = await through(fault, download).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(VarveError);
      expect(failure).toMatchObject({ code, message: expect.stringMatching(message) });
      expect((failure as VarveError).message).toMatch(/127\.0\.0\.1:\d+/);
    },
    30_000,
  );

  it('other bytes than the digest names are not believed', async () => {
    const lie: Fault = (_asked, answer) => whole(answer, Buffer.from('{"schemaVersion": 2}'));
    const asking = through(lie, (repository) => repository.manifest(DIGEST));
    await expect(asking).rejects.toMatchObject({ code: 'DIGEST_MISMATCH' });
  });

  it('a manifest without end is not read to its end', async () => {
    const flood: Fault = (_asked, answer) => {
      const pour = (): void => void (answer.destroyed || answer.write(Buffer.alloc(2 ** 20, ' '), pour));
      pour();
      return true;
    };
    const asking = through(flood, (repository) => repository.manifest('1'));
    await expect(asking).rejects.toMatchObject({ code: 'LIMIT' });
  });

  it('a part of a blob is asked for as one', async () => {
    const part = await through(
      () => false,
      async (repository, asked) => {
        const bytes = await repository.blob({ digest: DIGEST, sizeBytes: LAYER.length }).fetchRange!(600, 30);
        expect(asked.map(({ headers }) => headers.range)).toEqual(['bytes=600-629']);
        return Buffer.from(bytes).toString();
      },
    );
    expect(part).toBe(Buffer.from(LAYER.subarray(600, 630)).toString());
  });

  it('a part of a blob is not taken from a server that knows no ranges', async () => {
    const asking = through(
      onBlobs((_asked, answer, blob) => whole(answer, blob)),
      (repository) => repository.blob({ digest: DIGEST, sizeBytes: LAYER.length }).fetchRange!(600, 30),
    );
    await expect(asking).rejects.toMatchObject({ code: 'UNSUPPORTED' });
  });

  it('a blob store never sees the login', async () => {
    const seen: Asked[] = [];
    const store = await startFaultProxy(registry.host, (asked) => {
      seen.push(asked);
      return false;
    });
    const fault: Fault = ({ path, headers }, answer) => {
      if (headers.authorization === undefined) return status(answer, 401, { 'www-authenticate': 'Basic realm="lab"' });
      return path.includes('/blobs/') && status(answer, 307, { location: `http://${store.host}${path}` });
    };
    const proxy = await startFaultProxy(registry.host, fault);
    const remote = remoteOptions({ login: { username: 'me', password: 'secret' } });
    const name = parseImageName(`${proxy.host}/app:1`)!;
    const repository = await openRepository(name, { remote, limits: DEFAULT_LIMITS, pace: PACE });
    expect(await download(repository)).toBe(DIGEST);
    expect(seen.map(({ headers }) => headers.authorization)).toEqual([undefined]);
    await Promise.all([repository.close(), proxy.close(), store.close()]);
  });

  it('the mirror is asked first, and the registry when the mirror fails', async () => {
    const mirror = await startFaultProxy(
      registry.host,
      ({ path }, answer) => path.includes('/blobs/') && status(answer, 404),
    );
    const lines: string[] = [];
    const remote = remoteOptions({ mirrors: [mirror.host], trace: (line) => lines.push(line) });
    const name = parseImageName(`${registry.host}/app:1`)!;
    const repository = await openRepository(name, { remote, limits: DEFAULT_LIMITS, pace: PACE });
    await repository.manifest('1');
    expect(await download(repository)).toBe(DIGEST);
    expect(mirror.asked.map(({ path }) => path.split('/')[3])).toEqual(['manifests', 'blobs']);
    expect(lines.join('\n')).toContain('does not help');
    await Promise.all([repository.close(), mirror.close()]);
  });
});

function status(answer: ServerResponse, code: number, headers: Record<string, string> = {}): true {
  answer.writeHead(code, headers).end();
  return true;
}

function cut(answer: ServerResponse): true {
  answer.destroy();
  return true;
}

function whole(answer: ServerResponse, bytes: Buffer): true {
  answer.writeHead(200, { 'content-length': bytes.length }).end(bytes);
  return true;
}

/** Promises all and sends only the start. */
function partly(answer: ServerResponse, bytes: Buffer, length: number): true {
  answer.writeHead(200, { 'content-length': bytes.length });
  answer.write(bytes.subarray(0, length), () => setTimeout(() => answer.destroy(), 20));
  return true;
}
