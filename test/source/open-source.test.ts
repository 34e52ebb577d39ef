import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { BARE_MACHINE } from '../../fixtures/remote.ts';
import { DEFAULT_LIMITS } from '../../src/model/limits.ts';
import { parseReference } from '../../src/model/reference.ts';
import type { ImageSource } from '../../src/source/image-source.ts';
import type { OpenOptions } from '../../src/source/open-options.ts';
import { openSource } from '../../src/source/open-source.ts';
import { pathKind } from '../../src/source/path-kind.ts';
import { bytesOf, configFor, type Content, type Files, named, putImage, putRoot, readBlob, tarOf } from './build.ts';
import { folderOf } from './temporary.ts';

async function* chunksOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 100) yield bytes.subarray(at, at + 100);
}

const open = (text: string, options: Partial<OpenOptions> = {}): Promise<ImageSource> =>
  openSource(parseReference(text, pathKind), {
    limits: DEFAULT_LIMITS,
    rereadable: true,
    openStream: () => Promise.reject(new Error('nobody should stream')),
    stdin: chunksOf(new Uint8Array()),
    remote: BARE_MACHINE,
    note: () => {},
    ...options,
  });

const LAYOUT: Files = {};
const IMAGE = putImage(LAYOUT, { descriptor: named('app:1') });
putRoot(LAYOUT, [IMAGE]);
const DOCKER: Files = {
  'c.json': { json: configFor([bytesOf('layer')]) },
  'l.tar': 'layer',
  'manifest.json': { json: [{ Config: 'c.json', RepoTags: ['app:1'], Layers: ['l.tar'] }] },
};
const ROOT: Files = { 'etc/os-release': 'x' };
const SKOPEO: Files = {
  version: 'Directory Transport Version: 1.1\n',
  'manifest.json': LAYOUT[`blobs/${IMAGE.digest.replace(':', '/')}`]!,
};
for (const digest of [IMAGE.config, ...IMAGE.layers])
  SKOPEO[digest.slice(7)] = LAYOUT[`blobs/${digest.replace(':', '/')}`]!;

const fileOf = async (content: Content | Promise<Content>, name = 'x'): Promise<string> =>
  join(folderOf({ [name]: await content }), name);

