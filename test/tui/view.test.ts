import { describe, expect, it } from 'vitest';
import { stepsOf } from '../../src/history/steps.ts';
import { initialState, update } from '../../src/tui/update.ts';
import { view } from '../../src/tui/view.ts';
import { open } from '../examine/open-layers.ts';
import { Exploring } from './exploring.ts';

const explore = (columns: number, rows = 24) => Exploring.of({ columns, rows }, 'a=aaaa, link -> a, d/, d/b=bb', 'a=b');
const footer = (ui: Exploring): string => ui.screen().at(-1)!;

describe('the footer', () => {
  it.each([
    ['in a file: there is one pane, and nothing to open', ['tab', ':', 'a', 'enter', 'enter'], /enter|tab|←/],
    ['in the screen it leads to', ['w'], /w waste/],
    ['in a screen of one table', ['D'], /tab pane/],
    ['in the help', ['?'], /enter|tab|waste/],
    ['where one cannot go back', [], /esc/],
  ])('leaves out what does nothing %s', async (_where, keys, without) => {
    expect(footer(await (await explore(160)).press(...keys))).not.toMatch(without);
  });

  it.each([
    ['where a link can be followed', ['tab', ':', 'l', 'i', 'n', 'k', 'enter', 'enter'], /enter look/],
    ['where there is a way back', ['w'], /esc back {2}q quit$/],
    ['where one came back to', ['w', 'right', 'down', 'enter', 'escape'], /esc back/],
    ['between two tables', ['w'], /tab pane/],
  ])('tells what works %s', async (_where, keys, told) => {
    const ui = await (await explore(160)).press(...keys);
    expect(ui.screen()[0]).not.toContain('view at layer');
    expect(footer(ui)).toMatch(told);
  });

  it('tells a long notice whole, over as many rows as it needs', async () => {
    const ui = await explore(40, 10);
    const path = `/${'n'.repeat(60)}`;
    await (await ui.press('tab', ':')).type(path);
    expect(footer(ui)).toMatch(/^ go to: ….*n$/);
    await ui.press('enter');
    expect(ui.screen()).toHaveLength(10);
    expect(
      ui
        .screen()
        .slice(-3)
        .map((row) => row.trim())
        .join(''),
    ).toBe(`no layer has${path}`);
    await ui.press('j');
    expect(footer(ui)).toContain('q quit');
  });

  it('has its keys again after it told why a layer cannot be read; details keep telling', async () => {
    const ui = await explore(80);
    const message = 'layer 1 (app.tar: abc/layer.tar): the tar ends at byte 2314, but needs 4096';
    await ui.send({ kind: 'unreadable', message });
    expect(footer(ui)).toContain('2314');
    await ui.press('up');
    expect(footer(ui)).toContain('q quit');
    expect(ui.rows('2314')).toHaveLength(1);
  });
});

describe('what cannot be read', () => {
  it.each([
    ['the main screen', []],
    ['a table', ['w']],
  ])('is told whole in %s', async (_where, keys) => {
    const { image } = await open('a=1');
    const { manifest } = image;
    const unread = { reference: '', stacked: 0, loaded: null, dead: null, paths: null };
    const failure = `layer 0 (${'d'.repeat(40)}): its diff ID should be one but is another`;
    const subject = { manifest, steps: stepsOf(manifest.config, 1), ...unread, failure };
    let [state] = initialState(subject, { columns: 80, rows: 16, unicode: true, colors: true }, {});
    for (const key of keys) [state] = update(state, { kind: 'key', key });
    expect(
      view(state)
        .map((row) => row.map(({ text }) => text).join(''))
        .join(''),
    ).toContain('is another');
  });
});

it.each([
  [39, 9],
  [20, 4],
  [12, 20],
])('says whole that %ix%i is too small', async (columns, rows) => {
  const ui = await explore(columns, rows);
  expect(ui.screen().join(' ').trimEnd()).toBe(`too small: ${columns}x${rows}, varve needs 40x10`);
});

describe('the first row', () => {
  it.each([
    [40, / view at layer 1$/],
    [60, /dead 4 B .* view at layer 1$/],
    [80, /stored .* dead 4 B .* view at layer 1$/],
    [120, /stored .* seen .* dead 4 B .* view at layer 1$/],
  ])('of %i columns keeps what is on the screen, then dead bytes', async (columns, told) => {
    expect((await explore(columns)).screen()[0]).toMatch(told);
  });

  it('cuts a long name before that', async () => {
    const { image } = await open('a=1');
    const { manifest } = image;
    const subject = { manifest: { ...manifest, names: ['n'.repeat(90)] }, steps: stepsOf(manifest.config, 1) };
    const unread = { reference: '', stacked: 0, loaded: null, dead: null, paths: null, failure: null };
    const [state] = initialState({ ...subject, ...unread }, { columns: 60, rows: 12, unicode: true, colors: true }, {});
    expect(
      view(state)[0]!
        .map(({ text }) => text)
        .join(''),
    ).toMatch(/^ n+…n+ .*reading layers $/);
  });
});

describe('the help', () => {
  it('begins with what works here, and names commands where there is room', async () => {
    const rows = (await (await explore(120, 80)).press('w', '?')).screen();
    const at = (text: string): number => rows.findIndex((row) => row.includes(text));
    expect(at('Here')).toBeLessThan(at('by name or by size'));
    expect(at('by name or by size')).toBeLessThan(at('Elsewhere'));
    expect(at('Elsewhere')).toBeLessThan(at('the next version of the file'));
    expect(rows[at('by name or by size')]).toMatch(/ sort +│$/);
    expect((await (await explore(80, 80)).press('?')).rows('nextPane')).toEqual([]);
  });

  it('ends with the last binding', async () => {
    const ui = await (await explore(80, 12)).press('?', 'G');
    expect(ui.screen().at(-3)).not.toMatch(/^│ +│$/);
  });
});

describe('details of a layer', () => {
  it.each([
    [80, 24],
    [60, 30],
    [120, 40],
  ])('cut no number of the image at %i columns', async (columns, rows) => {
    const text = (await explore(columns, rows)).screen().join('\n');
    expect(text).toContain('efficiency 0.43');
    expect(text).toMatch(/dead 4 B.*efficiency|dead 4 B *│/);
  });
});
