import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dockerArchive, type Image } from '../../fixtures/image.ts';
import { layerTar } from '../../fixtures/layers.ts';
import type { AnalyzeDocument } from '../../src/report/documents/analyze.ts';
import { serveLayouts } from './layout-server.ts';
import { runInProcess, type World } from './run-varve.ts';
import { DEMO, scratch, written } from './scratch.ts';

const folder = scratch();
const imageOf = (name: string, ...layers: readonly string[]): Image => ({
  names: [name],
  steps: layers.map((lines) => ({ createdBy: 'RUN', layer: layerTar(lines) })),
});
const archive = (name: string, ...layers: readonly string[]): string =>
  written(folder, `${name}.tar`, dockerArchive(imageOf(`${name}:1`, ...layers)));

const APP = archive('app', 'a=1, b=22', '.wh.a, c=333', 'c=4444');
const BASE = archive('base', 'a=1, b=22');
const OTHER = archive('other', 'z=1');

async function documentOf(argv: readonly string[], world: World = {}): Promise<AnalyzeDocument> {
  const { stdout, stderr, exit } = await runInProcess(['analyze', ...argv, '--json'], world);
  expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
  return JSON.parse(stdout) as AnalyzeDocument;
}

describe('analyze --squash', () => {
  it.each([
    ['1..2', 1, 2, 7],
    ['..1', 0, 1, 9],
    ['1..', 1, 2, 7],
    ['..', 0, 2, 6],
    ['2..2', 2, 2, 10],
  ])('%s', async (text, from, to, layerBytes) => {
    const { squash } = await documentOf([APP, '--squash', text]);
    expect([squash!.from, squash!.to, squash!.after.layerBytes]).toEqual([from, to, layerBytes]);
  });

  it('of all layers of the demo image leaves what is seen', async () => {
    const { squash, totals } = await documentOf([DEMO, '--squash', '0..5']);
    expect(squash!.after).toEqual({ layers: 1, layerBytes: totals.visibleBytes, deadBytes: 0 });
  });

  it.each([
    [['--squash', '1..9'], '--squash is 1..9, but the image has layers 0 to 2'],
    [['--squash', '9..'], '--squash is 9.., but the image has layers 0 to 2'],
    [['--squash', '2..1'], '--squash is 2..1: the lower layer comes first'],
    [['--squash', '2'], '--squash is "2"; it takes layers such as 2..5, 2.. or ..5'],
    [['--squash', '1-2'], '--squash is "1-2"; it takes layers such as 2..5, 2.. or ..5'],
    [['--squash', '1..2', '--no-layers'], '--squash needs the layers that --no-layers leaves out'],
  ])('%j is not understood', async (options, message) => {
    const { exit, stdout, stderr } = await runInProcess(['analyze', APP, ...options]);
    expect([exit, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
  });

  it('says of an image without layers that it has none', async () => {
    const { exit, stderr } = await runInProcess(['analyze', archive('empty'), '--squash', '..']);
    expect([exit, stderr]).toEqual([2, 'varve: --squash is .., but the image has no layers\n']);
  });
});

describe('what if, of a registry', () => {
  const layers = ['a=1, b=22', '.wh.a, c=333', 'c=4444'];
  const images = { app: imageOf('app:1', ...layers), base: imageOf('base:1', layers[0]!) };

  it('fetches no layer of the base', async () => {
    const { host, asked } = await serveLayouts(images);
    const { base } = await documentOf([`docker://${host}/app`, '--base', `docker://${host}/base`]);
    expect(base).toMatchObject({ sharedLayers: 1, verified: true, pull: { layers: 2, bytes: 4608 } });
    const ofBase = asked.filter((line) => line.startsWith('base'));
    expect(ofBase.map((line) => line.split(' ')[1])).toEqual(['manifests', 'blobs']);
  });

  it('answers each question by itself, also when the same image was analysed before', async () => {
    const { host, asked } = await serveLayouts(images);
    const cache = ['--cache-dir', join(folder, 'cache')];
    const world: World = { env: { VARVE_CACHE_DIR: '' } };
    const ask = (...options: readonly string[]) => documentOf([`docker://${host}/app`, ...cache, ...options], world);
    const base = ['--base', `docker://${host}/base`];
    const cold = [await ask(), await ask('--squash', '1..2'), await ask('--squash', '0..2'), await ask(...base)];
    expect(cold.map((each) => each.squash?.from)).toEqual([undefined, 1, 0, undefined]);
    expect(cold.map((each) => each.base?.layers)).toEqual([undefined, undefined, undefined, 1]);
    const asks = asked.length;
    const warm = [await ask(), await ask('--squash', '1..2'), await ask('--squash', '0..2'), await ask(...base)];
    expect(warm).toEqual(cold);
    expect(asked.slice(asks).filter((line) => line.includes('blobs'))).toEqual([]);
  });

  it('does not tell the login for the image to where the base is', async () => {
    const [here, there] = [await serveLayouts(images, true), await serveLayouts(images, true)];
    const stdin = { bytes: Buffer.from('secret'), chunkBytes: 10 };
    const login = ['--creds', 'me', '--password-stdin'];
    const argv = [`docker://${here.host}/app`, '--base', `docker://${there.host}/base`, ...login];
    const refused = await runInProcess(['analyze', ...argv], { stdin });
    expect(refused.stderr).toContain(there.host);
    expect([refused.exit === 0, here.logins.length > 0, there.logins]).toEqual([false, true, []]);
    const { exit, stderr } = await runInProcess(['analyze', argv[0]!, '--base', '-', ...login], { stdin });
    expect([exit, stderr]).toEqual([2, 'varve: standard input is taken: --base cannot come from there, too\n']);
  });
});

describe('analyze --base', () => {
  it('tells the bytes of two archives apart', async () => {
    const { base } = await documentOf([APP, '--base', BASE]);
    expect(base).toMatchObject({ reference: BASE, layers: 1, isPrefix: true, sharedLayers: 1 });
    expect(base!.yours).toEqual({ layers: 2, bytes: 7, visibleBytes: 4, deadBytes: 3 });
    expect(base!.bases).toEqual({ layers: 1, bytes: 3, visibleBytes: 2, deadBytes: 1, hiddenBytes: 1 });
  });

  it('believes digests only when the layers are hashed', async () => {
    expect((await documentOf([APP, '--base', BASE])).base!.verified).toBe(false);
    expect((await documentOf([APP, '--base', BASE, '--verify'])).base!.verified).toBe(true);
  });

  it('is of the platform that the image has, where that is one', async () => {
    const platform = (architecture: string) => ({ platform: { os: 'linux', architecture } });
    const base = imageOf('base:1', 'a=1');
    const both = dockerArchive(
      { ...base, ...platform('s390x') },
      { ...imageOf('base:1', 'z=1'), ...platform('arm64') },
    );
    const several = written(folder, 'several.tar', both);
    for (const [architecture, sharedLayers] of [
      ['s390x', 1],
      ['arm64', 0],
    ] as const) {
      const app = { ...imageOf('app:1', 'a=1', 'b=1'), ...platform(architecture) };
      const path = written(folder, `${architecture}.tar`, dockerArchive(app));
      expect((await documentOf([path, '--base', several, '-q'])).base!.sharedLayers).toBe(sharedLayers);
    }
    const odd = written(folder, 'odd.tar', dockerArchive({ ...base, ...platform('no/such thing/\u001b') }));
    expect((await documentOf([odd, '--base', BASE, '-q'])).base!.layers).toBe(1);
  });

  it('needs no layers, and says what it then cannot tell', async () => {
    const { base } = await documentOf([APP, '--base', BASE, '--no-layers']);
    expect(base).toMatchObject({ sharedLayers: 1, verified: false, yours: { layers: 2, bytes: null } });
  });

  it('is no error where nothing is shared', async () => {
    const { exit, stdout } = await runInProcess(['analyze', APP, '--base', OTHER]);
    expect(exit).toBe(0);
    expect(stdout).toContain('nothing of what it was built on');
  });

  it('takes one of the two from standard input, and not both', async () => {
    const stdin = { bytes: dockerArchive(imageOf('base:1', 'a=1, b=22')), chunkBytes: 500 };
    expect((await documentOf([APP, '--base', '-'], { stdin })).base!.sharedLayers).toBe(1);
    const { exit, stderr } = await runInProcess(['analyze', '-', '--base', 'docker-archive:-'], { stdin });
    expect([exit, stderr]).toEqual([2, 'varve: standard input is taken: --base cannot come from there, too\n']);
  });

  it('names the base that is not there', async () => {
    const { exit, stderr } = await runInProcess(['analyze', APP, '--base', './gone.tar']);
    expect(exit).not.toBe(0);
    expect(stderr).toMatch(/^varve: the base \.\/gone\.tar: /);
  });

  it('goes with --squash', async () => {
    const { squash, base } = await documentOf([APP, '--base', BASE, '--squash', '1..']);
    expect([squash!.savedBytes, base!.yours.deadBytes]).toEqual([3, 3]);
  });
});
