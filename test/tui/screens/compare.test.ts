import { describe, expect, it } from 'vitest';
import { displayWidth } from '../../../src/base/width.ts';
import { open } from '../../examine/open-layers.ts';
import { Exploring } from '../exploring.ts';

const NARROW = { columns: 100, rows: 24 };
const WIDE = { columns: 140, rows: 24 };
const FIRST = [
  'app/lib/one.js=1111',
  'app/lib/two.js=22',
  'app/main.js=mmmm',
  'app/moved.js=moved-along',
  'etc/passwd=root',
  'old/a=aaa',
  'old/b/c=cc',
  'same/x=x',
].join(', ');
const OTHER = [
  'app/lib/one.js=1111',
  'app/lib/two.js=22222222',
  'app/main.js=nnnn',
  'app/lib/here.js=moved-along',
  'etc/passwd=root 0600',
  'new/n=12345',
  'same/x=x',
].join(', ');

async function compare(size = NARROW, first = FIRST, other = OTHER): Promise<Exploring> {
  const ui = await Exploring.of(size, first);
  const opened = await open(other);
  ui.others.set('next.tar', { ...opened, naming: { ...opened.naming, reference: 'next.tar' } });
  return (await (await ui.press('c')).type('next.tar')).press('enter');
}

/** Lines of the tree from the delta on. */
const tree = (ui: Exploring) =>
  ui
    .screen()
    .slice(3, -2)
    .map((row) => row.slice(1, -1).trim())
    .filter((row) => row !== '');

