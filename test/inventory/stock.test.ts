import { describe, expect, it } from 'vitest';
import type { ListedImage } from '../../src/inventory/listed-image.ts';
import { takeStock } from '../../src/inventory/stock.ts';

/** `app: base=10 top=5`: an image with that name and these layers; `-` for one without a name. `?` is a size nobody knows. */
function image(text: string, id: string | null = text): ListedImage {
  const [name, rest = ''] = text.split(': ');
  const layers = rest
    .split(' ')
    .filter((part) => part !== '')
    .map((part) => {
      const [layer, bytes] = part.split('=');
      return { id: layer === '' ? null : layer!, sizeBytes: bytes === '?' ? null : Number(bytes) };
    });
  const isKnown = layers.every(({ sizeBytes }) => sizeBytes !== null);
  return {
    ...{ input: 'app.tar', image: '@0', names: name === '-' ? [] : [name!], id, created: null, platform: null, layers },
    sizeBytes: isKnown ? layers.reduce((sum, { sizeBytes }) => sum + sizeBytes!, 0) : null,
  };
}

const sharesOf = (...texts: readonly string[]) =>
  takeStock(texts.map((text) => image(text))).shares.map(({ sharedBytes, uniqueBytes }) => [sharedBytes, uniqueBytes]);

describe('what images share', () => {
  it.each<[string, string[], (number | null)[][]]>([
    [
      'nothing, when they have no layer in common',
      ['a: x=1', 'b: y=2'],
      [
        [0, 1],
        [0, 2],
      ],
    ],
    [
      'the layers that both have',
      ['a: base=10 x=1', 'b: base=10 y=2'],
      [
        [10, 1],
        [10, 2],
      ],
    ],
    [
      'layers wherever they lie',
      ['a: x=1 y=2', 'b: z=4 x=1'],
      [
        [1, 2],
        [1, 4],
      ],
    ],
    [
      'each in its own bytes, packed and plain',
      ['a: base=4 x=1', 'b: base=10'],
      [
        [4, 1],
        [10, 0],
      ],
    ],
    [
      'layers of three',
      ['a: x=1 y=2', 'b: x=1', 'c: y=2 z=4'],
      [
        [3, 0],
        [1, 0],
        [2, 4],
      ],
    ],
    [
      'a layer that one has twice, not with itself',
      ['a: x=1 x=1', 'b: y=2'],
      [
        [0, 2],
        [0, 2],
      ],
    ],
    [
      'a layer that one has twice and another once',
      ['a: x=1 x=1', 'b: x=1'],
      [
        [2, 0],
        [1, 0],
      ],
    ],
    [
      'no layer without an ID',
      ['a: =1', 'b: =1'],
      [
        [0, 1],
        [0, 1],
      ],
    ],
    [
      'unknown bytes, where a size is unknown',
      ['a: x=? y=1', 'b: y=1'],
      [
        [null, null],
        [1, 0],
      ],
    ],
    [
      'nothing, without layers',
      ['a: ', 'b: '],
      [
        [0, 0],
        [0, 0],
      ],
    ],
  ])('is %s', (_what, images, shares) => {
    expect(sharesOf(...images)).toEqual(shares);
  });

  it('is nothing with a copy of the same image', () => {
    const { shares, images } = takeStock([image('a: x=1', 'same'), image('b: x=1', 'same')]);
    expect(shares.map(({ sharedBytes }) => sharedBytes)).toEqual([0, 0]);
    expect(images).toBe(1);
  });

  it('is unknown where only the size is known', () => {
    const { shares, sizeBytes } = takeStock([{ ...image('a: '), layers: null, sizeBytes: 7 }]);
    expect(shares).toEqual([{ sharedBytes: null, uniqueBytes: null, dangling: false }]);
    expect(sizeBytes).toBeNull();
  });
});

describe('the sum', () => {
  it.each<[string[], number | null]>([
    [[], 0],
    [['a: base=10 x=1', 'b: base=10 y=2'], 13],
    [['a: x=1 x=1'], 1],
    [['a: base=4', 'b: base=10'], 10],
    [['b: base=10', 'a: base=4'], 10],
    [['a: =1', 'b: =1'], 2],
    [['a: x=?'], null],
  ])('of %j is %j', (images, bytes) => {
    expect(takeStock(images.map((text) => image(text))).sizeBytes).toBe(bytes);
  });
});

describe('a dangling image', () => {
  it.each<[string, string[], boolean[]]>([
    ['has no name', ['-: x=1', 'a: y=1'], [true, false]],
    ['has no other image built on it', ['-: x=1', 'a: x=1 y=1'], [false, false]],
    ['may have the same layers as another', ['-: x=1', 'a: x=1'], [true, false]],
    ['may share layers that are not its lowest', ['-: x=1', 'a: y=1 x=1'], [true, false]],
    ['may have no layers', ['-: ', 'a: x=1'], [true, false]],
  ])('%s', (_what, images, dangling) => {
    expect(takeStock(images.map((text) => image(text))).shares.map((share) => share.dangling)).toEqual(dangling);
  });
});

it('takes stock of ten thousand images at once', () => {
  const images = Array.from({ length: 10_000 }, (_, at) =>
    image(
      `i${at}: ${Array.from({ length: 20 }, (_each, layer) => `${layer < 10 ? '' : at % 100}l${layer}=1`).join(' ')}`,
    ),
  );
  const started = performance.now();
  expect(takeStock(images).sizeBytes).toBe(10 + 100 * 10);
  expect(performance.now() - started).toBeLessThan(2_000);
});
