import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoImage, nextDemoImage } from '../../fixtures/demo.ts';
import { dockerArchive, type Image, ociLayout } from '../../fixtures/image.ts';
import { layerTar } from '../../fixtures/layers.ts';
import { hasLab, PASSWORD, type Registry, startRegistry, USER } from '../source/registry/lab.ts';
import { runInProcess, type World } from './run-varve.ts';
import { DEMO, scratch, written } from './scratch.ts';

const folder = scratch();
const NEXT = join(dirname(DEMO), 'demo-next.tar');

/** The same image, its layers packed. */
const packed = (image: Image): Image => ({
  ...image,
  steps: image.steps.map((step) => ({ ...step, ...(step.layer && { compression: 'gzip' as const }) })),
});

const small = (name: string, body: string, architecture = 'amd64'): Image => ({
  names: [name],
  platform: { os: 'linux', architecture },
  steps: [
    { createdBy: 'COPY base /', layer: layerTar('base=1') },
    { createdBy: 'COPY a /', layer: layerTar(`a=${body}`) },
  ],
});

function layout(name: string, ...images: readonly Image[]): string {
  for (const [path, content] of ociLayout(...images)) {
    mkdirSync(dirname(join(folder, name, path)), { recursive: true });
    writeFileSync(join(folder, name, path), content);
  }
  return join(folder, name);
}

async function diff(words: readonly string[], world: World = {}) {
  const { exit, stdout, stderr } = await runInProcess(['diff', ...words], world);
  return { exit, stdout, stderr };
}

async function lines(words: readonly string[], world: World = {}): Promise<string> {
  const { exit, stdout, stderr } = await diff([...words, '--name-status'], world);
  expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
  return stdout;
}

describe('diff of two images', () => {
  it('finds nothing between a docker archive and an OCI layout of packed layers of the same image', async () => {
    const other = layout('packed', packed(demoImage()));
    expect(await diff([DEMO, other, '--exit-code', '--name-status'])).toEqual({ exit: 0, stdout: '', stderr: '' });
    const { stdout } = await diff([other, DEMO, '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      changes: [],
      packages: [],
      config: [],
      layers: { onlyA: [], onlyB: [] },
    });
  });

  it('finds the same between packed images as between plain ones', async () => {
    const plain = await lines([DEMO, NEXT]);
    const [one, other] = [layout('one', packed(demoImage())), layout('other', packed(nextDemoImage()))];
    expect(plain).toContain('R100\t/usr/sbin/adduser\t/usr/bin/adduser\n');
    expect(await lines([one, other])).toBe(plain);
    expect(await lines([DEMO, other])).toBe(plain);
    expect(await lines([one, other, '--verify'])).toBe(plain);
  });

  it('gives the same document with a cold cache, a warm one and none', async () => {
    const [one, other] = [layout('cold-one', packed(demoImage())), layout('cold-other', packed(nextDemoImage()))];
    const call = [one, other, '--json', '--semantic'];
    const cached = { env: { VARVE_CACHE_DIR: join(folder, 'cache') } };
    const [cold, warm, none] = [
      await diff(call, cached),
      await diff(call, cached),
      await diff([...call, '--no-cache']),
    ];
    expect(warm.stdout).toBe(cold.stdout);
    expect(none.stdout).toBe(cold.stdout);
  });

  it('takes two images of one archive', async () => {
    const archive = written(folder, 'two.tar', dockerArchive(small('app:1', 'one'), small('app:2', 'two')));
    expect(await lines([archive, archive, '--image', 'app:1', '--image', 'app:2'])).toBe('M\t/a\n');
    expect(await lines([archive, archive, '--image', 'app:2'])).toBe('');
    expect(await lines([`docker-archive:${archive}:app:2`, `docker-archive:${archive}:app:1`])).toBe('M\t/a\n');
  });

  it('takes two platforms of one image', async () => {
    const both = layout('platforms', small('app:1', 'intel'), small('app:1', 'armed', 'arm64'));
    const platforms = ['--platform', 'linux/amd64', '--platform', 'linux/arm64'];
    expect(await lines([both, both, ...platforms])).toBe('M\t/a\n');
    expect(await lines([both, both, '--platform', 'linux/arm64'])).toBe('');
  });

  it('takes one of them from standard input', async () => {
    const bytes = dockerArchive(small('app:1', 'two'));
    const archive = written(folder, 'one.tar', dockerArchive(small('app:1', 'one')));
    expect(await lines([archive, '-'], { stdin: { bytes, chunkBytes: 700 } })).toBe('M\t/a\n');
    expect(await lines(['-', archive], { stdin: { bytes, chunkBytes: 700 } })).toBe('M\t/a\n');
  });

  it('takes one layer that differs from one that claims to be the same', async () => {
    const image = (body: string) => Buffer.from(dockerArchive(small('app:1', body)));
    const lying = image('one');
    lying.write('two', lying.indexOf('one\0'));
    const [honest, liar] = [written(folder, 'honest.tar', image('one')), written(folder, 'liar.tar', lying)];
    const { stdout } = await diff([honest, liar, '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      changes: [{ path: '/a', reasons: ['content'] }],
      diagnostics: [{ image: 'b', code: 'false-diff-id', layer: 1 }],
      base: 1,
    });
  });

  it.each<readonly [words: readonly string[], exit: number]>([
    [[DEMO, NEXT], 0],
    [[DEMO, NEXT, '--exit-code'], 1],
    [[DEMO, DEMO, '--exit-code'], 0],
    [[DEMO, NEXT, '--exit-code', '--ignore', '*'], 1],
    [[DEMO, NEXT, '--exit-code', '--no-layers'], 1],
    [[DEMO, NEXT, '--exit-code', '--semantic'], 1],
    [[DEMO, DEMO, '--exit-code', '--semantic'], 0],
    [[DEMO, NEXT, '--exit-code', '--unified', '/etc/os-release'], 0],
    [[DEMO, NEXT, '--exit-code', '--unified', '/var/lib/dpkg/status'], 1],
  ])('%j exits with %i', async (words, exit) => {
    expect((await diff(words)).exit).toBe(exit);
  });

  it.each<readonly [words: readonly string[], complaint: string]>([
    [['-', '-'], 'standard input holds one image: only one of the two can be -'],
    [[DEMO, NEXT, '--layer', '1'], '--layer is for one image, and two are named'],
    [[DEMO, NEXT, '--to', '1'], '--to is for one image, and two are named'],
    [[DEMO, '--semantic'], '--semantic compares two images, and only one is named'],
    [[DEMO, NEXT, '--stat', '--name-status'], '--stat and --name-status contradict each other'],
    [[DEMO, NEXT, '--unified', '/etc', '--json'], '--unified and --json contradict each other'],
    [[DEMO, NEXT, '--no-layers', '--semantic'], '--no-layers and --semantic contradict each other'],
    [[DEMO, NEXT, '--ignore', ''], '--ignore is empty'],
    [[DEMO, NEXT, '--image', '@0', '--image', '@0', '--image', '@0'], '--image is given 3 times for two images'],
  ])('%j is refused', async (words, complaint) => {
    const { exit, stdout, stderr } = await diff(words);
    expect({ exit, stdout }).toEqual({ exit: 2, stdout: '' });
    expect(stderr).toContain(complaint);
  });

  it('says that an image cannot be found', async () => {
    const { exit, stderr } = await diff([DEMO, join(folder, 'nowhere.tar')]);
    expect(exit).toBe(3);
    expect(stderr).toContain('nowhere.tar');
  });
});