describe('every form', () => {
  const forms: readonly [string, () => Promise<string>, Partial<ImageSource>][] = [
    ['a docker archive', () => fileOf(tarOf(DOCKER)), { transport: 'docker-archive', format: 'docker archive' }],
    [
      'a docker archive by transport',
      async () => `docker-archive:${await fileOf(tarOf(DOCKER))}:app:1`,
      { transport: 'docker-archive' },
    ],
    [
      'a docker archive, compressed',
      async () => fileOf(gzipSync(await tarOf(DOCKER)), 'x.zip'),
      { transport: 'docker-archive' },
    ],
    ['an OCI archive', () => fileOf(tarOf(LAYOUT)), { transport: 'oci-archive', format: 'OCI archive' }],
    [
      'an OCI archive by transport',
      async () => `oci-archive:${await fileOf(tarOf(LAYOUT))}:app:1`,
      { transport: 'oci-archive' },
    ],
    [
      'an archive with both lists',
      () => fileOf(tarOf({ ...LAYOUT, ...DOCKER })),
      { transport: 'docker-archive', format: 'docker archive with OCI layout' },
    ],
    ['an OCI layout', async () => folderOf(LAYOUT), { transport: 'oci', format: 'OCI layout' }],
    ['an OCI layout by transport', async () => `oci:${folderOf(LAYOUT)}:app:1`, { transport: 'oci' }],
    [
      'an unpacked docker archive by transport',
      async () => `docker-archive:${folderOf(DOCKER)}`,
      { transport: 'docker-archive' },
    ],
    ["skopeo's directory", async () => folderOf(SKOPEO), { transport: 'dir', format: 'skopeo directory' }],
    ["skopeo's directory by transport", async () => `dir:${folderOf(SKOPEO)}`, { transport: 'dir' }],
    ['a root filesystem', () => fileOf(tarOf(ROOT)), { transport: 'rootfs', format: 'root filesystem' }],
    [
      'a docker archive taken for a root filesystem',
      async () => `rootfs:${await fileOf(tarOf(DOCKER))}`,
      { transport: 'rootfs' },
    ],
    ['a directory taken for a root filesystem', async () => `rootfs:${folderOf(ROOT)}`, { transport: 'rootfs' }],
    [
      'a saved manifest',
      async () => join(folderOf(SKOPEO), 'manifest.json'),
      { transport: 'manifest', format: 'saved manifest' },
    ],
    [
      'a saved manifest by transport',
      async () => `manifest:${join(folderOf(SKOPEO), 'manifest.json')}`,
      { transport: 'manifest' },
    ],
  ];

  it.each(forms)('opens: %s', async (_what, place, expected) => {
    const source = await open(await place());
    expect(source).toMatchObject(expected);
    await source.close();
  });

  it.each(forms)('keeps what sources promise: %s', async (_what, place) => {
    const text = await place();
    const source = await open(text);
    const entries = source.list();
    expect(entries.length).toBeGreaterThan(0);
    expect(source.list().map((entry, i) => entry === entries[i])).toEqual(entries.map(() => true));
    for (const entry of entries) {
      const image = await source.open(entry);
      expect(image).toMatchObject({ ...entry });
      for (const { blob } of image.layers) {
        if (!blob) continue;
        const bytes = await readBlob(blob);
        expect(await readBlob(blob)).toBe(bytes);
        expect(Buffer.byteLength(bytes)).toBe(blob.sizeBytes);
        if (!blob.readInto) continue;
        const target = new Uint8Array(blob.sizeBytes);
        expect([blob.readInto(target, 0), Buffer.from(target).toString()]).toEqual([blob.sizeBytes, bytes]);
      }
    }
    await expect(source.open({ ...entries[0]! })).rejects.toThrow('another source');
    const again = await open(text);
    expect(again.list()).toEqual(entries);
    await again.close();
    await source.close();
    await source.close();
  });
});

describe('what is read once', () => {
  const streamed: OpenOptions['openStream'] = async (name, chunks, transport) => {
    const bytes = await readBlob({ open: () => chunks });
    return {
      transport: 'docker-archive',
      format: `${name} ${transport} ${bytes.length}`,
      list: () => [],
      open: () => Promise.reject(),
      close: async () => {},
    };
  };

  it('goes to the stream reader unpacked and whole, with the form the user named', async () => {
    const tar = await tarOf(DOCKER);
    const options = { rereadable: false, openStream: streamed };
    expect((await open('-', { ...options, stdin: chunksOf(tar) })).format).toBe(`standard input null ${tar.length}`);
    expect((await open('oci:-', { ...options, stdin: chunksOf(gzipSync(tar)) })).format).toBe(
      `standard input oci-archive ${tar.length}`,
    );
    const path = await fileOf(gzipSync(tar));
    expect((await open(`rootfs:${path}`, options)).format).toBe(`${path} rootfs ${tar.length}`);
  });

  it('is kept in a file when it will be read again', async () => {
    const source = await open('-', { stdin: chunksOf(gzipSync(await tarOf(DOCKER))) });
    const image = await source.open(source.list()[0]!);
    expect([await readBlob(image.layers[0]!.blob!), await readBlob(image.layers[0]!.blob!)]).toEqual([
      'layer',
      'layer',
    ]);
    await source.close();
  });

  it('may be a manifest', async () => {
    const source = await open('-', { stdin: chunksOf(bytesOf(SKOPEO['manifest.json']!)) });
    expect(source.transport).toBe('manifest');
  });

  it('lets go of its source when it is no image', async () => {
    let isOver = false;
    const stdin = (async function* () {
      try {
        for (;;) yield bytesOf('text '.repeat(200));
      } finally {
        isOver = true;
      }
    })();
    await expect(open('-', { stdin })).rejects.toMatchObject({
      code: 'FORMAT_UNKNOWN',
      message: expect.stringContaining('standard input'),
    });
    expect(isOver).toBe(true);
  });
});

