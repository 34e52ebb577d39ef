import { describe, expect, it } from 'vitest';
import { Exploring } from './exploring.ts';

const SIZE = { columns: 120, rows: 24 };
const BASE = 'app/, app/lib/, app/lib/one.js=1111, app/lib/two.js=22, app/main.js=mmmm, etc/, etc/passwd=root';
const NEXT = 'app/main.js=longer text, .wh.etc, new.txt=n';
const LAST = 'app/lib/, app/lib/.wh.two.js, app/lib/one.js=1111 0600';

const explore = () => Exploring.of(SIZE, BASE, NEXT, LAST);

describe('the main screen', () => {
  it('begins at the top layer, with the root unfolded', async () => {
    const ui = await explore();
    expect(ui.screen()[0]).toContain('view at layer 2');
    expect(ui.tree()).toEqual(['   /', ' C ▸ app/', '     new.txt']);
  });

  it.each([
    [['down'], 'a layer further down than the last is none', 'view at layer 2'],
    [['up'], 'moves in the list of layers', 'view at layer 1'],
    [['k', 'k'], 'knows the keys of vim', 'view at layer 0'],
    [['g'], 'goes to the base', 'view at layer 0'],
    [['up', 'v'], 'shows what the layer changes', 'changes of layer 1'],
    [['g', 'm', 'down'], 'shows what a range changes', 'changes of layers 0 to 1'],
    [['v', 'v'], 'goes without ranges where no layer is marked', 'dead bytes of layer 2'],
    [['g', 'm', 'down', '1', 'v', 'v'], 'goes by ranges where one is', 'changes of layers 0 to 1'],
    [['m', 'm'], 'shows changes of a layer that is marked no more', 'changes of layer 2'],
    [['4', '1'], 'has a key for each mode', 'view at layer 2'],
    [['tab', '['], 'moves between layers from the other pane', 'view at layer 1'],
  ])('after %s: %s', async (keys, _what, title) => {
    const ui = await (await explore()).press(...keys);
    expect(ui.screen()[0]).toContain(title);
  });

  it.each([
    ['the view at the base', ['g'], ['   /', ' A ▸ app/', ' A ▸ etc/']],
    [
      'what a layer changes, what went with a directory too',
      ['up', '2', 'tab', '+'],
      ['   /', ' C ▾ app/', ' C     main.js', ' D ▾ etc/', ' D     passwd', ' A   new.txt'],
    ],
    [
      'what of a layer is dead',
      ['g', '4', 'tab', '+'],
      [
        '   /',
        ' A ▾ app/',
        ' A   ▾ lib/',
        ' A       one.js',
        ' A       two.js',
        ' A     main.js',
        ' A ▾ etc/',
        ' A     passwd',
      ],
    ],
    [
      'what a range changes',
      ['g', 'down', 'm', 'down', 'tab', '+'],
      [
        '   /',
        ' C ▾ app/',
        ' C   ▾ lib/',
        ' C       one.js',
        ' D       two.js',
        ' C     main.js',
        ' D ▾ etc/',
        ' D     passwd',
        ' A   new.txt',
      ],
    ],
    ['one level more', ['tab', '>'], ['   /', ' C ▾ app/', ' C   ▸ lib/', '       main.js', '     new.txt']],
    ['one level more and less', ['tab', '>', '>', '<', '<'], ['   /', ' C ▸ app/', '     new.txt']],
    [
      'a directory unfolded',
      ['tab', 'down', 'right'],
      ['   /', ' C ▾ app/', ' C   ▸ lib/', '       main.js', '     new.txt'],
    ],
    [
      'a directory folded from inside',
      ['tab', 'down', 'right', 'right', 'left', 'left'],
      ['   /', ' C ▸ app/', '     new.txt'],
    ],
    [
      'the largest first',
      ['tab', '+', 's'],
      ['   /', ' C ▾ app/', '       main.js', ' C   ▾ lib/', ' C       one.js', '     new.txt'],
    ],
  ])('shows %s', async (_what, keys, lines) => {
    const ui = await (await explore()).press(...keys);
    expect(ui.tree()).toEqual(lines);
  });

  it('compares a range by content: what is stored again is no change', async () => {
    const ui = await Exploring.of(SIZE, 'a=1, b=1', 'a=1, b=2', 'c=3');
    await ui.press('g', 'down', '2');
    expect(ui.tree()).toEqual(['   /', ' C   a', ' C   b']);
    await ui.press('m', 'down');
    expect(ui.screen()[0]).toContain('changes of layers 1 to 2');
    expect(ui.tree()).toEqual(['   /', ' C   b', ' A   c']);
  });

  it('keeps the cursor on its path while the view changes, or on what it lies in', async () => {
    const ui = await (await explore()).press('g', 'tab', '+', 'G', 'h', 'right', 'right');
    expect(ui.screen().at(-1)).toContain('/etc/passwd   created in 0, deleted in 1');
    await ui.press(']');
    expect(ui.screen().at(-1)).not.toContain('/etc');
    await ui.press('[');
    expect(ui.screen().at(-1)).toContain('/etc/passwd');
  });

  it.each([
    ['finds paths as they are typed', '/', 'one', ['   /', ' C ▾ app/', ' C   ▾ lib/', ' C       one.js']],
    [
      'finds paths by letters that stand apart',
      '/',
      'aponejs',
      ['   /', ' C ▾ app/', ' C   ▾ lib/', ' C       one.js'],
    ],
    ['finds what a glob matches', '*', '*.txt', ['   /', '     new.txt']],
    ['finds whole paths by a glob with a slash', '*', '/app/*.js', ['   /', ' C ▾ app/', '       main.js']],
  ])('%s', async (_what, key, text, lines) => {
    const ui = await (await (await explore()).press(key)).type(text);
    await ui.press('enter');
    expect(ui.tree()).toEqual(lines);
    await ui.press('escape');
    expect(ui.tree()).toContain('     new.txt');
  });

  it('says how many match, and that nothing does', async () => {
    const ui = await (await (await explore()).press('/')).type('js');
    expect(ui.rows('2 match js')).toHaveLength(1);
    await ui.type('zzz');
    expect(ui.rows('nothing matches jszzz')).toHaveLength(1);
    await ui.press('backspace', 'backspace', 'backspace');
    expect(ui.rows('2 match js')).toHaveLength(1);
  });

  it('goes to a path that is typed, unfolding what it lies in', async () => {
    const ui = await (await explore()).press(':', 'ctrl-u');
    await ui.type('/app/lib/one.js');
    await ui.press('enter');
    expect(ui.screen().at(-1)).toContain('/app/lib/one.js   created in 0, changed in 2');
    await ui.press(':', 'ctrl-u');
    await ui.type('/etc');
    await ui.press('enter');
    expect(ui.screen().at(-1)).toContain('/etc is not in this view; other layers have it');
  });

  it.each([
    ['one.js', 'beside the chosen file', '/app/lib/one.js'],
    ['/new.txt', 'from the root', '/new.txt'],
  ])('goes to %s, which is typed behind the directory: %s', async (text, _where, path) => {
    const ui = await (await explore()).press('tab', ':');
    await ui.type('app/lib/one.js');
    await ui.press('enter', ':');
    expect(ui.screen().at(-1)).toBe(' go to: /app/lib/');
    await ui.type(text);
    await ui.press('enter');
    expect(ui.screen().at(-1)).toContain(`${path}   created in`);
  });

  it('jumps from change to change, and from one big file to the next', async () => {
    const ui = await (await explore()).press('tab', 'n');
    expect(ui.screen().at(-1)).toContain('/app/lib/one.js');
    await ui.press('n');
    expect(ui.screen().at(-1)).toContain('no change further down');
    await ui.press('g', 'b');
    expect(ui.screen().at(-1)).toContain('/app/main.js');
    await ui.press('b');
    expect(ui.screen().at(-1)).toContain('/app/lib/one.js');
  });

  it('copies paths and says so', async () => {
    const ui = await (await explore()).press('tab', 'down', 'y');
    expect(ui.requests).toEqual([{ kind: 'copy', text: '/app' }]);
    expect(ui.screen().at(-1)).toContain('copied: /app');
  });

  it('tells of the chosen layer what is dead in it, and what to do', async () => {
    const ui = await (await explore()).press('g');
    expect(ui.rows('14 B are dead')).toHaveLength(1);
    expect(ui.rows('->')).not.toHaveLength(0);
  });

  it('is left by q and ctrl-c, and stopped by ctrl-z', async () => {
    const ui = await (await explore()).press('q', 'ctrl-c', 'ctrl-z');
    expect(ui.requests).toEqual([{ kind: 'quit' }, { kind: 'quit' }, { kind: 'suspend' }]);
  });

  it('shows one pane on a narrow screen', async () => {
    const ui = await Exploring.of({ columns: 60, rows: 20 }, BASE, NEXT);
    expect(ui.rows('Layers')).toHaveLength(1);
    expect(ui.rows('new.txt')).toHaveLength(0);
    await ui.press('tab');
    expect(ui.rows('Layers')).toHaveLength(0);
    expect(ui.rows('new.txt')).toHaveLength(1);
  });

  it.each([
    [39, 24],
    [80, 9],
  ])('says that %d x %d is too small', async (columns, rows) => {
    const ui = await Exploring.of({ columns, rows }, BASE);
    expect(ui.screen()).toHaveLength(1);
    expect(ui.screen()[0]).toContain(`too small: ${columns}x${rows}`);
  });
});

