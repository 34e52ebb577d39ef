import { commandFor, boundTo, keyMap } from './bindings.ts';
import type { Frame } from './frame.ts';
import { type Area, fit, span } from './rows.ts';
import type { Terminal } from './terminal.ts';

/** What opens in less time is shown as it is. */
const PATIENCE_MS = 200;

/** How the terminal is taken over, and what is said on it as long as there is nothing else. */
export interface Opening {
  readonly open: () => Terminal;
  readonly text: string;
  /** Other keys for commands. */
  readonly keys: Readonly<Record<string, readonly string[]>>;
}

/**
 * Does `work`, which takes the terminal when it has something to show; before that the screen says what is waited for.
 * `null` when the user would not wait. However it ends, the terminal is given back.
 */
export async function onTerminal<T>(opening: Opening, work: (take: () => Terminal) => Promise<T>): Promise<T | null> {
  let terminal: Terminal | null = null;
  let patience: NodeJS.Timeout | undefined;
  const left = new Promise<null>((resolve, reject) => {
    patience = setTimeout(() => {
      terminal = opening.open();
      terminal.failed.catch(reject);
      wait(terminal, opening, () => resolve(null));
    }, PATIENCE_MS);
  });
  const take = (): Terminal => {
    clearTimeout(patience);
    return (terminal ??= opening.open());
  };
  try {
    return await Promise.race([left, work(take)]);
  } finally {
    clearTimeout(patience);
    await (terminal as Terminal | null)?.close();
  }
}

function wait(terminal: Terminal, opening: Opening, leave: () => void): void {
  const bound = keyMap(boundTo(opening.keys));
  terminal.listen((message) => {
    if (message.kind === 'resize') terminal.draw(waitingFrame(opening, message));
    const command = message.kind === 'key' ? commandFor(bound, ['everywhere'], message.key) : null;
    if (command === 'quit' || command === 'back') leave();
    if (command === 'suspend') terminal.suspend();
  });
  terminal.draw(waitingFrame(opening, terminal.capabilities));
}

function waitingFrame({ text, keys }: Opening, { columns, rows }: Area): Frame {
  const quit = boundTo(keys).find(({ command }) => command === 'quit')?.keys[0] ?? '';
  const blank = Array.from({ length: Math.max(0, rows - 3) }, () => []);
  return [[], fit([span(`  ${text} ...`)], columns), ...blank, [span(` ${quit}`, 'accent'), span(' quit', 'dim')]];
}
