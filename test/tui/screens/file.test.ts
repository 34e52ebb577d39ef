import { mkdtempSync, readFileSync, existsSync, rmSync, writeFileSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { LayerLines } from '../../../fixtures/layers.ts';
import { tar } from '../../../fixtures/tar.ts';
import { displayWidth } from '../../../src/base/width.ts';
import { zip } from '../../analysis/packages/zip-file.ts';
import { Exploring } from '../exploring.ts';

const SIZE = { columns: 100, rows: 16 };
/** The state of the screen begins below the header. */
const TIMELINE = 1;
const FACTS = 2;
const RULE = 3;

/** Opens a path at the top layer. */
async function opened(path: string, layers: readonly LayerLines[], size = SIZE): Promise<Exploring> {
  const exploring = await Exploring.of(size, ...layers);
  await exploring.press('tab', ':', 'backspace');
  return (await exploring.type(path)).press('enter', 'enter');
}

/** A file with this content. */
function file(name: string, content: string | Uint8Array): LayerLines {
  return [{ name, body: typeof content === 'string' ? new TextEncoder().encode(content) : content }];
}

/** The rows below the line with the name of what is shown. */
function body(exploring: Exploring): string[] {
  return exploring.screen().slice(RULE + 1, -1);
}

/** The same, without blank rows. */
function lines(exploring: Exploring): string[] {
  return body(exploring).filter((line) => line.trim() !== '');
}

describe('the timeline of a file', () => {
  const layers = ['a=one', 'b=1', 'a=three 0700', '.wh.a'];

  it('marks the version that was asked for among all', async () => {
    const exploring = await opened('/a', ['a=one', 'b=1', 'a=three 0700']);
    expect(exploring.screen()[TIMELINE]).toMatch(
      /^ \/a {3}0 ──A──── 2 ──C \(content, mode\)── +version 2 of 2, layer 2, 5 B$/,
    );
    const marked = exploring.frame()[TIMELINE]!.filter(({ inverse }) => inverse);
    expect(marked.map(({ text }) => text)).toEqual([' 2 ──C (content, mode)']);
  });

  it('steps through versions, and shows of a deletion who did it and what was there', async () => {
    const exploring = await Exploring.of(SIZE, ...layers);
    await exploring.press('K', 'tab', 'down', 'enter');
    expect(exploring.screen()[TIMELINE]).toContain('version 2 of 3');
    await exploring.press(']');
    expect(exploring.screen()[TIMELINE]).toContain('version 3 of 3, layer 3, deleted');
    expect(exploring.screen()[FACTS]).toContain('deleted by layer 3, RUN step 3');
    expect(exploring.screen()[RULE]).toContain('what was there: 1 line');
    expect(lines(exploring)).toEqual([' 1  three']);
    await exploring.press('[', '[');
    expect(exploring.screen()[TIMELINE]).toContain('version 1 of 3, layer 0, 3 B');
    expect(lines(exploring)).toEqual([' 1  one']);
  });

  it.each([
    [']', 'this is the last version'],
    ['[', 'this is the first version'],
  ])('says so where %s leads no further', async (key, notice) => {
    const exploring = await (await opened('/a', ['a=1'])).press(key);
    expect(exploring.screen().at(-1)).toContain(notice);
  });

  it('opens the last version that is there of a file that the layer deletes', async () => {
    const exploring = await Exploring.of(SIZE, ...layers);
    await exploring.press('2', 'tab', 'down', 'enter');
    expect(exploring.screen()[TIMELINE]).toContain('version 2 of 3, layer 2');
  });

  it('is where it was left after a round trip', async () => {
    const exploring = await opened('/a', ['a=one', 'a=two']);
    await exploring.press('[', 'b', 'escape', 'enter');
    expect(exploring.screen()[TIMELINE]).toContain('version 1 of 2');
    expect(lines(exploring)).toEqual([expect.stringContaining('6f 6e 65')]);
  });

  it.each([40, 60, 80, 100, 200])('fits %i columns, however many versions there are', async (columns) => {
    const many = Array.from({ length: 30 }, (_, layer) => `d/a-name-that-is-rather-long=${layer}`);
    const exploring = await opened('/d/a-name-that-is-rather-long', many, { columns, rows: 12 });
    await exploring.press(...Array<string>(15).fill('['));
    for (const row of exploring.frame()) {
      expect(row.reduce((sum, { text }) => sum + displayWidth(text), 0)).toBe(columns);
    }
    expect(exploring.screen()[TIMELINE]).toContain('14C');
    expect(exploring.screen()[TIMELINE]).toMatch(columns < 100 ? /15\/30/ : /version 15 of 30/);
  });
});

describe('the content of a file', () => {
  it('numbers lines, shows tabs as blanks, and nothing raw', async () => {
    const content = 'a\tb\n\x1b[31mred\n\xe4\n';
    const bytes = Buffer.from(content, 'latin1');
    expect(lines(await opened('/a', [file('a', bytes)]))).toEqual([' 1  a       b', ' 2  \\x1b[31mred', ' 3  \\xe4']);
  });

  it('counts columns of wide characters when it scrolls to the right', async () => {
    const exploring = await opened('/a', [file('a', `${'漢'.repeat(60)}\n${'x'.repeat(8)}é́yz`)]);
    expect(body(exploring)[0]).toBe(` 1  ${'漢'.repeat(47)}…`);
    await exploring.press('right');
    expect(body(exploring)[1]).toBe(' 2  é́yz');
    expect(body(exploring)[0]).toBe(` 1  ${'漢'.repeat(47)}…`);
    await exploring.press('left', 'left');
    expect(body(exploring)[1]).toBe(' 2  xxxxxxxxé́yz');
  });

  it('shows a MiB that is no UTF-8 at all without holding keys up', async () => {
    const bytes = new Uint8Array(2 ** 20).fill(0xe4);
    const started = performance.now();
    const exploring = await opened('/a', [file('a', bytes)]);
    expect(performance.now() - started).toBeLessThan(10_000);
    expect(lines(exploring)).toEqual([` 1  ${'\\xe4'.repeat(24).slice(0, 95)}…`]);
  });

  it('scrolls to the end and back', async () => {
    const text = Array.from({ length: 500 }, (_, at) => `line ${at + 1}\n`).join('');
    const exploring = await opened('/a', [file('a', text)]);
    await exploring.press('G');
    expect(body(exploring).at(-1)).toBe(' 500  line 500');
    expect(exploring.screen()[RULE]).toContain('490-500 of 500');
    await exploring.press('pageup', 'k');
    expect(exploring.screen()[RULE]).toContain('479-489 of 500');
    await exploring.press('g');
    await exploring.send({ kind: 'mouse', action: 'wheeldown', x: 5, y: 8, shift: false, ctrl: false });
    expect(exploring.screen()[RULE]).toContain('4-14 of 500');
  });

  it('shows bytes where there is a NUL, and knows no text then', async () => {
    const exploring = await opened('/a', [file('a', 'GIF\0\x01')]);
    expect(lines(exploring)).toEqual([` 00000 47 49 46 00 01${' '.repeat(36)}GIF..`]);
    await exploring.press('b');
    expect(exploring.screen().at(-1)).toContain('these bytes are no text');
  });

  it('shows bytes of a text when asked, 8 a line where the terminal is narrow', async () => {
    const exploring = await opened('/a', [file('a', '0123456789')], { columns: 60, rows: 12 });
    await exploring.press('b');
    expect(lines(exploring)).toEqual([' 00000 30 31 32 33 34 35 36 37  01234567', ` 00008 38 39${' '.repeat(20)}89`]);
    await exploring.press('b');
    expect(lines(exploring)).toEqual([' 1  0123456789']);
  });

  it('says that only the first MiB was read', async () => {
    const exploring = await opened('/a', [file('a', 'x\n'.repeat(2 ** 20))]);
    expect(exploring.screen()[RULE]).toContain('524,288 lines, the first 1.0 MB of 2.1 MB');
  });

  it.each<readonly [what: string, layers: readonly LayerLines[], said: readonly string[]]>([
    ['an empty file', ['a='], ['  the file is empty']],
    ['a hard link as the file', ['b=body, a => b'], [' 1  body']],
    ['a hard link to nothing', ['a => b'], ['  a hard link to b, which is nothing']],
    ['a device', ['a c1:3'], ['  a character device, 1:3']],
    ['a pipe', ['a p'], ['  a named pipe']],
    ['a directory', ['a/'], ['  a directory']],
    ['a dangling symlink', ['a -> b'], ['  a symlink to b', '  leads to nothing in this view: one comes as far as /']],
    ['a symlink to itself', ['a -> a'], ['  a symlink to a', '  leads back to itself, at /a']],
  ])('shows %s', async (_what, layers, said) => {
    expect(lines(await opened('/a', layers))).toEqual(said);
  });

  it('follows a symlink, and goes back to the tree from there', async () => {
    const exploring = await opened('/d/a', ['x/b=body, d/a -> ../x/b']);
    expect(lines(exploring)[1]).toBe('  leads to /x/b in this view (enter: go there)');
    await exploring.press('enter');
    expect(lines(exploring)).toEqual([' 1  body']);
    await exploring.press('escape');
    expect(exploring.state.screen).toBe('layers');
  });

  it('lists a tar, by its name or its bytes', async () => {
    const inner = tar([
      { name: 'in/x', body: 'four' },
      { name: 's', link: 'in/x' },
    ]);
    for (const name of ['a', 'a.tar']) {
      expect(lines(await opened(`/${name}`, [file(name, inner)]))).toEqual([
        '      size  name',
        '       4 B  in/x',
        '       0 B  s -> in/x',
      ]);
    }
  });

  it('lists a zip with what its entries take', async () => {
    const jar = zip({ 'META-INF/MANIFEST.MF': 'Main: x\n' });
    expect(lines(await opened('/a.jar', [file('a.jar', jar)]))).toEqual([
      '      size    packed  name',
      '       8 B       8 B  META-INF/MANIFEST.MF',
    ]);
  });

  it('shows the bytes of what is only called an archive', async () => {
    expect(lines(await opened('/a.jar', [file('a.jar', 'no\0zip')]))).toEqual([expect.stringContaining('6e 6f 00')]);
    expect(lines(await opened('/a.tar', [file('a.tar', 'no tar')]))).toEqual([' 1  no tar']);
  });

  it('copies the path', async () => {
    const exploring = await (await opened('/a', ['a=1'])).press('y');
    expect(exploring.requests.at(-1)).toEqual({ kind: 'copy', text: '/a' });
  });
});

describe('what differs from the version before', () => {
  it('shows lines with their numbers, and leaves out what is far from them', async () => {
    const old = Array.from({ length: 20 }, (_, at) => `line ${at + 1}`);
    const now = old.with(9, 'LINE 10');
    const exploring = await opened('/a', [file('a', old.join('\n') + '\n'), file('a', now.join('\n') + '\n')]);
    await exploring.press('d');
    expect(exploring.screen()[RULE]).toContain('difference from layer 0 to layer 1');
    expect(lines(exploring)).toEqual([
      '    … 6 lines the same',
      '    7   line 7',
      '    8   line 8',
      '    9   line 9',
      '   10 - line 10',
      '   10 + LINE 10',
      '   11   line 11',
      '   12   line 12',
      '   13   line 13',
      '    … 7 lines the same',
    ]);
    await exploring.press('s');
    expect(lines(exploring)[4]).toMatch(/^ {3}10 - line 10 +│ {3}10 \+ LINE 10$/);
    await exploring.press('d');
    expect(lines(exploring)[0]).toBe('  1  line 1');
  });

  it('needs room to stand side by side', async () => {
    const exploring = await opened('/a', ['a=1', 'a=2'], { columns: 79, rows: 12 });
    await exploring.press('s');
    expect(exploring.screen().at(-1)).toContain('side by side needs 80 columns');
  });

  it.each<readonly [what: string, layers: readonly LayerLines[], said: readonly string[]]>([
    ['all of the first version', ['a=1'], ['    1 + 1  (no newline at the end)']],
    ['a newline that came', ['a=1', file('a', '1\n')], ['    1 - 1  (no newline at the end)', '    1 + 1']],
    [
      'tabs that became blanks',
      [file('a', '\tx\n'), file('a', '        x\n')],
      ['    1 -         x', '    1 +         x'],
    ],
    ['a link that leads elsewhere', ['a -> b', 'a -> c'], ['    1 - -> b', '    1 + -> c']],
    ['nothing of the same', ['a=1', 'a=1 0700'], ['  the content is the same']],
    [
      'the first byte of what is no text',
      [file('a', 'ab\0'), file('a', 'aB\0\0')],
      ['  no text: 3 B before, 4 B after', '  the first byte that differs is 1 (1 hexadecimal)'],
    ],
  ])('shows %s', async (_what, layers, said) => {
    expect(lines(await (await opened('/a', layers)).press('d'))).toEqual(said);
  });

  it('compares the version before and after while one steps', async () => {
    const exploring = await opened('/a', ['a=1', 'a=2', 'a=3']);
    await exploring.press('d', '[');
    expect(lines(exploring).map((line) => line.slice(6, 9))).toEqual(['- 1', '+ 2']);
  });
});

describe('extracting', () => {
  function folder(): string {
    const made = mkdtempSync(join(tmpdir(), 'varve-file-'));
    onTestFinished(() => rmSync(made, { recursive: true }));
    return join(made, 'out');
  }

  async function extracted(exploring: Exploring, to: string): Promise<string> {
    await exploring.press('x', 'ctrl-u');
    await (await exploring.type(to)).press('enter');
    return exploring.screen().at(-1)!;
  }

  it('asks for a folder, and writes the version that is shown under its whole path', async () => {
    const exploring = await opened('/d/a', ['d/a=one', 'd/a=two']);
    const to = folder();
    await exploring.press('[');
    expect(await extracted(exploring, to)).toContain('2 entries written to ');
    expect(readFileSync(join(to, 'd/a'), 'utf8')).toBe('one');
  });

  it('extracts a directory of the tree, as it was where it is deleted', async () => {
    const exploring = await Exploring.of(SIZE, 'd/a=1, d/b=2, c=3', '.wh.d');
    await exploring.press('2', 'tab', 'down');
    const to = folder();
    await extracted(exploring, to);
    expect(readFileSync(join(to, 'd/b'), 'utf8')).toBe('2');
    expect(existsSync(join(to, 'c'))).toBe(false);
  });

  it('replaces what is there only for the word overwrite', async () => {
    const exploring = await opened('/a', ['a=new']);
    const to = folder();
    mkdirSync(to);
    writeFileSync(join(to, 'a'), 'old');
    expect(await extracted(exploring, to)).toContain('/a exists; type overwrite');
    await (await exploring.type('yes')).press('enter');
    expect(exploring.screen().at(-1)).toContain('nothing was written');
    expect(readFileSync(join(to, 'a'), 'utf8')).toBe('old');
    await extracted(exploring, to);
    await (await exploring.type('overwrite')).press('enter');
    expect(exploring.screen().at(-1)).toContain('1 entry written');
    expect(readFileSync(join(to, 'a'), 'utf8')).toBe('new');
  });

  it('writes nothing when it is called off, or the folder is one that a shell would know', async () => {
    const exploring = await opened('/a', ['a=new']);
    await exploring.press('x', 'escape');
    expect(exploring.screen().at(-1)).toContain('nothing was written');
    expect(await extracted(exploring, '~/out')).toContain('write the folder out, without ~');
  });
});
