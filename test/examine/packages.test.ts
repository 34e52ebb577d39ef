import { expect, it } from 'vitest';
import { packages } from '../../src/examine/packages.ts';
import { deb } from '../analysis/packages/found.ts';
import { open } from './open-layers.ts';
import { written } from './schema.ts';

const STATUS = 'var/lib/dpkg/status';
const LIST = { name: 'var/lib/dpkg/info/a.list', body: '/a\n' };

it('tells of packages as its schema says, with the distribution in their purls', async () => {
  const opened = await open(
    [
      { name: 'etc/os-release', link: '../usr/lib/os-release' },
      { name: 'usr/lib/os-release', body: 'ID=ubuntu\nVERSION_ID="24.04"\n' },
      { name: STATUS, body: deb('a', '1') + deb('b', '2', undefined, 'Source: bsrc\n') },
      LIST,
      { name: 'a', body: 'abc' },
    ],
    [{ name: STATUS, body: deb('b', '3', undefined, 'Source: bsrc\n') }, { name: '.wh.a' }],
  );
  const document = written(await packages(opened));
  expect(document.packages).toEqual([
    {
      ...{ type: 'deb', name: 'b', version: '3', arch: 'amd64', source: 'bsrc', files: 0, bytes: 0 },
      purl: 'pkg:deb/ubuntu/b@3?arch=amd64&distro=ubuntu-24.04&upstream=bsrc',
      ...{ layer: 1, installedIn: 0, path: `/${STATUS}` },
      earlier: [{ version: '2', layer: 0, replacedIn: 1, change: 'upgrade' }],
    },
  ]);
  expect(document.removed).toMatchObject([{ name: 'a', files: 1, bytes: 3, layer: 0, removedIn: 1 }]);
  expect(document.totals).toEqual({ packages: 1, bytes: 0, removed: 1, removedBytes: 3 });
});

it('keeps the bytes of a path that is no text', async () => {
  const path = Buffer.from('\xff/node_modules/a/package.json', 'latin1');
  const opened = await open([{ name: path, body: '{"name":"a","version":"1"}' }]);
  const [found] = written(await packages(opened)).packages;
  expect(found!.path).toBe('/\\xff/node_modules/a/package.json');
  expect(found!.pathBytes).toBe(Buffer.concat([Buffer.from('/'), path]).toString('base64'));
});
