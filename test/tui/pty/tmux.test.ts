import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { hasTool } from '../../blob/tools.ts';
import { bundledDemo } from './demo.ts';
import { openPty } from './pty.ts';
import { playScript } from './script.ts';

const CONFIG = `
set -g default-terminal tmux-256color
set -g default-shell /bin/sh
set -g set-clipboard on
set -g mouse on
set -g status off
set -s escape-time 10
`;

it.skipIf(!hasTool('tmux'))('works under tmux: keys, mouse, clipboard, panes, suspend, end', async () => {
  const command = await bundledDemo();
  const folder = mkdtempSync(join(tmpdir(), 'varve-test-'));
  const config = join(folder, 'tmux.conf');
  writeFileSync(config, CONFIG);
  const env = { TMUX_TMPDIR: folder, PS1: 'shell> ', ENV: '' };
  const tmux = (...args: readonly string[]): void => {
    execFileSync('tmux', args, { env: { ...process.env, ...env } });
  };
  afterAll(() => {
    tmux('kill-server');
    rmSync(folder, { recursive: true, force: true });
  });

  const pty = openPty({ command: ['tmux', '-f', config, 'new-session', 'bash --norc -i'], env });
  await playScript(pty, [
    { see: 'shell>' },
    { type: `clear; ${command.join(' ')}\r` },
    { see: 'heard:' },
    { press: ['down', 'escape', '漢'] },
    { see: 'heard: down escape 漢' },
    { type: '\x1b[<65;3;3M\x1b[<0;3;3M\x1b[<0;3;3m' },
    { see: 'wheeldown@2,2 down@2,2 up@2,2' },
  ]);
  const bars = pty.cells('|').filter(({ y }) => y >= 1 && y <= 13);
  expect(bars.map(({ x }) => x)).toEqual(Array.from({ length: 13 }, () => [24, 29]).flat());

  await playScript(pty, [{ press: ['c'] }, { see: 'up@2,2 c' }]);
  expect(pty.output).toContain(Buffer.from('/étc/漢').toString('base64'));

  tmux('split-window', '-h', '-l', '35', 'sleep 1000');
  await pty.waitFor('demo 44x24');
  tmux('resize-pane', '-x', '46');
  await pty.waitFor('too small: 33x24');
  tmux('kill-pane', '-t', '1');
  await pty.waitFor('demo 80x24');

  await playScript(pty, [
    { press: ['ctrl-z'] },
    { see: 'Stopped' },
    { type: 'fg\r' },
    { see: 'heard:' },
    { press: ['q'] },
  ]);
  await pty.waitFor(/^ended well\nshell>/m);
  expect(pty.screen().join('\n')).not.toContain('heard');
});
