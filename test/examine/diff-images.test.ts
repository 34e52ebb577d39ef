import { array, assert, asyncProperty, boolean, nat } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Entry } from '../../fixtures/tar.ts';
import { diffImages, diffManifests, type TwoImagesOptions } from '../../src/examine/diff-images.ts';
import type { DiffChange, TwoImagesDocument } from '../../src/report/documents/diff.ts';
import { someLayers } from '../union/arbitrary-layers.ts';
import { EndlessLinks } from '../union/naive-layer.ts';
import { naiveDifferences, type NaiveNode, stackNaively, walk } from '../union/naive-tree.ts';
import { type ClaimedLayer, claimingManifest, openTwo } from './open-two.ts';
import { NAMING } from './open-layers.ts';
import { written } from './schema.ts';

type Layers = readonly ClaimedLayer[];
type Line = Pick<DiffChange, 'change' | 'path' | 'from' | 'reasons'>;

const line = ({ change, path, from, reasons }: Line): string =>
  [change, ...(from === undefined ? [] : [from, '->']), path, ...reasons].join(' ');

async function document(a: Layers, b: Layers, options: TwoImagesOptions = {}) {
  return written(await diffImages(await openTwo(a, b), options));
}

async function lines(a: Layers, b: Layers, options: TwoImagesOptions = {}): Promise<string[]> {
  return (await document(a, b, options)).changes!.map(line);
}

const unclaimed = (layer: string) => ({ lines: layer, claims: null });

describe('the files of two images', () => {
  it.each<readonly [behaviour: string, a: Layers, b: Layers, changes: readonly string[]]>([
    ['are the same in images of the same layers', ['d/a=1', 'b=2'], ['d/a=1', 'b=2'], []],
    ['are the same in layers cut otherwise', ['d/a=1', 'b=2'], ['d/a=1, b=2'], []],
    ['are the same though a layer deletes in vain', ['a=1, b=2', '.wh.b'], ['a=1'], []],
    ['differ by what one has', ['a=1'], ['a=1, d/b=2'], ['A /d', 'A /d/b']],
    ['differ by a directory that is not there, in one line', ['d/a=1, d/e/b=2'], ['c=3'], ['A /c', 'D /d']],
    ['differ in content', ['d/a=one'], ['d/a=two'], ['C /d', 'C /d/a content']],
    ['differ in what is no content', ['a=1'], ['a=1 0600 5:5 @9'], ['C /a mode owner mtime']],
    ['differ in type', ['a=1, d/x=1'], ['a -> b, d=2'], ['C /a type', 'C /d type']],
    ['differ in the order of bytes, not of letters', ['a/b=1'], ['a/b=1, a-b=2, a.b=3'], ['A /a-b', 'A /a.b']],
    ['are told below a directory that only one has', ['z=1'], ['a/b/c=2, z=1'], ['A /a', 'A /a/b', 'A /a/b/c']],
    ['take a hard link for the file it is', ['a=1, b => a'], ['a=1, b=1'], []],
  ])('%s', async (_behaviour, a, b, changes) => {
    expect(await lines(a, b)).toEqual(changes);
  });

  it('differ in the attributes of a directory', async () => {
    const directory = (value: string) => [{ name: 'd/', pax: { 'SCHILY.xattr.user.a': value } }];
    expect(await lines([directory('1')], [directory('2')])).toEqual(['C /d xattrs']);
  });

  it.each<readonly [behaviour: string, a: Layers, b: Layers, changes: readonly string[]]>([
    ['is a file that went and one of its content that came', ['a=one'], ['b=one'], ['R /a -> /b']],
    ['says what else differs', ['a=one'], ['b=one 0600'], ['R /a -> /b mode']],
    ['is none of a file that is still there', ['a=one'], ['a=one, b=one'], ['A /b']],
    ['is none of another content of that size', ['a=one'], ['b=two'], ['D /a', 'A /b']],
    ['is none of an empty file', ['a'], ['b'], ['D /a', 'A /b']],
    ['is none of a symlink', ['a -> x'], ['b -> x'], ['D /a', 'A /b']],
    ['leads out of a directory that went', ['d/a=one, d/b=two'], ['e=two'], ['D /d', 'R /d/b -> /e']],
    [
      'prefers the same base name',
      ['x/1=same, x/2=same'],
      ['y/2=same, y/3=same'],
      ['D /x', 'A /y', 'R /x/2 -> /y/2', 'R /x/1 -> /y/3'],
    ],
    ['is one for each file that went', ['a=same'], ['b=same, c=same'], ['R /a -> /b', 'A /c']],
  ])('a rename %s', async (_behaviour, a, b, changes) => {
    expect(await lines(a, b)).toEqual(changes);
  });

  it('tells a rename of a path that is not UTF-8 by its bytes', async () => {
    const { changes } = await document(
      [[{ name: Uint8Array.of(0xff), body: 'one' }]],
      [[{ name: Uint8Array.of(0xfe), body: 'one' }]],
    );
    expect(changes).toMatchObject([{ path: '/\\xfe', pathBytes: 'L/4=', from: '/\\xff', fromBytes: 'L/8=' }]);
  });
});

