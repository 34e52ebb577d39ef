import { beforeAll, describe, expect, it } from 'vitest';
import { bundledDemo, GIVEN_BACK, openDemo } from './demo.ts';
import { openPty } from './pty.ts';
import { expectGolden } from './script.ts';

let command: readonly string[];
beforeAll(async () => {
  command = await bundledDemo();
});

describe('a terminal', () => {
  it.each(['xterm-256color', 'tmux-256color', 'screen', 'screen-256color', 'xterm-kitty', 'linux', 'vt100'])(
    'is taken over and given back as %s',
    async (term) => {
      const pty = await openDemo({ command, term });
      expect(pty.modes()).toMatchObject({ alternate: true, mouse: 'drag', paste: true, cursor: false });
      expect(pty.screen()[0]).toMatch(/^demo 80x24/);
      await pty.press('down', 'up', 'left');
      await pty.waitFor('heard: down up left');
      await pty.press('q');
      expect(await pty.ended).toEqual({ exitCode: 0, signal: 0 });
      expect(pty.modes()).toEqual(GIVEN_BACK);
      expect(pty.screen()[0]).toBe('ended well');
      expect(pty.output).not.toContain('Error');
    },
  );

  it.each(['TERM=dumb', 'TERM='])('is left alone where %s', async (variable) => {
    const pty = openPty({ command: ['env', variable, ...command] });
    expect(await pty.ended).toEqual({ exitCode: 0, signal: 0 });
    expect(pty.output).toBe('no screen here\r\n');
  });

  it.each(['"$@" | cat', 'echo | "$@"'])('is left alone where only one end is one: %s', async (script) => {
    const pty = openPty({ command: ['sh', '-c', script, 'sh', ...command] });
    await pty.ended;
    expect(pty.output).toBe('no screen here\r\n');
  });

  it('has a size even where it tells none', async () => {
    const pty = openPty({ command: ['sh', '-c', 'stty rows 0 cols 0; exec "$@"', 'sh', ...command] });
    await pty.waitFor('demo 80x24');
  });
});

describe('colours', () => {
  it.each([
    ['256', 'xterm-256color', {}],
    ['true', 'xterm', { COLORTERM: 'truecolor' }],
    ['16', 'xterm', {}],
    ['8', 'linux', {}],
    ['no', 'vt100', {}],
  ])('are as deep as the terminal has them: %s', async (depth, term, env) => {
    const pty = await openDemo({ command, term, env });
    await expectGolden(pty, `colours-${depth}`);
  });

  it('are those for a light background where the terminal says it is light', async () => {
    const pty = await openDemo({ command, env: { COLORFGBG: '0;15' }, answers: false });
    await expectGolden(pty, 'colours-light');
  });

  it.each([
    ['NO_COLOR', { env: { NO_COLOR: '1' } }, []],
    ['--color never', {}, ['never']],
  ])('are left out for %s; bold and inverse stay', async (_case, options, args) => {
    const pty = await openDemo({ command: [...command, ...args], ...options });
    await pty.settle();
    expect(pty.output).not.toMatch(/\x1b\[(?:[\d;]*;)?(?:3[0-8]|4[0-8]|9\d|10\d)[;m]/);
    expect(pty.looks()).toEqual(['0: 0-28 bold', '1: 0-23 bold inverse']);
  });
});

describe('characters', () => {
  it.each(['6', '11'] as const)(
    'of all kinds break no column where widths are those of Unicode %s',
    async (unicode) => {
      const pty = await openDemo({ command, unicode });
      const bars = pty.cells('|').filter(({ y }) => y >= 1 && y <= 13);
      expect(bars.map(({ x }) => x)).toEqual(Array.from({ length: 13 }, () => [24, 29]).flat());
    },
  );

  it('leave nothing of the frame before them behind', async () => {
    const pty = await openDemo({ command, unicode: '6' });
    await pty.press('down', 'down', 'down', 'down', 'down', 'down');
    await pty.waitFor('heard: down down down down');
    const moved = pty.screen().slice(1, 13);
    pty.kill('SIGCONT');
    await pty.settle();
    expect(pty.screen().slice(1, 13)).toEqual(moved);
  });

  it.each(['C', 'POSIX', 'de_DE.ISO-8859-1'])('are ASCII in the locale %s', async (locale) => {
    const pty = await openDemo({ command, env: { LC_ALL: locale } });
    expect(pty.output).toMatch(/^[\x00-\x7f]*$/);
    expect(pty.screen().slice(1)).toEqual(expect.arrayContaining([expect.stringMatching(/^\| box - ~ # +\|/)]));
    expect(pty.cells('|').filter(({ x, y }) => x === 24 && y <= 13)).toHaveLength(13);
  });
});

describe('writing', () => {
  it('takes at most 2 kB where one row moves', async () => {
    const pty = await openDemo({ command, columns: 200, rows: 60 });
    await pty.settle();
    for (const key of ['down', 'down', 'down', 'up']) {
      const before = Buffer.byteLength(pty.output);
      await pty.press(key);
      await pty.settle();
      const written = Buffer.byteLength(pty.output) - before;
      expect(written).toBeGreaterThan(50);
      expect(written).toBeLessThanOrEqual(2000);
    }
  });

  it('is one frame for keys that come together', async () => {
    const pty = await openDemo({ command });
    await pty.settle();
    const before = pty.output.length;
    pty.type('\x1b[B\x1b[A'.repeat(50));
    await pty.settle();
    expect(pty.output.length - before).toBeLessThan(4000);
  });
});
