import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundledDemo, GIVEN_BACK, openDemo } from './demo.ts';
import { openPty } from './pty.ts';

let command: readonly string[];
beforeAll(async () => {
  command = await bundledDemo();
});

describe('the terminal is given back', () => {
  it.each(['SIGTERM', 'SIGHUP', 'SIGINT', 'SIGQUIT'] as const)('on %s, of which the program dies', async (signal) => {
    const pty = await openDemo({ command: ['sh', '-c', 'ulimit -c 0; exec "$@"', 'sh', ...command] });
    pty.kill(signal);
    expect(await pty.ended).toEqual({ exitCode: 0, signal: constants.signals[signal] });
    expect(pty.modes()).toEqual(GIVEN_BACK);
  });

  it.each([
    ['update throws', 'x', 'update went wrong'],
    ['work fails', 'r', 'work went wrong'],
    ['an error is nobody’s', 's', 'stray went wrong'],
  ])('when %s, and then told with exit code 70', async (_case, key, reason) => {
    const pty = await openDemo({ command });
    await pty.press(key);
    expect(await pty.ended).toEqual({ exitCode: 70, signal: 0 });
    expect(pty.modes()).toEqual(GIVEN_BACK);
    expect(pty.screen().join('\n')).toMatch(new RegExp(`^varve: this is a bug.*\\nError: ${reason}`));
  });

  it('in the state it was in: cooked, with echo', async () => {
    const script = 'before=$(stty -g); "$@"; [ "$(stty -g)" = "$before" ] && echo same';
    const pty = await openDemo({ command: ['sh', '-c', script, 'sh', ...command] });
    await pty.press('q');
    await pty.ended;
    expect(pty.screen().slice(0, 2)).toEqual(['ended well', 'same']);
  });
});

it('dies quietly, as of SIGHUP, when the terminal is closed and nobody said so', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'varve-test-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const log = join(folder, 'log');
  const script = 'trap "" HUP; log=$1; shift; "$@" 2>"$log"; echo "code $?" >>"$log"';
  const pty = await openDemo({ command: ['sh', '-c', script, 'sh', log, ...command] });
  pty.hangUp();
  await expect.poll(() => readFileSync(log, 'utf8'), { timeout: 10_000 }).toMatch(/^(Hangup\n)?code 129\n$/);
});

describe('under a shell with job control', () => {
  it('stops, and goes on with the whole screen', async () => {
    const pty = openPty({ command: ['bash', '--norc', '-i'], env: { PS1: 'shell> ' } });
    await pty.waitFor('shell>');
    pty.type(`${command.join(' ')}\r`);
    await pty.waitFor('heard:');
    for (const time of ['first', 'second']) {
      await pty.press('down', 'ctrl-z');
      await pty.waitFor('Stopped');
      // The shell's own line editor may take pastes.
      expect(pty.modes()).toEqual({ ...GIVEN_BACK, paste: expect.any(Boolean) });
      pty.type(`echo the ${time} time\r`);
      await pty.waitFor(new RegExp(`^the ${time} time`, 'm'));
      pty.type('clear; fg\r');
      await pty.waitFor('heard:');
      expect(pty.modes()).toMatchObject({ alternate: true, mouse: 'drag', paste: true, cursor: false });
    }
    await pty.press('left', 'q');
    await pty.waitFor('ended well');
    expect(pty.modes()).toMatchObject({ alternate: false, mouse: 'none', cursor: true });
    pty.type('exit\r');
    await pty.ended;
  });

  it('takes the size that the terminal was given meanwhile', async () => {
    const pty = openPty({ command: ['bash', '--norc', '-i'] });
    pty.type(`${command.join(' ')}\r`);
    await pty.waitFor('heard:');
    await pty.press('ctrl-z');
    await pty.waitFor('Stopped');
    pty.resize(90, 20);
    pty.type('fg\r');
    await pty.waitFor('demo 90x20');
    await pty.press('q');
    await pty.waitFor('ended well');
  });

  it('draws the whole screen after a stop that it could not see', async () => {
    const pty = await openDemo({ command });
    const before = pty.screen();
    pty.kill('SIGSTOP');
    pty.clear();
    await delay(50);
    pty.kill('SIGCONT');
    await pty.waitFor('heard:');
    await pty.settle();
    expect(pty.screen()).toEqual(before);
  });
});

it('goes on where nobody could continue it', async () => {
  const pty = await openDemo({ command });
  await pty.press('ctrl-z', 'a');
  await pty.waitFor('heard: ctrl-z a');
  await pty.settle(400);
  expect(pty.modes()).toMatchObject({ alternate: true, mouse: 'drag' });
  await pty.press('q');
  expect(await pty.ended).toEqual({ exitCode: 0, signal: 0 });
});
