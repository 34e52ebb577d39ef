import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseImageName } from '../../../src/model/image-name.ts';
import { DEFAULT_LIMITS } from '../../../src/model/limits.ts';
import { proxyFor } from '../../../src/source/registry/proxy.ts';
import { openRepository } from '../../../src/source/registry/repository.ts';
import { remoteOptions } from './lab.ts';

const PROXY = 'http://proxy.example:3128/';

describe('a proxy', () => {
  it.each<[string, Record<string, string>, string | null]>([
    ['https://a.example/', {}, null],
    ['https://a.example/', { HTTPS_PROXY: 'http://proxy.example:3128' }, PROXY],
    ['https://a.example/', { https_proxy: 'http://proxy.example:3128', HTTPS_PROXY: 'http://other' }, PROXY],
    ['https://a.example/', { HTTPS_PROXY: 'proxy.example:3128' }, PROXY],
    ['https://a.example/', { HTTP_PROXY: 'http://proxy.example:3128' }, null],
    ['http://a.example/', { HTTP_PROXY: 'http://proxy.example:3128' }, PROXY],
    ['https://localhost:5000/', { HTTPS_PROXY: PROXY }, null],
    ['https://127.0.0.1:5000/', { HTTPS_PROXY: PROXY }, null],
    ['https://[::1]:5000/', { HTTPS_PROXY: PROXY }, null],
    ['https://a.example/', { HTTPS_PROXY: PROXY, NO_PROXY: '*' }, null],
    ['https://a.example/', { HTTPS_PROXY: PROXY, NO_PROXY: 'b.example, a.example' }, null],
    ['https://r.a.example/', { HTTPS_PROXY: PROXY, NO_PROXY: '.a.example' }, null],
    ['https://r.a.example/', { HTTPS_PROXY: PROXY, NO_PROXY: 'a.example' }, null],
    ['https://ba.example/', { HTTPS_PROXY: PROXY, NO_PROXY: 'a.example' }, PROXY],
    ['https://a.example:8443/', { HTTPS_PROXY: PROXY, NO_PROXY: 'a.example:443' }, PROXY],
    ['https://a.example/', { HTTPS_PROXY: PROXY, NO_PROXY: 'a.example:443' }, null],
    ['https://10.1.2.3/', { HTTPS_PROXY: PROXY, NO_PROXY: '10.0.0.0/8' }, null],
    ['https://11.1.2.3/', { HTTPS_PROXY: PROXY, NO_PROXY: '10.0.0.0/8' }, PROXY],
    ['https://a.example/', { HTTPS_PROXY: PROXY, NO_PROXY: ' , ' }, PROXY],
  ])('for %s with %j is %s', (url, env, expected) => {
    expect(proxyFor(new URL(url), env)?.href ?? null).toBe(expected);
  });

  it.each(['socks5://me:secret@proxy', 'http://[', 'ftp://proxy'])(
    'that cannot be used is said without its password: %s',
    (text) => {
      const use = () => proxyFor(new URL('https://a.example/'), { HTTPS_PROXY: text });
      expect(use).toThrow(
        expect.objectContaining({ code: 'CONFIG_INVALID', message: expect.not.stringContaining('secret') }),
      );
    },
  );

  it('is asked for plain HTTP in full, and for nothing on this machine', async () => {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      response.end('{}');
    });
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const remote = remoteOptions({ plainHttp: true, env: { HTTP_PROXY: `127.0.0.1:${port}` } });
    for (const host of ['registry.invalid:5000', `127.0.0.1:${port}`]) {
      const repository = await openRepository(parseImageName(`${host}/app:1`)!, { remote, limits: DEFAULT_LIMITS });
      await repository.manifest('1');
      await repository.close();
    }
    expect(asked).toEqual(['GET http://registry.invalid:5000/v2/app/manifests/1', 'GET /v2/app/manifests/1']);
  });
});
