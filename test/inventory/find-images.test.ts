import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync, copyFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it, onTestFinished } from 'vitest';
import { BARE_MACHINE } from '../../fixtures/remote.ts';
import type { OpenRequest } from '../../src/image/open-image.ts';
import { type Found, imagesInFolder } from '../../src/inventory/find-images.ts';
import { referenceOf } from '../../src/inventory/listed-image.ts';
import { DEFAULT_LIMITS } from '../../src/model/limits.ts';
import { pathKind } from '../../src/source/path-kind.ts';
import { readFileSync } from 'node:fs';

const FIXTURES = join(import.meta.dirname, '../../fixtures');

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'varve-test-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

function requestFor(reference: string): OpenRequest {
  return {
    ...{ reference, limits: DEFAULT_LIMITS, verify: false, jobs: 1, rereadable: true, exists: pathKind },
    async *stdin() {},
    hostArchitecture: 'x64',
    remote: BARE_MACHINE,
    note: (sentence) => expect.fail(sentence),
  };
}

async function found(path: string): Promise<Found[]> {
  const all: Found[] = [];
  for await (const each of imagesInFolder(requestFor(path))) all.push(each);
  return all;
}

it('finds the images of archives, packed ones too, by the names of the files', async () => {
  const path = folder();
  copyFileSync(join(FIXTURES, 'demo.tar'), join(path, 'b.tar'));
  writeFileSync(join(path, 'a.tar.gz'), gzipSync(readFileSync(join(FIXTURES, 'demo-next.tar'))));
  const images = (await found(`${path}/`)).map((each) => ('image' in each ? each.image : each.message));
  expect(images).toMatchObject([
    { input: `${path}/a.tar.gz`, image: '@0', names: ['shop/api:2.4'] },
    { input: `${path}/b.tar`, image: '@0', names: ['shop/api:2.3'], platform: { os: 'linux' } },
  ]);
});

it('opens each of them again when it is wanted', async () => {
  const path = folder();
  copyFileSync(join(FIXTURES, 'demo.tar'), join(path, 'b.tar'));
  const [each] = await found(path);
  if (!each || !('image' in each)) return expect.fail('no image was found');
  expect(referenceOf(each.image)).toBe(`${path}/b.tar:@0`);
  const located = await each.locate();
  expect(located.manifest.layers.length).toBe(each.image.layers?.length);
  await located.close();
});

it('passes over what is no image, and asks nobody for directories that hold none', async () => {
  const path = folder();
  writeFileSync(join(path, 'README'), 'hello');
  writeFileSync(join(path, 'empty'), '');
  writeFileSync(join(path, 'package.json'), '{"layers": []}');
  writeFileSync(join(path, 'database.gz'), gzipSync('hello'));
  mkdirSync(join(path, 'debian'));
  symlinkSync('nowhere', join(path, 'link.tar'));
  symlinkSync('circle.tar', join(path, 'circle.tar'));
  expect(await found(path)).toEqual([]);
});

it('tells of archives that cannot be read, and goes on', async () => {
  const path = folder();
  const whole = readFileSync(join(FIXTURES, 'demo.tar'));
  writeFileSync(join(path, 'a.tar'), whole.subarray(0, 2_000));
  writeFileSync(join(path, 'b.tar'), whole);
  const [cut, next] = await found(path);
  expect(cut).toMatchObject({ input: `${path}/a.tar`, message: expect.stringContaining('the tar ends at byte 2000') });
  expect(next).toHaveProperty('image');
});

it('cannot list what is not there', async () => {
  await expect(found('/nowhere/at/all')).rejects.toMatchObject({ code: 'READ_FAILED' });
});