describe('comparing with another image', () => {
  it('asks which, and says what differs: letters, sizes before and after, and the delta', async () => {
    const ui = await compare();
    expect(ui.screen()[0]).toContain('compared with next.tar');
    expect(ui.rows('app.tar -> next.tar')[0]).toContain('A 1 C 3 D 2 R 1 · by name · changes');
    expect(tree(ui)).toEqual([
      '31 B      37 B       +6 B   /',
      '21 B      27 B       +6 B C ▸ app/',
      '4 B       4 B          - C ▸ etc/',
      '5 B       +5 B A ▸ new/',
      '5 B                 -5 B D ▸ old/',
    ]);
  });

  it('unfolds to files: what was renamed stands in both places', async () => {
    const ui = await (await compare()).press('+');
    expect(tree(ui)).toEqual([
      '31 B      37 B       +6 B   /',
      '21 B      27 B       +6 B C ▾ app/',
      '6 B      23 B      +17 B C   ▾ lib/',
      '11 B      +11 B R       here.js ← /app/moved.js',
      '2 B       8 B       +6 B C       two.js',
      '4 B       4 B          - C     main.js',
      '11 B                -11 B R     moved.js → /app/lib/here.js',
      '4 B       4 B          - C ▾ etc/',
      '4 B       4 B          - C     passwd',
      '5 B       +5 B A ▾ new/',
      '5 B       +5 B A     n',
      '5 B                 -5 B D ▾ old/',
      '3 B                 -3 B D     a',
      '2 B                 -2 B D   ▾ b/',
      '2 B                 -2 B D       c',
    ]);
  });

  it.each([
    [['n'], '/app/lib/here.js   renamed from /app/moved.js'],
    [['n', 'n'], '/app/lib/two.js   content'],
    [['n', 'n', 'n', 'n'], '/app/moved.js   renamed to /app/lib/here.js'],
    [['n', 'n', 'n', 'n', 'n'], '/etc/passwd   mode'],
    [['n', 'n', 'N'], '/app/lib/here.js'],
    [['+', 'G'], '/old/b/c   not in the other image'],
    [['+', 'G', 'n'], 'no change further down'],
    [['g', 'N'], 'no change further up'],
    [['down', 'right', 'right'], '/app/lib   something in it changed'],
    [['down', 'right', 'right', 'left', 'left'], '/app   something in it changed'],
    [['n', 'u'], '/app/lib '],
    [['+', '-', 'down'], '/app '],
    [['>', 'down', 'down'], '/app/lib '],
    [['>', '>', '<', '<', 'j', 'j'], '/etc '],
    [['down', 'space', 'down'], '/app/lib '],
    [['down', 'enter', 'down', 'y'], 'copied: /app/lib'],
  ])('after %s says %s', async (keys, status) => {
    const ui = await (await compare()).press(...keys);
    expect(ui.screen().at(-1)).toContain(status);
  });

  it('shows what is the same when asked, and hides it again', async () => {
    const ui = await (await compare()).press('a', '+');
    expect(ui.rows('one.js')).toHaveLength(1);
    expect(ui.rows('same/')).toHaveLength(1);
    await ui.press('a');
    expect(ui.rows('one.js')).toHaveLength(0);
  });

  it('sorts by delta, and keeps the cursor on its path', async () => {
    const ui = await (await compare()).press('down', 'down', 's');
    expect(tree(ui).map((row) => row.slice(-4))).toEqual(['   /', 'app/', 'new/', 'old/', 'etc/']);
    expect(ui.screen().at(-1)).toContain('/etc');
  });

  it('shows the lines that differ in a file, and goes back to it', async () => {
    const ui = await (await compare()).press('n', 'n', 'enter');
    expect(ui.rows('C /app/lib/two.js')[0]).toContain('content · 2 B -> 8 B');
    expect(ui.rows('- 22  ')).toHaveLength(1);
    expect(ui.rows('+ 22222222')).toHaveLength(1);
    await ui.press('escape');
    expect(ui.screen().at(-1)).toContain('/app/lib/two.js');
  });

  it('says what else differs where the content is the same', async () => {
    const ui = await (await compare()).press('+', 'n', 'n', 'n', 'n', 'n', 'enter');
    expect(ui.rows('C /etc/passwd')[0]).toContain('mode · 4 B -> 4 B');
    expect(ui.rows('the content is the same')).toHaveLength(1);
  });

  it('compares what was renamed with what it was', async () => {
    const ui = await (await compare()).press('n', 'enter');
    expect(ui.rows('the content is the same')).toHaveLength(1);
  });

  it.each([
    ['new/n', '+ 12345'],
    ['old/a', '- aaa'],
  ])('shows all of a file that only one has: %s', async (path, line) => {
    const ui = await (await compare()).press('+');
    while (!ui.screen().at(-1)!.includes(path)) await ui.press('n');
    await ui.press('enter');
    expect(ui.rows(line)).toHaveLength(1);
  });

  it('sums up packages, config, history and layers in the other pane', async () => {
    const ui = await (await compare()).press('tab');
    expect(ui.rows('Files')[0]).toContain('A 1 (+5 B)   C 3 (+6 B)   D 2 (-5 B)   R 1');
    for (const title of ['Packages', 'Config', 'History', 'Layers']) expect(ui.rows(` ${title} `)).toHaveLength(1);
    expect(ui.rows('0 shared (0 B), 1 only in the first, 1 only in the other')).toHaveLength(1);
    await ui.press('escape');
    expect(tree(ui)).toHaveLength(5);
  });

  it('shows packages with the kind of their bumps', async () => {
    const openssl = (version: string) => {
      const body = `Package: openssl\nStatus: install ok installed\nArchitecture: amd64\nVersion: ${version}\n`;
      return [{ name: 'var/lib/dpkg/status', body }];
    };
    const ui = await Exploring.of(NARROW, openssl('3.0.11-1'));
    ui.others.set('b', await open(openssl('3.0.13-1')));
    await (await (await ui.press('c')).type('b')).press('enter', 'tab');
    expect(ui.rows('openssl')[0]).toContain('3.0.11-1 -> 3.0.13-1  upgraded, patch  deb');
  });

  it('keeps the comparison and its cursor while one looks elsewhere', async () => {
    const ui = await (await compare()).press('n', 'n', 'escape');
    expect(ui.state.screen).toBe('layers');
    await ui.press('c');
    expect(ui.screen().at(-1)).toContain('/app/lib/two.js');
  });

  it('asks anew when one wants yet another image', async () => {
    const ui = await (await compare()).press('c');
    expect(ui.screen().at(-1)).toContain('compare with: next.tar');
    ui.others.set('same', await open(FIRST));
    await ui.press('ctrl-u');
    await (await ui.type('same')).press('enter');
    expect(ui.rows('No path differs.')).toHaveLength(1);
  });

  it('goes back where it came from when no image is named', async () => {
    const ui = await Exploring.of(NARROW, FIRST);
    await ui.press('c', 'escape');
    expect(ui.state.screen).toBe('layers');
  });

  it('says why an image cannot be compared with, and lets one name another', async () => {
    const ui = await Exploring.of(NARROW, FIRST);
    await (await (await ui.press('c')).type('none')).press('enter');
    expect(ui.rows('none is nowhere   enter: another')).toHaveLength(1);
    await ui.press('enter');
    expect(ui.screen().at(-1)).toContain('compare with: none');
  });

  it('waits until the image itself is read', async () => {
    const ui = await Exploring.of(NARROW, FIRST);
    ui.others.set('next.tar', await open(OTHER));
    const { subject } = ui.state;
    const { loaded } = subject;
    ui.state = { ...ui.state, subject: { ...subject, loaded: null } };
    await (await (await ui.press('c')).type('next.tar')).press('enter');
    expect(ui.rows('The image itself is read first')).toHaveLength(1);
    await ui.send({ kind: 'loaded', loaded: loaded! });
    expect(tree(ui)).toHaveLength(5);
  });

  it('puts both images side by side on a wide screen, with one cursor', async () => {
    const ui = await (await compare(WIDE)).press('+', 'G');
    const panes = ui.rows('│').map((row) => row.split('││').map((pane) => pane.replace(/│/g, '').trim()));
    expect(panes).toContainEqual(['2 B C       two.js', '8 B       +6 B C       two.js']);
    expect(panes).toContainEqual(['', '5 B       +5 B A     n']);
    expect(panes).toContainEqual(['2 B D       c', '-2 B']);
    const inverse = ui.frame().filter((row) => row.some((each) => each.inverse));
    expect(inverse).toHaveLength(1);
  });

  it('chooses lines by clicks, and scrolls with the wheel', async () => {
    const ui = await compare();
    const mouse = { kind: 'mouse', x: 10, shift: false, ctrl: false } as const;
    await ui.send({ ...mouse, action: 'down', y: 5 });
    expect(ui.screen().at(-1)).toContain('/etc');
    await ui.send({ ...mouse, action: 'wheeldown', y: 5 });
    expect(ui.screen().at(-1)).toContain('/etc');
    await ui.press('tab');
    await ui.send({ ...mouse, action: 'wheeldown', y: 5 });
    expect(ui.rows('Packages')).toHaveLength(1);
  });

  it.each([NARROW, WIDE, { columns: 40, rows: 10 }])(
    'fills $columns columns exactly, whatever the names are',
    async (size) => {
      const names = ['漢字漢字', 'e\u0301tude', '\x1b[31mred', '👍🏽', 'a'.repeat(200), '\u202etxt.exe'];
      const lines = names.map((name) => `w/${name}=x`).join(', ');
      const ui = await (await compare(size, 'w/y=1', lines)).press('+', 'G');
      for (const keys of [['up'], ['enter'], ['escape', 'tab']]) {
        await ui.press(...keys);
        for (const row of ui.frame()) {
          expect(row.reduce((sum, each) => sum + displayWidth(each.text), 0)).toBe(size.columns);
        }
        expect(ui.screen().join('')).not.toMatch(/[\x1b\u202e]/);
      }
    },
  );
});