describe('what is no image', () => {
  it.each<[string, string, () => Promise<string>]>([
    ['IMAGE_NOT_FOUND', 'there is no such file', async () => './gone.tar'],
    ['IMAGE_NOT_FOUND', 'there is no such file', async () => 'docker-archive:gone.tar'],
    ['IMAGE_NOT_FOUND', 'there is no file gone.tar', async () => 'gone.tar'],
    ['FORMAT_UNKNOWN', 'it is empty', () => fileOf('')],
    ['FORMAT_UNKNOWN', '(text)', () => fileOf('FROM scratch')],
    [
      'FORMAT_UNKNOWN',
      ', unpacked (gzip), is not a container image: it begins with bytes 46 52 4f 4d 20 73 63 72 (text)',
      () => fileOf(gzipSync('FROM scratch')),
    ],
    ['FORMAT_UNKNOWN', ', unpacked (gzip), is not a container image: it is empty', () => fileOf(gzipSync(''))],
    ['FORMAT_UNKNOWN', 'is JSON, but no manifest', () => fileOf('{"name": "x"}')],
    ['FORMAT_UNKNOWN', 'is not a container image', async () => `docker-archive:${await fileOf('{"layers": []}')}`],
    ['FORMAT_UNKNOWN', 'is a directory without oci-layout, index.json or version', async () => folderOf(ROOT)],
    ['FORMAT_INVALID', 'has no index.json', async () => `oci:${folderOf(ROOT)}`],
    ['FORMAT_INVALID', 'has no index.json', async () => folderOf({ 'oci-layout': '{}' })],
    ['FORMAT_INVALID', 'has no manifest.json', async () => `dir:${folderOf(ROOT)}`],
    [
      'FORMAT_INVALID',
      'neither manifest.json nor index.json',
      async () => `docker-archive:${await fileOf(tarOf(ROOT))}`,
    ],
    [
      'FORMAT_INVALID',
      'is a tar archive, not a directory that skopeo wrote',
      async () => `dir:${await fileOf(tarOf(DOCKER))}`,
    ],
    ['FORMAT_INVALID', 'is a directory, not a manifest', async () => `manifest:${folderOf(ROOT)}`],
    ['USAGE', 'no name of an image', async () => 'docker://App:1'],
    ['NETWORK_FAILED', 'nobody listens there', async () => 'docker://127.0.0.1:1/app:1'],
    ['NETWORK_FAILED', 'there is no file 127.0.0.1:1/app', async () => '127.0.0.1:1/app'],
    ['UNSUPPORTED', 'containers-storage is not read', async () => 'containers-storage:app:1'],
  ])('is refused with %s: %s', async (code, message, place) => {
    await expect(open(await place())).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
  });

  it('names both readings of a directory that could be a name', async () => {
    const error: unknown = await openSource(
      parseReference('localhost:1/nginx', (path) => (path === 'localhost:1/nginx' ? 'dir' : null)),
      {
        limits: DEFAULT_LIMITS,
        rereadable: false,
        openStream: () => Promise.reject(),
        stdin: chunksOf(new Uint8Array()),
        remote: BARE_MACHINE,
        note: () => {},
      },
    ).catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      code: 'NETWORK_FAILED',
      message: expect.stringMatching(
        /nginx is a directory that holds no image.* as the name of an image: .*nobody listens/,
      ),
    });
  });

  it('says where a tar breaks off', async () => {
    const path = await fileOf((await tarOf(DOCKER)).subarray(0, 600));
    await expect(open(path)).rejects.toMatchObject({ code: 'TAR_DAMAGED', message: expect.stringContaining(path) });
  });
});

it('tells files, directories and nothing apart', () => {
  const folder = folderOf({ a: '', link: { symlink: 'a' }, broken: { symlink: 'gone' } });
  writeFileSync(join(folder, 'b'), '');
  const kinds = ['', 'a', 'link', 'broken', 'gone', 'a/x', 'x'.repeat(5000)].map((name) =>
    pathKind(join(folder, name)),
  );
  expect(kinds).toEqual(['dir', 'file', 'file', null, null, null, null]);
});
