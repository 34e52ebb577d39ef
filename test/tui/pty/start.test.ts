import { beforeAll, describe, expect, it } from 'vitest';
import { bundled } from './demo.ts';
import { openPty, type Pty, type PtyOptions } from './pty.ts';

let command: readonly string[];
beforeAll(async () => {
  command = await bundled('demo-main');
});

const GIVEN_BACK = { alternate: false, mouse: 'none', paste: false, cursor: true, keypad: false };

async function openDemo(options: Partial<PtyOptions> = {}): Promise<Pty> {
  const pty = openPty({ command, ...options });
  await pty.waitFor('heard:');
  return pty;
}

describe('a terminal', () => {
  it.each(['xterm-256color', 'tmux-256color', 'screen', 'screen-256color', 'xterm-kitty', 'linux', 'vt100'])(
    'is taken over and given back as %s',
    async (term) => {
      const pty = await openDemo({ term });
      expect(pty.modes()).toMatchObject({ alternate: true, mouse: 'drag', paste: true, cursor: false });
      expect(pty.screen()[0]).toMatch(/^demo 80x24/);
      await pty.press('down', 'up', 'left');
      await pty.waitFor('heard: down up left');
      await pty.press('q');
      expect(await pty.ended).toEqual({ exitCode: 0, signal: 0 });
      expect(pty.modes()).toEqual(GIVEN_BACK);
      expect(pty.screen()[0]).toBe('ended well');
    },
  );
});
