import { describe, expect, it } from 'vitest';
import type { Entry } from '../../fixtures/tar.ts';
import { diffImages, type TwoImagesOptions } from '../../src/examine/diff-images.ts';
import { openTwo } from './open-two.ts';
import { written } from './schema.ts';

const npm = (name: string, version: string, folder = 'app'): Entry => ({
  name: `${folder}/node_modules/${name}/package.json`,
  body: JSON.stringify({ name, version }),
});
const part = (version: string): Entry => ({
  name: 'var/lib/dpkg/status.d/tzdata',
  body: `Package: tzdata\nStatus: install ok installed\nArchitecture: all\nVersion: ${version}\n\n`,
});
const whiteout = (name: string): Entry => ({ name });

type Layers = readonly (readonly Entry[])[];

async function packages(a: Layers, b: Layers, options: TwoImagesOptions = {}): Promise<string[]> {
  const document = await written(await diffImages(await openTwo(a, b), options));
  return document.packages!.map(({ name, before, after }) => `${name} ${before} ${after}`);
}

describe('the packages of two images', () => {
  it.each<readonly [behaviour: string, a: Layers, b: Layers, changes: readonly string[]]>([
    ['differ where a manifest does', [[npm('x', '1.0.0')]], [[npm('x', '1.1.0')]], ['x 1.0.0 1.1.0']],
    ['differ where part of a database does', [[part('1')]], [[part('2')]], ['tzdata 1 2']],
    [
      'differ where a directory went',
      [[npm('x', '1.0.0')]],
      [[npm('x', '1.0.0')], [whiteout('.wh.app')]],
      ['x 1.0.0 null'],
    ],
    ['differ where one came', [[npm('x', '1.0.0')]], [[npm('x', '1.0.0'), npm('y', '2.0.0')]], ['y null 2.0.0']],
    ['are the same at another place', [[npm('x', '1.0.0')]], [[npm('x', '1.0.0', 'srv')]], []],
    [
      'are the same where other files differ',
      [[npm('x', '1.0.0'), { name: 'a' }]],
      [[npm('x', '1.0.0'), { name: 'b' }]],
      [],
    ],
    [
      'differ where a file comes in the place of their directory',
      [[npm('x', '1.0.0')]],
      [[npm('x', '1.0.0')], [{ name: 'app', body: 'no directory' }]],
      ['x 1.0.0 null'],
    ],
  ])('%s', async (_behaviour, a, b, changes) => {
    expect(await packages(a, b)).toEqual(changes);
  });

  it.each([{ ignore: ['*.json'] }, { onlyOwn: true }])('are told whatever files are left out: %o', async (options) => {
    expect(await packages([[npm('x', '1.0.0')]], [[npm('x', '1.1.0')]], options)).toEqual(['x 1.0.0 1.1.0']);
  });

  it('are not looked for where nothing differs that may tell of them', async () => {
    const damaged = npm('x', '1.0.0');
    const layer = [{ ...damaged, body: '{' }];
    const same = await openTwo([layer], [layer, [{ name: 'a' }]]);
    expect((await diffImages(same, {})).diagnostics).toEqual([]);
    const other = await openTwo([layer], [layer, [npm('y', '1.0.0')]]);
    expect((await diffImages(other, {})).diagnostics.map(({ image, code }) => [image, code])).toEqual([
      ['a', 'package-unread'],
      ['b', 'package-unread'],
    ]);
  });
});
