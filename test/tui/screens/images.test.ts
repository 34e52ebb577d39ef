import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listedImage } from '../../../src/inventory/listed-image.ts';
import { takeStock } from '../../../src/inventory/stock.ts';
import { manifestOf } from '../../examine/open-layers.ts';
import { Choosing, loadedOf, type Made, NOW_SEC } from './choosing.ts';

const SIZE = { columns: 100, rows: 24 };
const BASE = 'etc/, etc/passwd=root';
const OLD: Made = { name: 'shop/web:1', created: '2024-01-10T00:00:00Z', layers: [BASE, 'old.txt=o'] };
const NEW: Made = { name: 'shop/api:2', created: '2024-01-30T00:00:00Z', layers: [BASE, 'new.txt=n'] };
const LOST: Made = { name: null, created: '2024-01-20T00:00:00Z', layers: ['lost.txt=l'] };
const ALL = [OLD, NEW, LOST];

const choosing = (made: readonly Made[] = ALL) => new Choosing(made, SIZE).settle();

describe('the images of an input', () => {
  it('are looked for as the first thing', () => {
    const ui = new Choosing(ALL, SIZE);
    expect(ui.screen()[0]).toMatch(/^ several\.tar +images$/);
    expect(ui.lines()).toEqual(['Looking for images ...']);
  });

  it('are listed, the newest first, with what they share', async () => {
    const ui = await choosing();
    expect(ui.lines()).toEqual([
      'shop/api 2 24 hours ago 4.6 kB 2.6 kB 2.0 kB',
      '<none> dangling 11 days ago 2.0 kB 0 B 2.0 kB',
      'shop/web 1 3 weeks ago 4.6 kB 2.6 kB 2.0 kB',
    ]);
  });

  it('come to a sum in which each layer counts once', async () => {
    expect((await choosing()).screen().at(-1)).toContain('3 images, 8.7 kB with each layer once');
  });

  it.each([
    [['s'], 'by name', ['shop/api 2', 'shop/web 1', '<none> dangling']],
    [['s', 's'], 'by size', ['shop/web 1', 'shop/api 2', '<none> dangling']],
    [['s', 's', 's'], 'newest first', ['shop/api 2', '<none> dangling', 'shop/web 1']],
    [['/', 'w', 'e', 'b', 'enter'], '1 match web', ['shop/web 1']],
    [['/', 'x', 'z', 'enter'], '0 match xz', ['nothing matches']],
    [['/', 'w', 'e', 'b', 'enter', 'escape'], 'newest first', ['shop/api 2', '<none> dangling', 'shop/web 1']],
  ])('after %j are %s', async (keys, note, starts) => {
    const ui = (await choosing()).press(...keys);
    expect(ui.screen()[1]).toContain(note);
    expect(ui.lines().map((line, at) => line.slice(0, starts[at]?.length))).toEqual(starts);
  });

  it('give their names to the clipboard, or what they have instead', async () => {
    const ui = (await choosing()).press('y', 'down', 'y', 'Y');
    expect(ui.copied[0]).toBe('shop/api:2');
    expect(ui.copied[1]).toMatch(/^sha256:/);
    expect(ui.copied[2]).toBe(ui.copied[1]);
  });

  it('are few where there are none', async () => {
    expect((await choosing([])).lines()).toEqual(['No image was found.']);
  });

  it('stand above what cannot be read', async () => {
    const broken = { input: 'cut.tar', message: 'reading cut.tar: it ends' };
    const ui = (await new Choosing([OLD], SIZE, [broken]).settle()).press('s', 'down', 'enter');
    expect(ui.lines().at(-1)).toBe('reading cut.tar: it ends');
    expect(ui.screen().at(-1)).toContain('this cannot be read');
    expect(ui.opened).toEqual([]);
  });

  it('may have names that speak to terminals', async () => {
    const ui = await choosing([{ name: 'a\x1b[31m:\x07', layers: ['x=1'] }]);
    expect(ui.lines()[0]).toContain('a\\x1b[31m \\x07');
  });
});

