import { describe, expect, it } from 'vitest';
import type { LayerLines } from '../../fixtures/layers.ts';
import { findPath } from '../../src/image/find-path.ts';
import { pathAt } from '../../src/union/row-path.ts';
import { imageOf } from './loading.ts';

const LAYERS: LayerLines[] = [
  [
    'usr/lib/a=1',
    'lib -> usr/lib',
    'abs -> /usr/lib/a',
    'rel -> usr/../usr/./lib/a',
    'up -> ../../../usr',
    'one -> two',
    'two -> one',
    'self -> self/x',
    'gone=1',
    'toGone -> gone',
    { name: Uint8Array.of(0x6e, 0xff), body: '1' },
    { name: 'back\\x41', body: '1' },
  ],
  'later=1, .wh.gone, usr/lib/.wh.a',
  'usr/lib/a=3, last=1',
];
const image = await imageOf(...LAYERS);

const find = (path: string, layer: number, followLast: boolean): string =>
  pathAt(image.paths, findPath(image, path, { layer, followLast }).row).path;

function failure(path: string, layer = 2, followLast = true): string {
  try {
    return `found ${find(path, layer, followLast)}`;
  } catch (error) {
    const { code, message, hint } = error as { code: string; message: string; hint?: string };
    return [code, message, ...(hint ? [hint] : [])].join(' | ');
  }
}

describe('a path that is looked for', () => {
  it.each([
    ['may begin with a slash', '/usr/lib/a', false, '/usr/lib/a'],
    ['need not', 'usr/lib/a', false, '/usr/lib/a'],
    ['may be the root', '/', true, '/'],
    ['may be empty', '', true, '/'],
    ['may hold dots and slashes that say nothing', './usr//lib/./a', false, '/usr/lib/a'],
    ['stops at the root on its way up', '../../usr', false, '/usr'],
    ['may lead through a link', 'lib/a', false, '/usr/lib/a'],
    ['may lead through a link that climbs', 'up/lib/a', false, '/usr/lib/a'],
    ['is a link itself', 'lib', false, '/lib'],
    ['is what the link leads to when it is followed', 'lib', true, '/usr/lib'],
    ['is what the link leads to behind a slash', 'lib/', false, '/usr/lib'],
    ['may follow an absolute link', 'abs', true, '/usr/lib/a'],
    ['may follow a link with dots', 'rel', true, '/usr/lib/a'],
    ['may hold a byte that is no UTF-8, as varve prints it', '/n\\xff', false, '/n\\xff'],
    ['may spell an ordinary letter so', '/us\\x72', false, '/usr'],
    ['may hold a backslash and an x of its own', 'back\\x41', false, '/back\\x41'],
  ])('%s', (_what, path, followLast, expected) => {
    expect(find(path, 2, followLast).replace('\\\\', '\\')).toBe(expected);
  });

  it.each([
    ['one link leads to another and back', 'one'],
    ['a link leads to itself', 'self'],
  ])('is refused when %s', (_what, path) => {
    expect(failure(path)).toBe(`PATH_NOT_FOUND | ${path}: too many symlinks, one leads back to itself`);
    expect(find(path, 2, false)).toBe(`/${path}`);
  });

  it('is looked for in the view at its layer', () => {
    expect([find('gone', 0, false), find('later', 1, false), find('usr/lib/a', 2, false)]).toEqual([
      '/gone',
      '/later',
      '/usr/lib/a',
    ]);
  });

  const back = (path: string, layer: number): string =>
    `It is still stored below: add --layer ${layer}, as in \`varve cat IMAGE ${path} --layer ${layer}\`.`;
  it.each([
    ['removed', '/gone', 2, `/gone is not in the image: layer 1 removed it | ${back('/gone', 0)}`],
    [
      'removed, in the view',
      '/gone',
      1,
      `/gone is not in the view at layer 1: layer 1 removed it | ${back('/gone', 0)}`,
    ],
    [
      'removed below a link',
      '/lib/a',
      1,
      `/usr/lib/a is not in the view at layer 1: layer 1 removed it | ${back('/usr/lib/a', 0)}`,
    ],
    ['removed behind a link', '/toGone', 2, `/gone is not in the image: layer 1 removed it | ${back('/gone', 0)}`],
    [
      'to come',
      '/last',
      0,
      '/last is not in the view at layer 0: it appears only in layer 2 | Add --layer 2 to see it there.',
    ],
    [
      'nowhere',
      '/never',
      2,
      '/never is not in the image, and no layer has it | List what is there with `varve ls IMAGE -R --glob NAME`.',
    ],
    [
      'below a file',
      '/later/x',
      2,
      '/later/x is not in the image, and no layer has it | List what is there with `varve ls IMAGE -R --glob NAME`.',
    ],
  ])('that is %s is told as such', (_what, path, layer, expected) => {
    expect(failure(path, layer)).toBe(`PATH_NOT_FOUND | ${expected}`);
  });
});
