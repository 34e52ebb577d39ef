import { setImmediate as turn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { Frame } from '../../src/tui/frame.ts';
import type { Program, TerminalMessage, TerminalRequest } from '../../src/tui/program.ts';
import { runProgram } from '../../src/tui/run.ts';
import type { Terminal } from '../../src/tui/terminal.ts';

type Effect = TerminalRequest | { readonly kind: 'wait' } | { readonly kind: 'fail' };

/** Counts keys; some are effects. */
function counter(seen: { signal?: AbortSignal } = {}): Program<number, { readonly kind: 'more' }, Effect> {
  const effects: Readonly<Record<string, Effect>> = {
    q: { kind: 'quit' },
    z: { kind: 'suspend' },
    c: { kind: 'copy', text: 'copied' },
    w: { kind: 'wait' },
    f: { kind: 'fail' },
  };
  return {
    init: ({ columns }) => [columns, []],
    update(state, message) {
      if (message.kind === 'key' && message.key === 'x') throw new Error('update failed');
      const effect = message.kind === 'key' ? effects[message.key] : undefined;
      return [state + 1, effect ? [effect] : []];
    },
    view: (state) => [[{ text: String(state) }]],
    async *perform(effect, signal) {
      seen.signal = signal;
      if (effect.kind === 'fail') throw new Error('work failed');
      yield { kind: 'more' };
      await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))));
    },
    terminal: (effect) => (effect.kind === 'wait' || effect.kind === 'fail' ? null : effect),
  };
}

function fakeTerminal(): Terminal & { calls: string[]; hear: (message: TerminalMessage) => void } {
  const calls: string[] = [];
  let hear: (message: TerminalMessage) => void = () => undefined;
  return {
    calls,
    hear: (message) => hear(message),
    capabilities: { columns: 80, rows: 24, unicode: true, colors: true },
    failed: new Promise(() => undefined),
    listen: (listener) => void (hear = listener),
    draw: (frame: Frame) => void calls.push(`draw ${frame[0]![0]!.text}`),
    copy: (text) => void calls.push(`copy ${text}`),
    suspend: () => void calls.push('suspend'),
    close: async () => void calls.push('close'),
  };
}

const key = (name: string): TerminalMessage => ({ kind: 'key', key: name });

it('draws once for all messages of one turn', async () => {
  const terminal = fakeTerminal();
  const running = runProgram(counter(), terminal);
  await turn();
  for (const name of ['a', 'b', 'c', 'z']) terminal.hear(key(name));
  await turn();
  terminal.hear(key('q'));
  await running;
  expect(terminal.calls).toEqual(['draw 80', 'copy copied', 'suspend', 'draw 84', 'close']);
});

it('takes messages of effects, and tells effects when it ends', async () => {
  const terminal = fakeTerminal();
  const seen: { signal?: AbortSignal } = {};
  const running = runProgram(counter(seen), terminal);
  await turn();
  terminal.hear(key('w'));
  await turn();
  await turn();
  expect(terminal.calls.at(-1)).toBe('draw 82');
  terminal.hear(key('q'));
  await running;
  expect(seen.signal?.aborted).toBe(true);
});

it.each([
  ['update', 'x', 'update failed'],
  ['work', 'f', 'work failed'],
])('gives the terminal back before it throws what %s throws', async (_what, name, reason) => {
  const terminal = fakeTerminal();
  const running = runProgram(counter(), terminal);
  terminal.hear(key(name));
  await expect(running).rejects.toThrow(reason);
  expect(terminal.calls.at(-1)).toBe('close');
});

it('throws what nobody caught', async () => {
  const terminal = { ...fakeTerminal(), failed: Promise.reject(new Error('stray')) };
  await expect(runProgram(counter(), terminal)).rejects.toThrow('stray');
});

it('hears nothing any more once it has ended', async () => {
  const terminal = fakeTerminal();
  const running = runProgram(counter(), terminal);
  terminal.hear(key('q'));
  await running;
  terminal.hear(key('c'));
  await turn();
  expect(terminal.calls).toEqual(['close']);
});
