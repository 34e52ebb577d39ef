import { join } from 'node:path';
import { expect, it } from 'vitest';
import { BARE_MACHINE } from '../../fixtures/remote.ts';
import type { Io } from '../../src/cli/io.ts';
import { otherImages } from '../../src/cli/other-images.ts';
import { openedOf, withLocated } from '../../src/cli/with-image.ts';
import { SharedLayers } from '../../src/image/shared-layers.ts';
import { pathKind } from '../../src/source/path-kind.ts';

const FIXTURES = join(import.meta.dirname, '../../fixtures');
const DEMO = { reference: join(FIXTURES, 'demo.tar') };
const NEXT = join(FIXTURES, 'demo-next.tar');

const IO: Io = {
  out: () => Promise.reject(new Error('nothing is printed')),
  err: (text) => expect.fail(`nothing is written over the screen: ${text}`),
  async *stdin() {
    yield expect.fail('standard input is not read');
  },
  terminal: () => null,
  abandon() {},
  ...{ isTerminal: true, isErrTerminal: true, columns: 80, jobs: 2, system: 'linux', architecture: 'x64' },
  env: { VARVE_CACHE_DIR: process.execPath },
  home: BARE_MACHINE.home,
  now: () => 0,
  exists: pathKind,
  folder: () => null,
};

it('opens an image beside another, with the layers that both have, until it is closed', async () => {
  const shared = new SharedLayers();
  const others = otherImages({ ...DEMO, verbose: true }, IO, shared);
  const told: string[] = [];
  await withLocated(DEMO, { ...IO, isErrTerminal: false }, async (located) => {
    const first = await openedOf(DEMO, located, undefined, shared);
    const other = await others.open(NEXT, (notice) => told.push(notice));
    expect(other.naming.reference).toBe(NEXT);
    expect(other.image.layers[0]!.index).toBe(first.image.layers[0]!.index);
    expect(other.image.layers.at(-1)!.index).not.toBe(first.image.layers.at(-1)!.index);
    expect(told.at(-1)).toBe(`${NEXT}: 4 of 4 layers`);
  });
  await others.close();
});

it.each([
  ['-', 'standard input holds no image to compare with'],
  [join(FIXTURES, 'nowhere.tar'), 'nowhere.tar'],
  [join(FIXTURES, 'list.ts'), 'list.ts'],
])('says why %s cannot be opened, and closes all the same', async (reference, message) => {
  const others = otherImages(DEMO, IO, new SharedLayers());
  await expect(others.open(reference, () => {})).rejects.toThrow(message);
  await others.close();
});

it('lets go of an image that is still being read', async () => {
  const others = otherImages(DEMO, IO, new SharedLayers());
  let isOver = false;
  const opening = others.open(NEXT, () => {
    if (isOver) throw new Error('given up');
    isOver = true;
  });
  await expect(opening).rejects.toThrow('given up');
  await others.close();
});