it.each<readonly [which: string, a: Layers, b: Layers, directories: number, ignore: readonly string[]]>([
  ['are not counted for what they hold', ['d/, d/a=1'], ['d/, d/a=2'], 0, []],
  ['are counted where they differ', ['d/, e/, e/a=1'], ['d/ @9, e/, e/a=1'], 1, []],
  ['are counted where they came, and below', ['a=1'], ['a=1, d/e/b=1'], 2, []],
  ['are counted where they went, and below', ['a=1, d/e/b=1'], ['a=1'], 2, []],
  ['are not counted where they are left out', ['a=1, d/e/b=1'], ['a=1'], 1, ['e']],
  ['are counted below what became a file', ['d/e/b=1'], ['d=1'], 1, []],
])('directories in the sums %s', async (_which, a, b, directories, ignore) => {
  expect((await document(a, b, { ignore })).summary).toMatchObject({ directories });
});

describe('what is left out', () => {
  const [a, b]: [Layers, Layers] = [['d/a=1, d/x.pyc=1, e/f=1, g=1'], ['d/a=2, d/x.pyc=2, e/f=2']];

  it.each<readonly [globs: readonly string[], changes: readonly string[]]>([
    [['*.pyc'], ['C /d', 'C /d/a content', 'C /e', 'C /e/f content', 'D /g']],
    [
      ['*.pyc', 'g'],
      ['C /d', 'C /d/a content', 'C /e', 'C /e/f content'],
    ],
    [['/d/**'], ['C /e', 'C /e/f content', 'D /g']],
    [['e'], ['C /d', 'C /d/a content', 'C /d/x.pyc content', 'D /g']],
    [['*'], []],
  ])('are paths that match %j, and all below them', async (ignore, changes) => {
    expect(await lines(a, b, { ignore })).toEqual(changes);
  });

  it('does not count in the sums', async () => {
    const { summary } = await document(['d/a=1, d/b=22'], [''], { ignore: ['b'] });
    expect(summary).toMatchObject({ deleted: { files: 1, bytes: -1 } });
  });

  it('is with --only-own the common base, and what only it brings', async () => {
    const base = { lines: 'a=1, b=1', claims: null };
    const [one, other]: [Layers, Layers] = [
      ['a=1, b=1', 'c=1'],
      ['a=1, b=1', '.wh.b'],
    ];
    const found = await document(one, other, { onlyOwn: true });
    expect(found.changes!.map(line)).toEqual(['D /b', 'D /c']);
    expect(found.layers).toMatchObject({ shared: [], onlyA: [{ layer: 1 }], onlyB: [{ layer: 1 }] });
    expect(found.base).toBe(1);
    expect((await document([base], [base], { onlyOwn: true })).base).toBe(0);
  });
});

