import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { GIVEN_BACK } from './demo.ts';
import { openPty, type Pty, type PtyOptions } from './pty.ts';
import { asciicast, type Picture, svg } from './recording.ts';
import { playScript } from './script.ts';

const ROOT = join(import.meta.dirname, '../../..');
const DEMO = join(ROOT, 'fixtures/demo.tar');
const VARVE = [process.execPath, join(ROOT, 'bin/varve.js')];
/** When everything of the demo image is known. */
const READY = 'dead 51.9 kB';

async function openVarve(options: Partial<PtyOptions> = {}, args: readonly string[] = [DEMO]): Promise<Pty> {
  const pty = openPty({ command: [...VARVE, ...args], ...options });
  await pty.waitFor(READY);
  return pty;
}

describe('varve on a terminal', () => {
  it.each(['xterm-256color', 'tmux-256color', 'screen', 'linux', 'vt100'])(
    'walks through an image: %s',
    async (term) => {
      const pty = await openVarve({ term, columns: 100, rows: 30 });
      await playScript(pty, [
        { press: ['up', 'up'] },
        { see: 'view at layer 3' },
        { press: ['2', 'tab', '+'] },
        { see: 'server.js' },
        { press: ['/'] },
        { type: 'package' },
        { see: 'match package' },
        { press: ['enter', 'escape'] },
        { resize: [60, 20] },
        { see: /^┌ Files[^┐]*┐$/m },
        { resize: [30, 8] },
        { see: 'too small' },
        { resize: [100, 30] },
        { see: 'changes of layer 3' },
        { press: ['q'] },
      ]);
      expect(await pty.ended).toEqual({ exitCode: 0, signal: 0 });
      expect(pty.modes()).toEqual(GIVEN_BACK);
    },
  );

  it.each([
    ['a terminal that cannot draw', { term: 'dumb' }, [DEMO]],
    ['a report that was asked for', {}, [DEMO, '--format', 'text']],
  ])('prints the report for %s', async (_what, options, args) => {
    const pty = openPty({ command: [...VARVE, ...args], ...options, rows: 60 });
    expect(await pty.ended).toEqual({ exitCode: 0, signal: 0 });
    expect(pty.output).toContain('Dead bytes, by who wrote and who hid them');
  });

  it('takes the image from standard input and keys from the keyboard', async () => {
    const pty = openPty({ command: ['bash', '-c', `cat "$1" | "$2" "$3" -`, 'bash', DEMO, ...VARVE] });
    await pty.waitFor(READY);
    await playScript(pty, [{ press: ['g'] }, { see: 'view at layer 0' }, { press: ['q'] }]);
    expect(await pty.ended).toEqual({ exitCode: 0, signal: 0 });
  });

  it('tells what cannot be read after the terminal is given back, too', async () => {
    const pty = openPty({
      command: [
        'bash',
        '-c',
        `head -c 200000 "$1" > "$TMPDIR/cut.tar"; "$2" "$3" "$TMPDIR/cut.tar"`,
        'bash',
        DEMO,
        ...VARVE,
      ],
      env: { TMPDIR: process.env['TMPDIR'] ?? '/tmp' },
    });
    const { exitCode } = await pty.ended;
    expect(exitCode).toBe(3);
    expect(pty.modes()).toEqual(GIVEN_BACK);
    expect(pty.output).toMatch(/varve: .*cut\.tar/s);
  });

  it.each(['SIGTERM', 'SIGHUP', 'SIGINT'] as const)('gives the terminal back on %s', async (signal) => {
    const pty = await openVarve();
    pty.kill(signal);
    const { exitCode, signal: number } = await pty.ended;
    expect(number > 0 || exitCode > 128).toBe(true);
    expect(pty.modes()).toEqual(GIVEN_BACK);
  });

  it('is stopped and goes on where it was', async () => {
    const pty = openPty({ command: ['bash', '--norc', '-i'], env: { PS1: 'prompt> ' } });
    await pty.waitFor('prompt>');
    pty.type(`'${VARVE.join("' '")}' '${DEMO}'\r`);
    await pty.waitFor(READY);
    await playScript(pty, [{ press: ['g'] }, { see: 'view at layer 0' }, { press: ['ctrl-z'] }, { see: 'Stopped' }]);
    expect(pty.modes()).toMatchObject({ alternate: false, mouse: 'none' });
    pty.type('fg\r');
    await playScript(pty, [{ see: 'view at layer 0' }, { press: ['q'] }, { see: 'prompt>' }]);
    pty.type('exit\r');
    await pty.ended;
  });
});

it('is recorded as reports show it', async () => {
  const pty = await openVarve({ columns: 110, rows: 30, env: { COLORFGBG: '15;0' } });
  const pictures: Picture[] = [];
  const steps: readonly (readonly [keys: readonly string[], seconds: number])[] = [
    [[], 2],
    [['up'], 0.8],
    [['up'], 0.8],
    [['2'], 1.5],
    [['tab', '+'], 2],
    [['n'], 0.8],
    [['n'], 0.8],
    [['1', '/'], 1],
    [['s', 'e', 'r', 'v'], 1.5],
    [['enter'], 1],
    [['escape', 'b'], 2],
  ];
  for (const [keys, seconds] of steps) {
    await pty.press(...keys);
    await pty.settle();
    pictures.push({ rows: pty.runs(), seconds });
  }
  await pty.press('q');
  await expect(asciicast(pictures, 'varve fixtures/demo.tar')).toMatchFileSnapshot('../../../reports/tui.cast');
  await expect(svg(pictures[4]!)).toMatchFileSnapshot('../../../reports/tui.svg');
}, 60_000);
