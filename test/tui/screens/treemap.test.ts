import { describe, expect, it } from 'vitest';
import { displayWidth } from '../../../src/base/width.ts';
import { Exploring } from '../exploring.ts';

const SIZE = { columns: 80, rows: 24 };
const bytes = (count: number) => 'x'.repeat(count);
const BASE = [
  'usr/',
  `usr/lib/a=${bytes(4000)}`,
  `usr/lib/b=${bytes(2000)}`,
  `usr/bin/tool=${bytes(3000)}`,
  `etc/conf=${bytes(500)}`,
  `big=${bytes(5000)}`,
].join(', ');

const explore = (...more: readonly string[]) => Exploring.of(SIZE, BASE, ...more);
const heading = (ui: Exploring) => ui.screen()[1]!.trim();

describe('the treemap', () => {
  it('draws what lies in the directory, the largest first, with size and share', async () => {
    const ui = await (await explore()).press('t');
    expect(ui.screen()[0]).toContain('map of view at layer 0');
    expect(heading(ui)).toBe('/usr/  9.0 kB  62.1 %  of 14.5 kB in /');
    expect(ui.rows('big')).toHaveLength(1);
    expect(ui.rows('5.0 kB  34.5 %')).toHaveLength(1);
    expect(ui.rows('etc/')).toHaveLength(1);
  });

  it('shows one level more where there is room', async () => {
    const ui = await (await explore()).press('t');
    expect(ui.rows('lib/')).toHaveLength(1);
    expect(ui.rows('bin/')).toHaveLength(1);
  });

  it.each([
    [['right'], '/big  5.0 kB'],
    [['right', 'left'], '/usr/  9.0 kB'],
    [['l', 'j'], '/etc/  500 B'],
    [['G'], '/etc/  500 B'],
    [['G', 'g'], '/usr/  9.0 kB'],
    [['enter'], '/usr/lib/  6.0 kB  66.7 %  of 9.0 kB in /usr'],
    [['enter', 'enter'], '/usr/lib/a  4.0 kB  66.7 %  of 6.0 kB in /usr/lib'],
    [['enter', 'backspace'], '/usr/  9.0 kB'],
    [['enter', 'left'], '/usr/  9.0 kB'],
    [['enter', 'enter', 'u', 'u'], '/usr/  9.0 kB  62.1 %  of 14.5 kB in /'],
    [['backspace', 'left', 'up'], '/usr/  9.0 kB'],
  ])('after %s it is at %s', async (keys, told) => {
    const ui = await (await explore()).press('t', ...keys);
    expect(heading(ui)).toContain(told);
  });

  it('begins at the directory under the cursor, or at the file in its directory', async () => {
    const ui = await (await explore()).press(':', 'ctrl-u');
    await (await ui.type('/usr/lib/b')).press('enter', 't');
    expect(heading(ui)).toContain('/usr/lib/b  2.0 kB  33.3 %  of 6.0 kB in /usr/lib');
    await ui.press('escape', 'left', 't');
    expect(heading(ui)).toContain('in /usr/lib');
  });

  it('is as it was left when one comes back, also from a file', async () => {
    const ui = await (await explore()).press('t', 'enter', 'enter', 'right');
    expect(heading(ui)).toContain('/usr/lib/b');
    await ui.press('escape', 't');
    expect(heading(ui)).toContain('/usr/lib/b');
    await ui.press('enter');
    expect(ui.state.screen).toBe('file');
    await ui.press('escape');
    expect(heading(ui)).toContain('/usr/lib/b');
  });

  it('has the sizes and letters of what the main screen shows', async () => {
    const ui = await explore(`.wh.etc, big=${bytes(70)}`);
    await ui.press('2', 't');
    expect(heading(ui)).toBe('/etc/  500 B  87.7 %  of 570 B in /');
    expect(ui.rows('D etc/')).toHaveLength(1);
    expect(ui.rows('C big')).toHaveLength(1);
    await ui.press('escape', 'g', '4', 't');
    expect(heading(ui)).toBe('/big  5.0 kB  90.9 %  of 5.5 kB in /');
  });

  it('sums up what is too small, and leads to it', async () => {
    const small = Array.from({ length: 312 }, (_, at) => `many/${at}=${bytes(10)}`).join(', ');
    const ui = await explore(`${small}, many/huge=${bytes(400_000)}`);
    await ui.press(':', 'ctrl-u');
    await (await ui.type('/many')).press('enter', 't', 'G');
    expect(heading(ui)).toBe('and 312 more  3.1 kB  0.8 %  of 403.1 kB in /many');
    await ui.press('enter');
    expect(ui.state.screen).toBe('layers');
    expect(ui.screen().at(-1)).toContain('/many');
  });

  it('draws all of it alike where nothing has a size', async () => {
    const ui = await Exploring.of(SIZE, 'none/a=, none/b=, none/c=');
    await ui.press('t', 'enter');
    expect(heading(ui)).toBe('/none/a  0 B  0.0 %  of 0 B in /none');
    for (const name of [' a ', ' b ', ' c ']) expect(ui.rows(name)).not.toHaveLength(0);
  });

  it('says that a directory is empty', async () => {
    const ui = await Exploring.of(SIZE, 'a/x=1', '.wh.a');
    await ui.press('t');
    expect(ui.rows('Nothing is here.')).toHaveLength(1);
    await ui.press('enter', 'left', 'right', 'y');
    expect(ui.rows('Nothing is here.')).toHaveLength(1);
  });

  it('chooses by a click and enters by a second one', async () => {
    const ui = await (await explore()).press('t');
    const row = ui.screen().findIndex((line) => line.includes('big'));
    const x = ui.screen()[row]!.indexOf('big');
    const click = { kind: 'mouse', action: 'down', x, y: row, shift: false, ctrl: false } as const;
    await ui.send(click);
    expect(heading(ui)).toContain('/big');
    await ui.send(click);
    expect(ui.state.screen).toBe('file');
  });

  it('copies the path', async () => {
    const ui = await (await explore()).press('t', 'right', 'y');
    expect(ui.requests).toEqual([{ kind: 'copy', text: '/big' }]);
  });

  it.each([
    [80, 24],
    [40, 10],
    [133, 50],
  ])('fills %d x %d columns exactly, whatever the names are', async (columns, rows) => {
    const names = [
      '漢字漢字漢字漢字漢字漢字',
      'e\u0301tude',
      '\x1b[31mred',
      '👍🏽👍🏽👍🏽',
      'a'.repeat(200),
      '\u202etxt.exe',
    ];
    const lines = names.map((name, at) => `w/${name}=${bytes(100 * (at + 1))}`).join(', ');
    const ui = await Exploring.of({ columns, rows }, lines);
    await ui.press('t', 'enter');
    for (const row of ui.frame()) {
      expect(row.reduce((sum, { text }) => sum + displayWidth(text), 0)).toBe(columns);
    }
    expect(ui.screen().join('')).not.toMatch(/[\x1b\u202e]/);
  });

  it('tells the edges by ASCII where there is nothing else', async () => {
    const ui = await explore();
    ui.state = { ...ui.state, unicode: false };
    await ui.press('t');
    expect(ui.screen().slice(1, -1).join('')).toMatch(/^[ -~]*$/);
    expect(ui.rows('+ usr/')).toHaveLength(1);
  });
});
