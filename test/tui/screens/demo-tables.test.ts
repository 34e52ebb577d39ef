import { describe, expect, it } from 'vitest';
import { displayWidth } from '../../../src/base/width.ts';
import { Exploring } from '../exploring.ts';
import { openDemo } from './open-demo.ts';

const SIZE = { columns: 100, rows: 26 };
const demo = async (...keys: readonly string[]) => (await Exploring.image(await openDemo(), SIZE)).press(...keys);

describe('tables of the demo image', () => {
  it.each([
    ['w', 'Pairs', '-> delete in the same RUN that writes (layer 1): && rm -rf /var/lib/apt/lists/*'],
    ['p', 'Packages', 'pkg:deb/debian/gcc-12@12.2.0-14%2Bdeb12u1?arch=amd64&distro=debian-12'],
    ['H', 'Steps', 'sha256:b2b4b7ad78f1029f5696b5b622fe4eb462b3e6c9c3f79432e01d0ee20e77288a'],
    ['D', 'Duplicates', 'beyond the first copy'],
  ])('%s shows %s', async (key, name, told) => {
    const ui = await demo(key);
    expect(ui.screen()[1]!.toLowerCase()).toContain(name.toLowerCase());
    expect(ui.rows(told)).not.toHaveLength(0);
  });

  it.each(['w', 'p', 'H', 'D'])('fills every row of %s, with everything unfolded and in any order', async (key) => {
    const ui = await demo(key);
    for (const next of ['enter', 'G', 'space', 's', 'tab', 'enter', 's', 'g', 'pagedown']) {
      await ui.press(next);
      for (const row of ui.frame()) expect(displayWidth(row.map(({ text }) => text).join(''))).toBe(SIZE.columns);
      if (ui.state.screen === 'layers') await ui.press('escape');
    }
  });

  it('copies the digest of the layer of a step', async () => {
    const ui = await demo('H', 'Y');
    expect(ui.requests).toEqual([
      { kind: 'copy', text: 'sha256:b2b4b7ad78f1029f5696b5b622fe4eb462b3e6c9c3f79432e01d0ee20e77288a' },
    ]);
  });

  it('shows the Dockerfile that makes it', async () => {
    const ui = await demo('H', 'tab');
    expect(ui.rows('RUN chown -R app /app')).toHaveLength(1);
    expect(ui.rows('COPY . /app')).toHaveLength(1);
  });
});
