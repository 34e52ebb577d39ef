import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { VarveError } from '../../src/model/error.ts';
import { DEFAULT_LIMITS } from '../../src/model/limits.ts';
import { archiveImages } from '../../src/source/archive-images.ts';
import { savedManifest } from '../../src/source/saved-manifest.ts';
import { skopeoDir } from '../../src/source/skopeo-dir.ts';
import type { ImageSet } from '../../src/source/image-set.ts';
import { bytesOf, configFor, digestOf, type Files, membersOf, putImage, putIndex, putRoot } from './build.ts';

/** A document that was right, with one thing in it replaced, removed or put elsewhere. */
const KEYS = [
  'Config',
  'Layers',
  'RepoTags',
  'manifests',
  'config',
  'layers',
  'digest',
  'size',
  'data',
  'urls',
  'annotations',
  'platform',
  'rootfs',
  'diff_ids',
  'history',
  'os',
  'parent',
  '__proto__',
];
const oddValue = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom(null, '', 'x', 0, -1, 1e300, [], {}, [null], [[]], `sha256:${'0'.repeat(64)}`),
);

function changed(value: unknown, path: readonly number[], odd: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || path.length === 0) return odd;
  const [step, ...rest] = path;
  const keys = Object.keys(value);
  const at = keys.length === 0 ? key : keys[step! % keys.length]!;
  const copy: Record<string, unknown> | unknown[] = Array.isArray(value) ? [...(value as unknown[])] : { ...value };
  (copy as Record<string, unknown>)[rest.length === 1 ? key : at] = changed(
    (value as Record<string, unknown>)[at],
    rest,
    odd,
    key,
  );
  return copy;
}

const mutation = fc.tuple(fc.array(fc.nat(50), { maxLength: 6 }), oddValue, fc.constantFrom(...KEYS));

/** Opens all there is; nothing but a `VarveError` may come out, and nothing raw in its message. */
async function exhaust(set: () => Promise<ImageSet>): Promise<void> {
  try {
    for (const image of (await set()).images) await image.open().catch(ours);
  } catch (error) {
    ours(error);
  }
}

function ours(error: unknown): void {
  if (!(error instanceof VarveError)) throw error;
  expect(error.message).not.toMatch(/[\p{Cc}\p{Cf}]/u);
}

const LAYER_DIGEST = digestOf(bytesOf('layer'));
const CONFIG = configFor([bytesOf('layer')]);
const SAVED = [
  {
    Config: 'c.json',
    RepoTags: ['a:1'],
    Layers: ['l'],
    LayerSources: { [LAYER_DIGEST]: { size: 5, mediaType: 'x', digest: LAYER_DIGEST } },
  },
];
const V1 = { id: 'a', parent: 'b', created: 'x', config: { Cmd: ['x'] }, container_config: { Cmd: ['y'] } };

const LAYOUT: Files = {};
const IMAGE = putImage(LAYOUT);
const INDEX = {
  schemaVersion: 2,
  manifests: [{ ...IMAGE, annotations: { a: 'b' }, platform: { os: 'linux', architecture: 'amd64' }, urls: ['x'] }],
};
const MANIFEST: unknown = JSON.parse(
  Buffer.from(bytesOf(LAYOUT[`blobs/${IMAGE.digest.replace(':', '/')}`]!)).toString(),
);
const INSPECTED = [{ Ref: 'a:1', Descriptor: IMAGE, SchemaV2Manifest: MANIFEST }];

const archive = (files: Files) => archiveImages(membersOf(files), null, DEFAULT_LIMITS);
const saved = (document: unknown) =>
  savedManifest({ name: 'm.json', bytes: jsonOf(document), beside: membersOf(LAYOUT) }, DEFAULT_LIMITS);
const jsonOf = (value: unknown) => bytesOf({ json: value ?? null });

/** The manifest in an index in an index, under the digest that it really has. */
function nested(manifest: Uint8Array): Files {
  const files: Files = { ...LAYOUT, [`blobs/sha256/${digestOf(manifest).slice(7)}`]: manifest };
  putRoot(files, [putIndex(files, [{ digest: digestOf(manifest) }])]);
  return files;
}

it.each<[string, unknown, (document: unknown) => Promise<ImageSet>]>([
  ['manifest.json', SAVED, (odd) => archive({ 'manifest.json': jsonOf(odd), 'c.json': { json: CONFIG }, l: 'layer' })],
  ['config', CONFIG, (odd) => archive({ 'manifest.json': { json: SAVED }, 'c.json': jsonOf(odd), l: 'layer' })],
  ['index', INDEX, (odd) => archive({ ...LAYOUT, 'oci-layout': '{}', 'index.json': jsonOf(odd) })],
  ['manifest', MANIFEST, (odd) => archive(nested(jsonOf(odd)))],
  ['manifest of skopeo', MANIFEST, (odd) => skopeoDir(membersOf({ 'manifest.json': jsonOf(odd) }), DEFAULT_LIMITS)],
  ['saved manifest', MANIFEST, saved],
  ['saved index', INDEX, saved],
  ['output of docker manifest inspect', INSPECTED, saved],
  ['repositories', { a: { 1: 'a' } }, (odd) => archive({ repositories: jsonOf(odd), 'a/json': { json: V1 } })],
  ['layer of docker before 1.10', V1, (odd) => archive({ repositories: '{"a":{"1":"a"}}', 'a/json': jsonOf(odd) })],
])('reads any %s, or says what is wrong', async (_what, document, open) => {
  const run = fc.asyncProperty(mutation, ([path, odd, key]) => exhaust(() => open(changed(document, path, odd, key))));
  await expect(fc.assert(run, { numRuns: 400, seed: 20_261_001 })).resolves.toBeUndefined();
});
