import { setTimeout as delay } from 'node:timers/promises';
import { beforeAll, expect, it } from 'vitest';
import { bundledDemo, GIVEN_BACK, openDemo } from './demo.ts';
import { openPty } from './pty.ts';

let command: readonly string[];
beforeAll(async () => {
  command = await bundledDemo();
});

it.each<readonly [what: string, chunks: readonly string[], heard: string]>([
  ['keys that come cut', ['\x1b', '[', 'B', '\x1bO', 'A'], 'down up'],
  ['a lone escape', ['\x1b'], 'escape'],
  ['characters of two, three and four bytes', ['é漢😀'], 'é 漢 😀'],
  [
    'reports of the mouse in one chunk with keys',
    ['\x1b[<65;110;3M\x1b[<0;5;6Ma\x1b[<0;5;6m'],
    'wheeldown@109,2 down@4,5 a up@4,5',
  ],
  ['a paste, not as keys', ['\x1b[200~q\r', 'x\x1b[31m\x1b[201~k'], '<q x[31m> k'],
  ['keys around what the terminal answers', ['a\x1b]11;rgb:ff', 'ff/ffff/ffff\x07b\x1b[?62;4cc'], 'a b c'],
])('hears %s', async (_what, chunks, heard) => {
  const pty = await openDemo({ command, columns: 120 });
  for (const chunk of chunks) {
    pty.type(chunk);
    await delay(12);
  }
  await pty.waitFor(`heard: ${heard}`);
});

it('takes the answer about the background for no key, and paints for it', async () => {
  const pty = await openDemo({ command, answers: false });
  await pty.settle();
  expect(pty.output).toContain('\x1b]11;?\x1b\\');
  const before = pty.looks();
  pty.type('\x1b]11;rgb:ffff/ffff/ffff\x1b\\');
  await pty.settle();
  expect(pty.looks()).not.toEqual(before);
  expect(pty.screen()).toContain('heard:');
});

it('comes from the keyboard where standard input is something else', async () => {
  const pty = await openDemo({ command: ['sh', '-c', 'echo image | "$@" keyboard', 'sh', ...command] });
  await pty.press('down', 'a');
  await pty.waitFor('heard: down a');
  await pty.press('q');
  expect(await pty.ended).toEqual({ exitCode: 0, signal: 0 });
  expect(pty.modes()).toEqual(GIVEN_BACK);
});

it('does not come from a keyboard that is not there', async () => {
  const pty = openPty({ command: ['setsid', '-w', ...command, 'keyboard'] });
  await pty.ended;
  expect(pty.screen()[0]).toBe('no keyboard here');
});

it('hands text to the clipboard', async () => {
  const pty = await openDemo({ command });
  await pty.press('c');
  await pty.waitFor('heard: c');
  expect(pty.output).toContain(`\x1b]52;c;${Buffer.from('/étc/漢').toString('base64')}\x07`);
});

it('draws what comes of work', async () => {
  const pty = await openDemo({ command });
  await pty.press('t', 't');
  await pty.waitFor('ticks 2');
});

it('draws anew for another size, once for a burst, and below 40x10', async () => {
  const pty = await openDemo({ command });
  pty.resize(100, 30);
  await pty.waitFor('demo 100x30');
  pty.resize(39, 10);
  await pty.waitFor('too small: 39x10');
  pty.resize(1, 1);
  await pty.waitFor((rows) => rows.length === 1 && rows[0] === 't');
  await pty.settle();
  const before = pty.output.length;
  for (let i = 0; i < 10; i += 1) {
    pty.resize(60 + i, 20);
    await delay(5);
  }
  await pty.waitFor('demo 69x20');
  await pty.waitFor('heard:');
  expect(pty.output.slice(before).split('\x1b[2J').length - 1).toBeLessThanOrEqual(3);
});
