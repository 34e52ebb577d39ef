import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { digest } from '../../fixtures/image.ts';
import { layerTar } from '../../fixtures/layers.ts';
import { memoryBlob } from '../../src/blob/memory-blob.ts';
import type { Image } from '../../src/image/image.ts';
import { loadImage } from '../../src/image/load-image.ts';
import { layerOf, manifestOf, OPTIONS, viewsOf } from './loading.ts';

const BASE = layerTar('a=1, b=1');
const TOP = layerTar('a=22');
const BROKEN = Buffer.from('no tar '.repeat(100));
const WRONG = `sha256:${'0'.repeat(64)}`;

describe('loading an image', () => {
  it('reads a layer once that stands in it twice', async () => {
    let opened = 0;
    const stored = gzipSync(BASE);
    const inner = memoryBlob('base', stored);
    const blob = { ...inner, open: () => ((opened += 1), inner.open()) };
    const image = await loadImage(
      manifestOf([layerOf(BASE, stored, blob), layerOf(TOP), layerOf(BASE, stored, blob)]),
      OPTIONS,
    );
    expect(opened).toBe(1);
    expect(image.layers[2]!.index).toBe(image.layers[0]!.index);
    expect(viewsOf(image)[2]).toEqual(['file /a 2 0644 0:0 @0 1', 'file /b 2 0644 0:0 @0 1']);
  });

  it('shows the image growing to one who wants to see it', async () => {
    const layers = [layerOf(BASE), layerOf(TOP), layerOf(BASE)];
    const seen: unknown[] = [];
    const watcher = {
      stacked: (count: number, all: number) => (seen.push([count, all]), count !== 1),
      grown: (image: Image) => seen.push(viewsOf(image).at(-1)![0]),
    };
    const whole = await loadImage(manifestOf(layers), { ...OPTIONS, watcher });
    expect(seen).toEqual([[1, 3], [2, 3], 'file /a 1 0644 0:0 @0 2', [3, 3]]);
    expect(viewsOf(whole)[2]).toEqual(['file /a 2 0644 0:0 @0 1', 'file /b 2 0644 0:0 @0 1']);
  });

  it('refuses a layer whose diff ID is another, naming it', async () => {
    const layers = [layerOf(BASE), { ...layerOf(TOP, gzipSync(TOP)), diffId: WRONG }];
    const message = `layer 1 (${digest(gzipSync(TOP))}): its diff ID should be ${WRONG} but is ${digest(TOP)}`;
    await expect(loadImage(manifestOf(layers), OPTIONS)).rejects.toMatchObject({ code: 'DIGEST_MISMATCH', message });
  });

  it('believes what is said of a plain layer, unless it shall verify', async () => {
    const manifest = manifestOf([{ ...layerOf(BASE), digest: WRONG, diffId: null }]);
    const { layers } = await loadImage(manifest, OPTIONS);
    expect(layers[0]).toMatchObject({ digest: WRONG, verified: false });
    const failure = { code: 'DIGEST_MISMATCH', message: expect.stringMatching(/^layer 0 .*: its digest should be/) };
    await expect(loadImage(manifest, { ...OPTIONS, verify: true })).rejects.toMatchObject(failure);
  });

  it.each([
    ['a plain layer that was hopped through is not', layerOf(BASE), false, false],
    ['a plain layer is when it was hashed', layerOf(BASE), true, true],
    ['a compressed layer always is', layerOf(BASE, gzipSync(BASE)), false, true],
    ['a layer of which nothing is claimed is not', { ...layerOf(BASE), digest: null, diffId: null }, true, false],
    ['a layer with a diff ID alone is', { ...layerOf(BASE), digest: null }, true, true],
  ])('says what is verified: %s', async (_what, layer, verify, verified) => {
    const { layers } = await loadImage(manifestOf([layer]), { ...OPTIONS, verify });
    expect(layers[0]!.verified).toBe(verified);
  });

  it.each([1, 2, 8])('reports the lowest of several damaged layers, %d at once', async (jobs) => {
    const unhandled: unknown[] = [];
    const listen = (reason: unknown): void => void unhandled.push(reason);
    process.on('unhandledRejection', listen);
    const slow = { ...memoryBlob('slow', BROKEN), readInto: undefined as never };
    const open = async function* () {
      await new Promise((resolve) => setTimeout(resolve, 20));
      yield Uint8Array.from(BROKEN);
    };
    const broken = layerOf(BROKEN);
    const layers = [
      layerOf(BASE),
      { ...broken, blob: { ...slow, open } },
      broken,
      { ...broken, blob: memoryBlob('last', BROKEN) },
    ];
    const failure = {
      code: 'TAR_DAMAGED',
      message: expect.stringMatching(/^layer 1 \(slow\): the tar is damaged at byte 0/),
    };
    await expect(loadImage(manifestOf(layers), { ...OPTIONS, jobs })).rejects.toMatchObject(failure);
    await new Promise((resolve) => setTimeout(resolve, 5));
    process.off('unhandledRejection', listen);
    expect(unhandled).toEqual([]);
  });

  it('says which layer is not at hand', async () => {
    const failure = { code: 'BLOB_MISSING', message: expect.stringContaining(`layer 1 (${digest(TOP)})`) };
    await expect(
      loadImage(manifestOf([layerOf(BASE), { ...layerOf(TOP), blob: null }]), OPTIONS),
    ).rejects.toMatchObject(failure);
  });

  it('counts the entries of all layers against one limit', async () => {
    const options = { ...OPTIONS, limits: { ...OPTIONS.limits, maxEntries: 2 } };
    await expect(loadImage(manifestOf([layerOf(BASE), layerOf(TOP)]), options)).rejects.toMatchObject({
      code: 'LIMIT',
    });
  });

  it('notes layer by layer what was odd', async () => {
    const odd = layerTar([{ name: 'x', type: 'Z' }]);
    const { diagnostics } = await loadImage(manifestOf([layerOf(BASE), layerOf(odd)]), OPTIONS);
    expect(diagnostics).toMatchObject([{ code: 'unknown-type', layer: 1, byte: 0 }]);
  });
});