describe('an image', () => {
  it('is opened by enter', async () => {
    const ui = await (await choosing()).press('enter').settle();
    expect(ui.opened).toEqual(['several.tar:@1']);
    expect(ui.screen()[0]).toMatch(/^ shop\/api:2 .* view at layer 1$/);
    expect(ui.screen().some((row) => row.includes('new.txt'))).toBe(true);
  });

  it('is opened by a second click', async () => {
    const ui = await choosing();
    const click = { kind: 'mouse', action: 'down', x: 5, y: 5, shift: false, ctrl: false } as const;
    ui.take(click);
    expect(ui.chosen()).toContain('shop/web 1');
    ui.take(click);
    expect((await ui.settle()).opened).toEqual(['several.tar:@0']);
  });

  it.each(['i', 'escape'])('is left by %s to the list, which is as it was', async (key) => {
    const ui = (await (await choosing()).press('s', 'down', 'enter').settle()).press(key);
    expect(ui.screen()[0]).toMatch(/images$/);
    expect(ui.chosen()).toContain('shop/web 1');
  });

  it('is as it was left when it is opened again', async () => {
    const ui = (await (await choosing()).press('enter').settle()).press('g', 'i', 'enter');
    expect(ui.screen()[0]).toContain('view at layer 0');
    expect((await ui.settle()).opened).toHaveLength(1);
  });

  it('takes the place of another, of which nothing stays', async () => {
    const ui = await (await choosing()).press('enter').settle();
    await ui.press('g', 'v', 'H').settle();
    await ui.press('i', 'G', 'enter').settle();
    expect(ui.screen()[0]).toMatch(/^ shop\/web:1 .* view at layer 1$/);
    expect(ui.screen().join()).not.toContain('new.txt');
    expect(Object.keys(ui.state.screens).sort()).toEqual(['images', 'layers']);
  });

  it('is still the one before while the next is being opened', async () => {
    const ui = await (await choosing()).press('enter').settle();
    ui.press('i', 'down', 'enter');
    expect(ui.screen().at(-1)).toContain('opening sha256:');
    expect(ui.press('escape').screen().at(-1)).toContain('not opened');
    await ui.settle();
    expect(ui.press('escape').screen()[0]).toContain('shop/api:2');
  });

  it('is opened once, however often one asks', async () => {
    const ui = await (await choosing()).press('enter', 'enter', 'enter').settle();
    expect(ui.opened).toHaveLength(1);
  });

  it('that cannot be opened leaves one where one was', async () => {
    const ui = await (await choosing([{ name: 'broken:1', layers: [] }])).press('enter').settle();
    expect(ui.screen()[0]).toMatch(/images$/);
    expect(ui.screen().at(-1)).toContain('the config is not there');
  });

  it('is not disturbed by what was still under way for another', async () => {
    const ui = await (await choosing()).press('enter').settle();
    const first = ui.state.image!;
    await ui.press('i', 'G', 'enter').settle();
    const before = ui.state;
    ui.take({ kind: 'stacked', image: first, count: 1 });
    ui.take({ kind: 'loaded', image: first, loaded: await loadedOf(NEW) });
    ui.take({ kind: 'unreadable', image: first, message: 'gone' });
    ui.take({ kind: 'opened', image: first, subject: before.subject });
    expect(ui.state).toBe(before);
  });

  it('gets no answer to a question about another', async () => {
    const ui = await (await choosing()).press('enter').settle();
    ui.press('/', 'n');
    const answers = await ui.held();
    await ui.press('escape', 'escape', 'i', 'G', 'enter').settle();
    for (const answer of answers) ui.take(answer);
    expect(ui.state.subject.paths).toBeNull();
  });
});

describe('without an image', () => {
  it.each(['w', 'D', 'p', 'H', 't', 'c'])('%s leads nowhere', async (key) => {
    const ui = (await choosing()).press(key);
    expect(ui.screen()[0]).toMatch(/images$/);
    expect(ui.screen().at(-1)).toContain('no image is open: enter opens one');
  });

  it('escape leads nowhere either', async () => {
    expect((await choosing()).press('escape', 'escape').screen()[0]).toMatch(/images$/);
  });
});

it('scrolls ten thousand images at once, and finds one of them', () => {
  const manifest = manifestOf(['a=1']);
  const images = Array.from({ length: 10_000 }, (_, at) =>
    listedImage('many.tar', at, { ...manifest, names: [`team/app-${at}:1`], configDigest: `sha256:${at}` }),
  );
  const ui = new Choosing([], SIZE);
  const inventory = { images, stock: takeStock(images), unreadable: [], isWhole: true, nowSec: NOW_SEC };
  const started = performance.now();
  ui.take({ kind: 'listed', inventory });
  for (let at = 0; at < 100; at += 1) ui.press('pagedown').screen();
  expect(ui.press('G').chosen()).toContain('team/app-9999');
  expect(ui.press('/', ...'app-4711', 'enter').lines()[0]).toContain('team/app-4711');
  expect(performance.now() - started).toBeLessThan(3_000);
});

it('bears any keys at any time', async () => {
  const keys = fc.constantFrom(
    ...['enter', 'i', 'escape', 'down', 'up', 'G', 's', '/', 'z', 'tab', 'w', 'H', 'c', 't', '?', '1', '4', 'settle'],
  );
  const broken: Made = { name: 'broken:1', layers: [] };
  const run = fc.asyncProperty(fc.array(keys, { maxLength: 40 }), async (pressed) => {
    const ui = new Choosing([...ALL, broken], SIZE);
    for (const key of pressed) {
      if (key === 'settle') await ui.settle();
      else expect(ui.press(key).screen()).toHaveLength(SIZE.rows);
    }
    expect((await ui.settle()).screen()).toHaveLength(SIZE.rows);
  });
  await fc.assert(run, { numRuns: 100 });
});
