import { describe, expect, it } from 'vitest';
import type { LayerLines } from '../../fixtures/layers.ts';
import { log } from '../../src/examine/log.ts';
import { open } from './open-layers.ts';
import { written } from './schema.ts';

async function document(path: string, ...layers: readonly LayerLines[]) {
  return written(await log(await open(...layers), path));
}

/** `layer letter reasons…` of each event. */
async function lines(path: string, ...layers: readonly LayerLines[]): Promise<string> {
  const { events } = await document(path, ...layers);
  return events.map(({ layer, change, reasons }) => [layer, change, ...reasons].join(' ')).join(', ');
}

describe('log', () => {
  it.each<readonly [behaviour: string, path: string, layers: readonly LayerLines[], events: string]>([
    [
      'tells where a path was added, changed and deleted',
      '/a',
      ['a=one', 'b=1', 'a=two', '.wh.a'],
      '0 A, 2 C content, 3 D',
    ],
    ['tells of a path deleted at the end', '/d/a', ['d/a=one', '.wh.d'], '0 A, 1 D'],
    ['tells of a path that came back', '/a', ['a=one', '.wh.a', 'a=one'], '0 A, 1 D, 2 A'],
    ['tells a rewrite of the same without a reason', '/a', ['a=one', 'a=one'], '0 A, 1 C'],
    ['tells a new mode of the same content', '/a', ['a=one', 'a=one 0700'], '0 A, 1 C mode'],
    ['tells of no directory entry that says the same again', '/d', ['d/', 'd/', 'd/ 0700'], '0 A, 2 C mode'],
    ['tells of no directory that is only passed', '/d', ['d/', 'd/a=1'], '0 A'],
    ['tells of a path hidden by an opaque marker', '/d/a', ['d/a=1', 'd/.wh..wh..opq'], '0 A, 1 D'],
    [
      'tells of a whiteout and a new file in one layer as a change',
      '/a',
      ['a=one', '.wh.a, a=two'],
      '0 A, 1 C content',
    ],
    ['does not follow the last symlink', '/s', ['a=1, s -> a', 's -> b'], '0 A, 1 C link'],
    ['takes a path without a slash in front', 'a', ['a=one'], '0 A'],
  ])('%s', async (_behaviour, path, layers, events) => {
    expect(await lines(path, ...layers)).toBe(events);
  });

  it('tells what the path was like, and which step did it', async () => {
    const { events } = await document('/a', 'a=one 0700 5:6 @90', '.wh.a');
    expect(events).toEqual([
      {
        layer: 0,
        change: 'A',
        type: 'file',
        mode: '0700',
        uid: 5,
        gid: 6,
        size: 3,
        mtime: '1970-01-01T00:01:30Z',
        reasons: [],
        instruction: 'RUN step 0',
      },
      {
        layer: 1,
        change: 'D',
        type: null,
        mode: null,
        uid: null,
        gid: null,
        size: null,
        mtime: null,
        reasons: [],
        instruction: 'RUN step 1',
      },
    ]);
  });

  it('shows where a path leads through links of its parents, and how it was asked for', async () => {
    const found = await document('/bin/sh', 'usr/bin/sh=1, bin -> usr/bin', 'usr/bin/sh=2');
    expect(found).toMatchObject({ path: '/usr/bin/sh', asked: '/bin/sh' });
    expect(found.events.map(({ layer }) => layer)).toEqual([0, 1]);
  });

  it('says nothing of how it was asked for where the path is the one', async () => {
    expect(await document('//usr//a', 'usr/a=1')).not.toHaveProperty('asked');
  });

  it('follows links of a lower view when the top one has the path no more', async () => {
    const found = await document('/bin/sh', 'usr/bin/sh=1, bin -> usr/bin', '.wh.usr');
    expect(found).toMatchObject({ path: '/usr/bin/sh', asked: '/bin/sh' });
    expect(found.events.map(({ change }) => change)).toEqual(['A', 'D']);
  });

  it('has the bytes of a path that is not UTF-8, and takes its escape', async () => {
    const found = await document('/\\xff', [{ name: Uint8Array.of(0xff) }]);
    expect(found).toMatchObject({ path: '/\\xff', pathBytes: 'L/8=' });
    expect(found).not.toHaveProperty('asked');
  });

  it('finds a name that holds a backslash and an x of its own', async () => {
    expect(await document('/a\\x41', [{ name: 'a\\x41' }])).toMatchObject({ path: '/a\\x41' });
  });

  it.each([
    ['of no layer', '/nothing', /no layer/],
    ['of the root', '/', /root/],
  ])('has nothing to tell %s', async (_behaviour, path, message) => {
    await expect(document(path, 'a=1')).rejects.toMatchObject({
      code: 'PATH_NOT_FOUND',
      message: expect.stringMatching(message) as string,
    });
  });
});
