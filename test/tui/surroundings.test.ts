import { describe, expect, it } from 'vitest';
import { backgroundOf, isAskable, readBackground } from '../../src/tui/background.ts';
import { copySequence } from '../../src/tui/clipboard.ts';
import { type ColorChoice, colorDepth } from '../../src/tui/color-depth.ts';
import { hasUnicode, isUsable } from '../../src/tui/surroundings.ts';

describe('the depth of colours', () => {
  it.each<readonly [env: Record<string, string>, choice: ColorChoice, depth: number]>([
    [{ TERM: 'xterm' }, 'auto', 16],
    [{ TERM: 'screen' }, 'auto', 16],
    [{ TERM: 'xterm-256color' }, 'auto', 256],
    [{ TERM: 'tmux-256color' }, 'auto', 256],
    [{ TERM: 'xterm-kitty' }, 'auto', 256],
    [{ TERM: 'xterm', COLORTERM: 'truecolor' }, 'auto', 256],
    [{ TERM: 'linux' }, 'auto', 8],
    [{ TERM: 'vt100' }, 'auto', 0],
    [{ TERM: 'vt100' }, 'always', 16],
    [{ TERM: 'xterm-256color', NO_COLOR: '1' }, 'auto', 0],
    [{ TERM: 'xterm-256color', NO_COLOR: '' }, 'auto', 256],
    [{ TERM: 'xterm-256color', NO_COLOR: '1' }, 'always', 256],
    [{ TERM: 'xterm-256color' }, 'never', 0],
  ])('is what %j and --color %s promise', (env, choice, depth) => {
    expect(colorDepth(env, choice)).toBe(depth);
  });

  it('is 256 on Windows, which sets no TERM', () => {
    expect(colorDepth({}, 'auto', 'win32')).toBe(256);
  });
});

describe('a screen', () => {
  const TTY = { isTTY: true };

  it.each([
    [{ TERM: 'xterm' }, TTY, TTY, 'linux', true],
    [{}, TTY, TTY, 'win32', true],
    [{}, TTY, TTY, 'linux', false],
    [{ TERM: 'dumb' }, TTY, TTY, 'linux', false],
    [{ TERM: 'xterm' }, {}, TTY, 'linux', false],
    [{ TERM: 'xterm' }, TTY, {}, 'linux', false],
  ])('with %j, from %j to %j on %s: %s', (env, input, output, system, expected) => {
    expect(isUsable(env, input, output, system)).toBe(expected);
  });

  it.each([
    [{ LANG: 'C.UTF-8' }, true],
    [{ LANG: 'de_DE.utf8' }, true],
    [{ LC_ALL: 'C', LANG: 'C.UTF-8' }, false],
    [{ LC_ALL: '', LC_CTYPE: 'en_US.UTF-8' }, true],
    [{}, false],
  ])('has more than ASCII by the locale: %j', (env, expected) => {
    expect(hasUnicode(env)).toBe(expected);
  });
});

describe('the background', () => {
  it.each([
    ['15;0', 'dark'],
    ['0;15', 'light'],
    ['0;default;7', 'light'],
    ['12;8', 'dark'],
    ['default;default', 'unknown'],
    [undefined, 'unknown'],
  ])('by COLORFGBG=%s is %s', (value, expected) => {
    expect(backgroundOf({ COLORFGBG: value })).toBe(expected);
  });

  it.each([
    ['\x1b]11;rgb:0000/0000/0000\x1b\\', 'dark'],
    ['\x1b]11;rgb:fdfd/f6f6/e3e3\x07', 'light'],
    ['\x1b]11;rgb:f/f/f\x07', 'light'],
    ['\x1b]11;rgba:0000/2b2b/3636/ffff\x07', 'dark'],
    ['\x1b]10;rgb:ffff/ffff/ffff\x07', null],
    ['\x1bP>|xterm\x1b\\', null],
  ])('by the answer %j is %s', (answer, expected) => {
    expect(readBackground(answer)).toBe(expected);
  });

  it('is not asked for where the question would be shown', () => {
    expect(['linux', 'vt100', 'screen', ''].filter((TERM) => isAskable({ TERM }))).toEqual([]);
  });
});

describe('the clipboard', () => {
  it.each([
    [{ TERM: 'xterm' }, '\x1b]52;c;YQ==\x07'],
    [{ TERM: 'tmux-256color', TMUX: 'x' }, '\x1b]52;c;YQ==\x07\x1bPtmux;\x1b\x1b]52;c;YQ==\x07\x1b\\'],
    [{ TERM: 'screen' }, '\x1bP\x1b]52;c;YQ==\x07\x1b\\'],
    [{ TERM: 'linux' }, ''],
  ])('is reached through %j', (env, expected) => {
    expect(copySequence('a', env)).toBe(expected);
  });

  it('takes no text that is too long for terminals', () => {
    expect(copySequence('x'.repeat(100_000), { TERM: 'xterm' })).toBe('');
  });
});
