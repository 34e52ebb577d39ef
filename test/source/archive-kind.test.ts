import { expect, it } from 'vitest';
import { findTraces, isSavedImage } from '../../src/source/archive-kind.ts';
import { notAnImage } from '../../src/source/not-an-image.ts';
import { bytesOf, type Content, type Files, seekable, tarOf } from './build.ts';

const ID = 'a1'.repeat(32);

it.each<[string, boolean, Files]>([
  ['manifest.json', true, { 'manifest.json': '[]' }],
  ['./manifest.json', true, { './manifest.json': '[]' }],
  ['a manifest.json beside files of any name', true, { 'layers/one': '', 'manifest.json': '[]' }],
  ['index.json with oci-layout', true, { 'oci-layout': '{}', 'index.json': '{}' }],
  ['index.json with blobs', true, { [`blobs/sha256/${ID}`]: '', 'index.json': '{}' }],
  ['layers of docker without their manifest: it was cut off', true, { [`${ID}/layer.tar`]: '' }],
  ['layers of podman without their manifest', true, { [`${ID}.tar`]: '' }],
  ['blobs without an index', true, { [`blobs/sha256/${ID}`]: '' }],
  ['docker before 1.10', true, { repositories: '{}', [`${ID}/json`]: '{}' }],
  ['the tree of a system', false, { 'etc/os-release': '', 'usr/bin/app': '' }],
  [
    "a system with a web page's manifest.json and index.json",
    false,
    { 'etc/os-release': '', 'manifest.json': '{}', 'index.json': '{}' },
  ],
  ['a system with blobs of its own', false, { 'etc/os-release': '', 'blobs/x': '' }],
  ['a saved image packed with a stray etc', true, { 'etc/x': '', [`blobs/sha256/${ID}`]: '', 'index.json': '{}' }],
  ['a page with an index.json', false, { 'index.json': '{}', 'app.js': '' }],
  ['any files', false, { a: '', 'b/c': '' }],
  ['a layer.tar deeper down', false, { [`var/lib/docker/${ID}/layer.tar`]: '' }],
  ['nothing', false, {}],
])('a tar with %s is a saved image: %s', async (_what, expected, files) => {
  expect(isSavedImage(await findTraces(seekable(await tarOf(files)), 'app.tar'))).toBe(expected);
});

it.each<[Content, string]>([
  ['', 'it is empty'],
  [
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0),
    'it begins with bytes 89 50 4e 47 0d 0a 1a 0a (a PNG picture)',
  ],
  [Uint8Array.of(0x1f, 0x8b), 'it begins with bytes 1f 8b (a gzip stream that is cut short)'],
  ['FROM scratch\n', 'it begins with bytes 46 52 4f 4d 20 73 63 72 (text)'],
  [bytesOf('größe').subarray(0, 4), 'it begins with bytes 67 72 c3 b6 (text)'],
  [bytesOf('größe').subarray(0, 3), 'it begins with bytes 67 72 c3 (text)'],
  [Uint8Array.of(1, 2, 3), 'it begins with bytes 01 02 03'],
])('what begins like that is no image: %j', (head, found) => {
  expect(notAnImage('x', bytesOf(head))).toMatchObject({
    code: 'FORMAT_UNKNOWN',
    message: `x is not a container image: ${found}`,
  });
});
