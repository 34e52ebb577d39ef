import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Frame } from '../../src/tui/frame.ts';
import { onTerminal, type Opening } from '../../src/tui/opening.ts';
import type { TerminalMessage } from '../../src/tui/program.ts';
import type { Terminal } from '../../src/tui/terminal.ts';

function opening(): Opening & { calls: string[]; hear: (message: TerminalMessage) => void } {
  const calls: string[] = [];
  let hear: (message: TerminalMessage) => void = () => undefined;
  const textOf = (frame: Frame): string => frame.flatMap((row) => row.map(({ text }) => text.trim())).join('|');
  const open = (): Terminal => ({
    capabilities: { columns: 40, rows: 5, unicode: true, colors: true },
    failed: new Promise(() => undefined),
    listen: (listener) => void (hear = listener),
    draw: (frame) => void calls.push(`${frame.length} rows: ${textOf(frame)}`),
    copy: () => undefined,
    suspend: () => void calls.push('suspend'),
    close: async () => void calls.push('close'),
  });
  return { open, text: 'opening a.tar', keys: { quit: ['x'] }, calls, hear: (message) => hear(message) };
}

const never = (): Promise<never> => new Promise(() => undefined);

describe('what takes long to open', () => {
  it('is told on the screen, at the size it has', async () => {
    const screen = opening();
    const shown = onTerminal(screen, async (take) => {
      await sleep(300);
      screen.hear({ kind: 'resize', columns: 60, rows: 8 });
      take();
      return 'shown';
    });
    expect(await shown).toBe('shown');
    expect(screen.calls.map((call) => call.replace(/\|+/g, ' '))).toEqual([
      '5 rows: opening a.tar ... x quit',
      '8 rows: opening a.tar ... x quit',
      'close',
    ]);
  });

  it.each(['x', 'escape'])('is left at once by %s', async (key) => {
    const screen = opening();
    const left = onTerminal(screen, never);
    await sleep(300);
    screen.hear({ kind: 'key', key: 'q' });
    screen.hear({ kind: 'key', key });
    expect(await left).toBeNull();
    expect(screen.calls.at(-1)).toBe('close');
  });

  it('gives the terminal back when it cannot be opened', async () => {
    const screen = opening();
    const failed = onTerminal(screen, async () => {
      await sleep(300);
      throw new Error('damaged');
    });
    await expect(failed).rejects.toThrow('damaged');
    expect(screen.calls.at(-1)).toBe('close');
  });
});

it('takes no terminal for what is opened at once and not shown', async () => {
  const screen = opening();
  expect(await onTerminal(screen, async () => false)).toBe(false);
  await sleep(300);
  expect(screen.calls).toEqual([]);
});