describe('the mouse on the main screen', () => {
  const click = (x: number, y: number) => ({ kind: 'mouse', action: 'down', x, y, shift: false, ctrl: false }) as const;

  it('chooses layers and files, and unfolds with a second click', async () => {
    const ui = await explore();
    await ui.send(click(5, 2));
    expect(ui.screen()[0]).toContain('view at layer 0');
    await ui.send(click(80, 4));
    expect(ui.screen().at(-1)).toContain('/app');
    await ui.send(click(80, 4));
    expect(ui.tree()).toContain(' A     main.js');
  });

  it('drags the border between the panes', async () => {
    const ui = await explore();
    const border = () => ui.screen()[1]!.indexOf('┐');
    const before = border();
    await ui.send(click(before, 10));
    await ui.send({ ...click(before + 9, 10), action: 'drag' });
    await ui.send({ ...click(before + 9, 10), action: 'up' });
    expect(border()).toBe(before + 9);
  });

  it('scrolls with the wheel what it is over', async () => {
    const ui = await explore();
    await ui.send({ ...click(90, 10), action: 'wheeldown' });
    expect(ui.screen()[0]).toContain('view at layer 2');
    await ui.send({ ...click(5, 3), action: 'wheelup' });
    expect(ui.screen()[0]).toContain('view at layer 2');
  });
});

describe('help', () => {
  it('lists every key and what it does, and goes away', async () => {
    const ui = await (await explore()).press('?');
    expect(ui.rows('pageUp')).toHaveLength(1);
    await ui.press('G');
    expect(ui.rows('quit')).not.toHaveLength(0);
    await ui.press('escape');
    expect(ui.screen()[0]).toContain('view at layer 2');
  });
});

it('aligns the numbers of more than a hundred layers, and gives them what details do not need', async () => {
  const layers = Array.from({ length: 120 }, (_, layer) => `f${layer}`);
  const ui = await (
    await Exploring.of({ columns: 100, rows: 60 }, ...layers)
  ).press('g', 'pagedown', 'pagedown', 'pagedown');
  const lines = ui.screen().filter((row) => row.includes('RUN step'));
  expect(new Set(lines.slice(0, -1).map((row) => row.indexOf('RUN'))).size).toBe(1);
  expect(lines.length).toBeGreaterThan(36);
});