describe('the layers of two images', () => {
  it('are one where they are proven to be', async () => {
    const { a, b } = await openTwo(['a=1', 'b=1'], ['a=1', 'b=2']);
    expect(b.image.layers[0]!.index).toBe(a.image.layers[0]!.index);
    expect(b.image.layers[1]!.index).not.toBe(a.image.layers[1]!.index);
  });

  it('are not one only because they claim it', async () => {
    const claims = `sha256:${'1'.repeat(64)}`;
    const [one, other] = [
      { lines: 'a=one', claims },
      { lines: 'a=two', claims },
    ];
    const found = await document(['x', one], ['x', other]);
    expect(found.changes!.map(line)).toEqual(['C /a content']);
    expect(found.diagnostics).toMatchObject([{ image: 'b', code: 'false-diff-id', layer: 1 }]);
    expect(found.layers).toMatchObject({
      shared: [{ layerA: 0, layerB: 0 }],
      onlyA: [{ layer: 1, diffId: claims }],
      onlyB: [{ layer: 1, diffId: claims }],
    });
    expect(found.base).toBe(1);
  });

  it('are looked at nevertheless where nothing is claimed', async () => {
    const found = await document([unclaimed('a=1, b=1')], [unclaimed('a=1, b=2')]);
    expect(found.changes!.map(line)).toEqual(['C /b content']);
    expect(found.layers).toMatchObject({ shared: [], onlyA: [{ layer: 0 }], onlyB: [{ layer: 0 }] });
  });
});

describe('without layers', () => {
  it('two images are compared by what their manifests say', () => {
    const described = (...layers: Layers) => ({ naming: NAMING, manifest: claimingManifest(layers) });
    const found = written(diffManifests({ a: described('a=1', 'b=1'), b: described('a=1', 'b=2', 'c=3') }, {}));
    expect(found).not.toHaveProperty('changes');
    expect(found).toMatchObject({
      base: 1,
      history: [{ change: 'A', step: 2, layer: 2, instruction: 'RUN step 2' }],
      layers: { shared: [{ layerA: 0, layerB: 0 }], onlyA: [{ layer: 1 }], onlyB: [{ layer: 1 }, { layer: 2 }] },
    });
  });
});

describe('two random images', () => {
  const images = { a: someLayers, b: someLayers, common: nat(), isClaimed: boolean() };

  it('differ as their trees do, in sums, too', async () => {
    await assert(
      asyncProperty(images.a, images.b, images.common, images.isClaimed, async (a, rest, common, isClaimed) => {
        const b = [...a.slice(0, common % (a.length + 1)), ...rest];
        const trees = [topOf(a), topOf(b)];
        const claimed = (layer: readonly Entry[]): ClaimedLayer => (isClaimed ? layer : { lines: layer, claims: null });
        const found = await diffImages(await openTwo(a.map(claimed), b.map(claimed)), {});
        const [before, after] = trees;
        if (!before || !after) return;
        expect(withoutRenames(found).join('\n')).toBe(expected(found, before, after).join('\n'));
        const { added, changed, deleted, renamed } = found.summary!;
        expect(added.files + renamed.files).toBe(onlyIn(after, before));
        expect(deleted.files + renamed.files).toBe(onlyIn(before, after));
        expect(added.bytes + changed.bytes + deleted.bytes).toBe(bytesOf(after) - bytesOf(before));
      }),
      { numRuns: 300 },
    );
  });

  it('are the same as themselves', async () => {
    await assert(
      asyncProperty(someLayers, array(boolean(), { minLength: 4, maxLength: 4 }), async (layers, claimed) => {
        const again = layers.map((layer, i): ClaimedLayer => (claimed[i] ? layer : { lines: layer, claims: null }));
        expect(await lines(layers, again)).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});

/** Layers whose own links lead round in circles have no right answer. */
function topOf(layers: readonly (readonly Entry[])[]): NaiveNode | undefined {
  try {
    return stackNaively(layers).views.at(-1);
  } catch (error) {
    if (error instanceof EndlessLinks) return undefined;
    throw error;
  }
}

function withoutRenames({ changes }: TwoImagesDocument): string[] {
  return Array.from(changes!, ({ change, path }) => `${change === 'R' ? 'A' : change} ${path}`);
}

function expected({ changes }: TwoImagesDocument, before: NaiveNode, after: NaiveNode): string[] {
  const moved = new Set(Array.from(changes!, ({ from }) => `D ${from}`));
  return naiveDifferences(before, after).filter((each) => !moved.has(each));
}

/** What one tree has and the other has not, by path. */
function onlyIn(tree: NaiveNode, other: NaiveNode): number {
  const paths = new Set(Array.from(walk(other), ({ path }) => path));
  return [...walk(tree)].filter(({ path, node }) => !node.children && !paths.has(path)).length;
}

function bytesOf(tree: NaiveNode): number {
  return [...walk(tree)].reduce((sum, { node }) => sum + (node.inode?.bytes ?? 0), 0);
}
