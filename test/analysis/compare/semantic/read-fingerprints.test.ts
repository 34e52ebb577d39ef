import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { layerTar } from '../../../../fixtures/layers.ts';
import { fingerprintOf } from '../../../../src/analysis/compare/semantic/fingerprints.ts';
import { type NamedFile, readFingerprints } from '../../../../src/analysis/compare/semantic/read-fingerprints.ts';
import type { Image } from '../../../../src/image/image.ts';
import { loadImage } from '../../../../src/image/load-image.ts';
import { DEFAULT_LIMITS } from '../../../../src/model/limits.ts';
import { factsOf, isFile } from '../../../../src/union/node.ts';
import { pathAt } from '../../../../src/union/row-path.ts';
import { viewAt } from '../../../../src/union/view.ts';
import { layerOf, manifestOf, OPTIONS } from '../../../image/loading.ts';

function filesOf(image: Image): NamedFile[] {
  const view = viewAt(image.paths, image.layers.length - 1);
  return [...view].flatMap((event, row): NamedFile[] => {
    const inode = event < 0 || row === 0 ? null : factsOf(image.paths, event).inode;
    return isFile(image.paths, inode) ? [{ ...pathAt(image.paths, row), inode }] : [];
  });
}

it.each([
  ['plain', (tar: Uint8Array) => tar],
  ['packed', (tar: Uint8Array) => new Uint8Array(gzipSync(tar))],
])('reads the bodies of %s layers once, for all their names', async (_form, packed) => {
  const bad = { name: Buffer.from('\xff.list', 'latin1'), body: 'x' };
  const layers = [layerTar('a=b\nc, e/'), layerTar([{ name: 'd', body: 'y\nz' }, 'e/h => d', bad])];
  const image = await loadImage(manifestOf(layers.map((tar) => layerOf(tar, packed(tar)))), OPTIONS);
  const found = await readFingerprints(image, filesOf(image), DEFAULT_LIMITS);
  expect(Object.fromEntries(found)).toEqual({
    '/a': fingerprintOf('/a', Buffer.from('b\nc')),
    '/d': fingerprintOf('/d', Buffer.from('y\nz')),
    '/e/h': fingerprintOf('/e/h', Buffer.from('y\nz')),
    // Named by its bytes: `/\xff.list` may also be the name of another file.
    [Buffer.from('/\xff.list', 'latin1').toString('base64')]: fingerprintOf('/x.list', Buffer.from('x')),
  });
});
