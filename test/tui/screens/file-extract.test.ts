import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { eventBytes } from '../../../src/analysis/view-bytes.ts';
import { performer } from '../../../src/tui/perform.ts';
import { inSlices } from '../../../src/base/slices.ts';
import type { Effect, Message } from '../../../src/tui/state.ts';
import { open } from '../../examine/open-layers.ts';

/** What comes of extracting everything while half a second passes with each look at the clock. */
async function* extracting(to: string, signal: AbortSignal): AsyncGenerator<Message> {
  const opened = await open('a=1, b=2, c=3');
  let now = 0;
  const world = {
    load: () => Promise.resolve(opened),
    openedOf: () => opened,
    clock: () => (now += 500),
    system: 'linux' as const,
    ignore: [],
    openOther: () => Promise.resolve(opened),
  };
  const loaded = { opened, isWhole: true, bytes: await inSlices(eventBytes(opened.image.paths)) };
  const question = { kind: 'extract', path: '/', layer: 0, to, overwrites: false } as const;
  const effect: Effect = { kind: 'ask', number: 1, screen: 'file', question, loaded };
  yield* performer(world)(effect, signal);
}

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'varve-extract-'));
  onTestFinished(() => rmSync(made, { recursive: true }));
  return join(made, 'out');
}

it('tells how far it is while it takes long, and at last what was written', async () => {
  const to = folder();
  const messages: Message[] = [];
  for await (const message of extracting(to, new AbortController().signal)) messages.push(message);
  const told = messages.flatMap((message) => (message.kind === 'progress' ? [message.notice] : []));
  expect(told).toContain(`extracting to ${to}: 1 of 3`);
  expect(messages.at(-1)).toMatchObject({ reply: { kind: 'extract', written: `3 entries written to ${to}` } });
  expect(readFileSync(join(to, 'c'), 'utf8')).toBe('3');
});

it('stops when the program ends', async () => {
  const stopped = new AbortController();
  const ended = (async () => {
    for await (const { kind } of extracting(folder(), stopped.signal)) if (kind === 'progress') stopped.abort();
  })();
  await expect(ended).rejects.toThrow('abort');
});
