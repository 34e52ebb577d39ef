/** Images made in memory, in every form and packing that varve reads: small enough to be cut everywhere. */
import { spawnSync } from 'node:child_process';
import { gzipSync } from 'node:zlib';
import {
  archiveOf,
  classicArchive,
  dockerArchive,
  type Image,
  ociLayout,
  type Packing,
  type Step,
} from '../../fixtures/image.ts';
import { bytes, concat, gnuLong, paxHeader, tar } from '../../fixtures/tar.ts';
import { type BaseArchive, baseArchive } from './base-archive.ts';
import { noise } from './random.ts';

type Layers = readonly Uint8Array[];

/** The odd image in every form, layers packed in every way, and some of these packed as a whole. */
export function smallArchives(): Promise<readonly BaseArchive[]> {
  const plain = imageOf(ODD_LAYERS);
  const made: [string, Uint8Array, string[]?][] = [];
  for (const [packing, compression] of packings()) {
    const image = imageOf(ODD_LAYERS, compression);
    made.push([`docker-1.2 ${packing}`, classicArchive(image)]);
    made.push([`docker-25 ${packing}`, dockerArchive(image)]);
    made.push([`oci ${packing}`, archiveOf(ociLayout(image))]);
  }
  made.push(['rootfs', rootfs()]);
  made.push(['two images', dockerArchive(plain, imageOf(ODD_LAYERS.slice(0, 1)))]);
  made.push(['gzip of docker-25', gzipSync(dockerArchive(plain))]);
  made.push(['gzip of oci', gzipSync(archiveOf(ociLayout(plain)))]);
  made.push(['gzip of rootfs', gzipSync(rootfs())]);
  if (ZSTD) made.push(['zstd of docker-25', ZSTD.pack(dockerArchive(plain))]);
  return basesOf(made);
}

/** Archives of some hundred kilobytes and more, with bodies that stay large when packed. */
export function largeArchives(): Promise<readonly BaseArchive[]> {
  const layers = [noisyLayer(1, 300_000), ...ODD_LAYERS, noisyLayer(2, 200_000)];
  const made: [string, Uint8Array][] = packings().map(([packing, compression]) => [
    `large docker-25 ${packing}`,
    dockerArchive(imageOf(layers, compression)),
  ]);
  made.push(['large gzip of docker-1.2', gzipSync(classicArchive(imageOf(layers)))]);
  // More than a megabyte of packed zstd is unpacked in a worker thread.
  if (ZSTD) made.push(['large oci of one zstd', archiveOf(ociLayout(imageOf([noisyLayer(3, 1_200_000)], ZSTD)))]);
  return basesOf(made);
}

/** zstd as its command makes it, where there is one: Node packs it only from 22.15 on. */
const ZSTD: Packing | undefined = spawnSync('zstd', ['--version']).error
  ? undefined
  : { suffix: 'zstd', pack: (plain) => spawnSync('zstd', ['-c'], { input: plain, maxBuffer: 2 ** 28 }).stdout };

function packings(): readonly (readonly [string, Step['compression']])[] {
  return [['plain', undefined], ['gzip', 'gzip'], ...(ZSTD ? [['zstd', ZSTD] as const] : [])];
}

function basesOf(made: readonly (readonly [string, Uint8Array, string[]?])[]): Promise<readonly BaseArchive[]> {
  return Promise.all(made.map(([name, archive]) => baseArchive(name, archive)));
}

function imageOf(layers: Layers, compression?: Step['compression']): Image {
  const steps = layers.map((layer, i) => ({
    createdBy: `RUN step ${i}`,
    layer,
    ...(compression && { compression }),
  }));
  return { names: ['odd/image:1'], steps: [...steps, { createdBy: 'CMD ["sh"]' }] };
}

/** Every way to say a long name, to link, to hide and to repeat. */
const ODD_LAYERS: Layers = [
  tar([
    { name: 'etc/', mtime: 1_790_000_000 },
    { name: 'etc/passwd', body: 'root:x:0:0:root:/:/bin/sh\n'.repeat(30) },
    { name: 'etc/shadow', body: 'root:*:20366\n', mode: 0o640, gid: 42 },
    { name: `usr/share/${'long-'.repeat(24)}/${'name-'.repeat(20)}`, body: 'prefix' },
    { name: `opt/${'p'.repeat(200)}`, body: 'pax', pax: { 'SCHILY.xattr.user.note': 'x', mtime: '-1.25' } },
    { name: `opt/${'g'.repeat(200)}`, dialect: 'gnu', link: '../'.repeat(50) },
    { name: Uint8Array.of(...bytes('opt/caf'), 0xe9), body: 'not UTF-8' },
    { name: 'bin', link: 'usr/bin' },
    { name: 'usr/bin/sh', body: '#!'.repeat(700), mode: 0o4755 },
    { name: 'usr/bin/bash', type: 'hardlink', link: 'usr/bin/sh' },
    { name: 'dev/null', type: 'char', device: [1, 3] },
    { name: 'run/pipe', type: 'fifo' },
    sparseFile(),
  ]),
  tar([
    { name: 'etc/passwd', body: 'root:x:0:0:root:/:/bin/sh\n'.repeat(30), uid: 1000 },
    { name: 'etc/.wh.shadow' },
    { name: 'opt/.wh..wh..opq' },
    { name: 'opt/new', body: 'n'.repeat(513) },
    { name: 'opt/new', body: 'again' },
    { name: './usr/bin//../bin/bash', body: 'other', dialect: 'v7' },
  ]),
  tar([
    paxHeader({ comment: 'for all' }, 'g'),
    { name: 'var/big', uid: 2 ** 33, mtime: 2 ** 34, dialect: 'gnu', body: 'b'.repeat(3000) },
    { name: 'var/.wh.nothing' },
    { name: 'lib/x', body: 'through a link that is not there' },
    gnuLong(`var/${'l'.repeat(120)}`),
    { name: 'var/l', body: 'long' },
    { name: 'var/noise', body: noise(0, 3000) },
  ]),
];

/** GNU's sparse file of version 1.0: the map stands at the head of the body. */
function sparseFile(): Uint8Array {
  const map = concat([bytes('2\n0\n5\n9000\n6\n'), new Uint8Array(512)]).subarray(0, 512);
  const pax = {
    'GNU.sparse.major': '1',
    'GNU.sparse.minor': '0',
    'GNU.sparse.name': 'var/sparse',
    'GNU.sparse.realsize': '10000',
  };
  return tar([{ name: 'GNUSparseFile.0/sparse', pax, body: concat([map, bytes('first'), bytes('second')]) }], 0);
}

function rootfs(): Uint8Array {
  return concat([ODD_LAYERS[0]!.subarray(0, -1024), ODD_LAYERS[2]!]);
}

function noisyLayer(seed: number, sizeBytes: number): Uint8Array {
  const files = Array.from({ length: 40 }, (_, i) => ({
    name: `srv/${seed}/f${i}`,
    body: `file ${i} of ${seed}\n`.repeat(i),
  }));
  return tar([{ name: `srv/${seed}/noise`, body: noise(seed, sizeBytes) }, ...files]);
}