describe('diff of one image', () => {
  it.each<readonly [words: readonly string[], stdout: string]>([
    [['--layer', '4', '--stat'], ' files      D 5 (-34.1 kB)   and 7 directories\n'],
    [['--from', '0', '--to', '0', '--stat'], ''],
    [['--layer', '3', '--name-status', '--ignore', 'src'], 'M'],
  ])('%j prints %j', async (words, stdout) => {
    const found = await diff([DEMO, ...words]);
    expect(found.exit).toBe(0);
    if (stdout.endsWith('\n') || stdout === '') expect(found.stdout).toBe(stdout);
    else expect(found.stdout.startsWith(stdout)).toBe(true);
  });
});

describe.runIf(hasLab)('diff with an image in a registry', () => {
  let registry: Registry;
  beforeAll(async () => {
    registry = await startRegistry({ access: 'basic' });
    await registry.push('shop/api:2.3', packed(demoImage()));
    await registry.push('shop/api:2.4', packed(nextDemoImage()));
  });
  afterAll(() => registry.close());

  const login = ['--creds', USER, '--password-stdin', '--plain-http'];
  const stdin = { bytes: Buffer.from(`${PASSWORD}\n`), chunkBytes: 4 };

  it('finds what differs from a local archive', async () => {
    const far = `docker://${registry.host}/shop/api`;
    expect(await lines([DEMO, `${far}:2.3`, ...login], { stdin })).toBe('');
    expect(await lines([DEMO, `${far}:2.4`, ...login], { stdin })).toBe(await lines([DEMO, NEXT]));
  });

  it('compares two images there, and asks for the password once', async () => {
    const far = `docker://${registry.host}/shop/api`;
    expect(await lines([`${far}:2.3`, `${far}:2.4`, ...login], { stdin })).toBe(await lines([DEMO, NEXT]));
  });
});
