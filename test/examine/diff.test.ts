import { describe, expect, it } from 'vitest';
import type { LayerLines } from '../../fixtures/layers.ts';
import { diff, type DiffOptions } from '../../src/examine/diff.ts';
import type { DiffChange } from '../../src/report/documents/diff.ts';
import { open } from './open-layers.ts';
import { written } from './schema.ts';

const LAYERS: readonly LayerLines[] = ['d/, d/a=one, d/b=two, e=1', 'd/a=one 0700, .wh.e', '.wh.d, f=new'];

const line = ({ change, path, reasons }: Pick<DiffChange, 'change' | 'path' | 'reasons'>): string =>
  [change, path, ...reasons].join(' ');

async function document(options: DiffOptions, layers = LAYERS) {
  return written(await diff(await open(...layers), options));
}

async function lines(options: DiffOptions, layers = LAYERS): Promise<string[]> {
  return (await document(options, layers)).changes!.map(line);
}

describe('diff', () => {
  it.each([
    [{ from: -1, to: 0 }, ['0 RUN step 0']],
    [{ from: 0, to: 2 }, ['1 RUN step 1', '2 RUN step 2']],
    [{ from: 2, to: 1 }, ['2 RUN step 2']],
    [{ from: 1, to: 1 }, []],
  ])('tells what lies between two views: %j', async (range, steps) => {
    const found = await document({ range });
    expect(found.steps!.map(({ layer, instruction }) => `${layer} ${instruction}`)).toEqual(steps);
  });

  it('tells of a whole image what each layer changes', async () => {
    const found = await document({});
    expect(found.layers!.map(({ layer, instruction, changes }) => [layer, instruction, changes.map(line)])).toEqual([
      [0, 'RUN step 0', ['A /d', 'A /d/a', 'A /d/b', 'A /e']],
      [1, 'RUN step 1', ['C /d', 'C /d/a mode', 'D /e']],
      [2, 'RUN step 2', ['D /d', 'A /f']],
    ]);
    expect(found).not.toHaveProperty('changes');
    expect(found).not.toHaveProperty('from');
  });

  it('tells of one layer its own changes, against the view below', async () => {
    expect(await document({ layer: 1 })).toMatchObject({ from: 0, to: 1, instruction: 'RUN step 1' });
    expect(await lines({ layer: 1 })).toEqual(['C /d', 'C /d/a mode', 'D /e']);
  });

  it('tells of the base that all is new', async () => {
    expect(await document({ layer: 0 })).toMatchObject({ from: null, to: 0 });
    expect(await lines({ layer: 0 })).toEqual(['A /d', 'A /d/a', 'A /d/b', 'A /e']);
  });

  it('tells of a range what differs between its views', async () => {
    expect(await document({ range: { from: 0, to: 2 } })).toMatchObject({ from: 0, to: 2 });
    expect(await lines({ range: { from: 0, to: 2 } })).toEqual(['D /d', 'D /e', 'A /f']);
  });

  it('tells of a range from nothing all that is there', async () => {
    expect(await document({ range: { from: -1, to: 2 } })).toMatchObject({ from: null, to: 2 });
    expect(await lines({ range: { from: -1, to: 2 } })).toEqual(['A /f']);
  });

  it('tells of a range backwards what was undone', async () => {
    expect(await lines({ range: { from: 1, to: 0 } })).toEqual(['C /d', 'C /d/a mode', 'A /e']);
  });

  it('tells of a range from a view to itself nothing', async () => {
    expect(await lines({ range: { from: 1, to: 1 } })).toEqual([]);
  });

  it('has sizes before and after, and the type that was deleted', async () => {
    expect((await document({ layer: 1 }, ['a=one, b=1, d/', 'a=other, .wh.b, .wh.d'])).changes).toEqual([
      { path: '/a', change: 'C', type: 'file', sizeBefore: 3, sizeAfter: 5, reasons: ['content'] },
      { path: '/b', change: 'D', type: 'file', sizeBefore: 1, sizeAfter: null, reasons: [] },
      { path: '/d', change: 'D', type: 'dir', sizeBefore: 0, sizeAfter: null, reasons: [] },
    ]);
  });

  it('has the bytes of a path that is not UTF-8, and of those below it', async () => {
    const layer = [{ name: Uint8Array.of(0xff, 0x2f, 0x61) }];
    expect((await document({ layer: 0 }, [layer])).changes!.map(({ path, pathBytes }) => [path, pathBytes])).toEqual([
      ['/\\xff', 'L/8='],
      ['/\\xff/a', 'L/8vYQ=='],
    ]);
  });

  it('gives the same lists each time its lazy lists are gone through', async () => {
    const lazy = await diff(await open(...LAYERS), { layer: 1 });
    expect([...lazy.changes!].map(line)).toEqual([...lazy.changes!].map(line));
  });
});

describe('the reasons of a change', () => {
  const xattr = (name: string, body: string) => ({ name, body, pax: { 'SCHILY.xattr.user.a': '1' } });

  it.each<readonly [behaviour: string, below: LayerLines, above: LayerLines, changes: readonly string[]]>([
    ['are none for a rewrite of the same', 'a=one', 'a=one', ['C /a']],
    ['tell other content of the same size', 'a=one', 'a=two', ['C /a content']],
    ['tell other content by its size', 'a=one', 'a=other', ['C /a content']],
    ['come in a fixed order', 'a=one', 'a=two @9 5:5 0700', ['C /a content mode owner mtime']],
    ['tell extended attributes last but devices', 'a=one', [xattr('a', 'two')], ['C /a content xattrs']],
    ['tell a group as owner', 'a=one', 'a=one 0:5', ['C /a owner']],
    ['tell a link that points elsewhere', 's -> a', 's -> b', ['C /s link']],
    ['tell a device with other numbers', 'n c1:3', 'n c1:5', ['C /n device']],
    ['tell a change of type, and nothing else', 'a=one', 'a -> b 5:5', ['C /a type']],
    ['tell a directory that became a file in one line', 'd/a=1, d/b=1', 'd=1', ['C /d type']],
    ['tell what comes with a file that became a directory', 'd=1', 'd/a=1', ['C /d type', 'A /d/a']],
    ['take a hard link to a file as the file', 'a=one', 'b=one, a => b', ['C /a', 'A /b']],
    ['tell the metadata of a directory', 'd/', 'd/ 0700 @9', ['C /d mode mtime']],
    ['are told of no directory that says the same again', 'd/, d/a=1', 'd/', []],
    ['are none for a parent', 'd/, d/a=1', 'd/b=1', ['C /d', 'A /d/b']],
  ])('%s', async (_behaviour, below, above, changes) => {
    expect(await lines({ layer: 1 }, [below, above])).toEqual(changes);
  });

  it('count parents in a range only for what differs below them', async () => {
    expect(await lines({ range: { from: 0, to: 1 } }, ['c/d/a=one, e/f=1', 'c/d/a=one, e/f=2'])).toEqual([
      'C /e',
      'C /e/f content',
    ]);
  });

  it('are those of the views in a range: a rewrite of the same is no change', async () => {
    expect(await lines({ range: { from: 0, to: 2 } }, ['a=one, b=1', 'a=two, b=1', 'a=one, b=2'])).toEqual([
      'C /b content',
    ]);
  });
});
