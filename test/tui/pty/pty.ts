import { setTimeout as delay } from 'node:timers/promises';
import { type IPty, spawn } from '@lydell/node-pty';
import { Unicode11Addon } from '@xterm/addon-unicode11';
import xterm from '@xterm/headless';
import { afterAll } from 'vitest';
import { bytesOf } from './key-bytes.ts';
import { describeLooks, type Run, runsOf } from './looks.ts';

/** What to run, and in what terminal. */
export interface PtyOptions {
  readonly command: readonly string[];
  readonly columns?: number;
  readonly rows?: number;
  readonly term?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Whether the terminal answers what it is asked. */
  readonly answers?: boolean;
  /** By which tables it counts columns. */
  readonly unicode?: '6' | '11';
}

/** How a program ended: a code, or the number of the signal that it died of. */
export interface Ended {
  readonly exitCode: number;
  readonly signal: number;
}

const PATIENCE_MS = 20_000;
/** Longer than a terminal UI waits for the rest of a key. */
const ESCAPE_MS = 80;

const open = new Set<Pty>();
afterAll(() => {
  for (const pty of open) pty.end();
});

/** Starts a program on a terminal of its own. It goes with the tests of this file. */
export function openPty(options: PtyOptions): Pty {
  return new Pty(options);
}

/** A terminal with one program on it, as a person sees it and types to it. */
export class Pty {
  /** All that was written to the terminal. */
  output = '';
  readonly ended: Promise<Ended>;
  readonly #terminal: xterm.Terminal;
  readonly #pty: IPty;
  readonly #looking = new Set<() => void>();

  constructor(options: PtyOptions) {
    const { command, columns = 80, rows = 24, term = 'xterm-256color', env = {}, answers = true } = options;
    const [file, ...args] = command;
    this.#terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 100 });
    this.#terminal.loadAddon(new Unicode11Addon());
    this.#terminal.unicode.activeVersion = options.unicode ?? '11';
    const surroundings = { PATH: process.env['PATH'], HOME: process.env['HOME'], LANG: 'C.UTF-8', TERM: term, ...env };
    this.#pty = spawn(file!, args, { name: term, cols: columns, rows, env: surroundings });
    this.#pty.onData((text) => this.#show(text));
    if (answers) this.#terminal.onData((text) => this.#pty.write(text));
    this.ended = new Promise((resolve) => {
      this.#pty.onExit(({ exitCode, signal = 0 }) => {
        open.delete(this);
        this.#terminal.write('', () => resolve({ exitCode, signal }));
      });
    });
    open.add(this);
  }

  get pid(): number {
    return this.#pty.pid;
  }

  /** The rows as text, without the blanks at their ends. */
  screen(): string[] {
    const { active } = this.#terminal.buffer;
    return Array.from({ length: this.#terminal.rows }, (_, y) =>
      (active.getLine(active.viewportY + y)?.translateToString(true) ?? '').trimEnd(),
    );
  }

  /** Where on the screen the character stands. */
  cells(character: string): { x: number; y: number }[] {
    const { active } = this.#terminal.buffer;
    return Array.from({ length: this.#terminal.rows }, (_, y) => {
      const line = active.getLine(active.viewportY + y);
      return Array.from({ length: this.#terminal.cols }, (_cell, x) => ({ x, y })).filter(
        ({ x }) => line?.getCell(x)?.getChars() === character,
      );
    }).flat();
  }

  /** Wipes the screen as somebody else's output would. */
  clear(): void {
    this.#terminal.write('\x1b[2J');
  }

  /** The runs of cells that do not look plain: `2: 0-11 fg114 bold`. */
  looks(): string[] {
    return describeLooks(this.#terminal);
  }

  /** The screen as runs of cells that look alike, row by row. */
  runs(): Run[][] {
    return runsOf(this.#terminal);
  }

  /** What the program has done to the terminal and must undo. */
  modes(): { alternate: boolean; mouse: string; paste: boolean; cursor: boolean; keypad: boolean } {
    const { buffer, modes } = this.#terminal;
    return {
      alternate: buffer.active.type === 'alternate',
      mouse: modes.mouseTrackingMode,
      paste: modes.bracketedPasteMode,
      cursor: this.output.lastIndexOf('\x1b[?25h') >= this.output.lastIndexOf('\x1b[?25l'),
      keypad: modes.applicationKeypadMode || modes.applicationCursorKeysMode,
    };
  }

  /** Waits until the screen shows the text, or holds what is asked. */
  async waitFor(expected: string | RegExp | ((rows: readonly string[]) => boolean)): Promise<void> {
    const holds = (): boolean => {
      const rows = this.screen();
      if (typeof expected === 'function') return expected(rows);
      return typeof expected === 'string' ? rows.join('\n').includes(expected) : expected.test(rows.join('\n'));
    };
    const error = new Error(`never seen: ${String(expected)}`);
    await new Promise<void>((resolve, reject) => {
      const look = (): void => {
        if (holds()) finish(resolve);
      };
      const finish = (settle: () => void): void => {
        this.#looking.delete(look);
        clearTimeout(timer);
        settle();
      };
      const timer = setTimeout(() => {
        error.message += `\n${this.screen().join('\n')}`;
        finish(() => reject(error));
      }, PATIENCE_MS);
      this.#looking.add(look);
      look();
    });
  }

  /** Presses keys one after the other: names of keys, or characters. */
  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      this.type(bytesOf(key, this.#terminal.modes.applicationCursorKeysMode));
      await delay(key === 'escape' ? ESCAPE_MS : 0);
    }
  }

  /** Sends bytes as they are. */
  type(bytes: string): void {
    this.#pty.write(bytes);
  }

  resize(columns: number, rows: number): void {
    this.#terminal.resize(columns, rows);
    this.#pty.resize(columns, rows);
  }

  kill(signal: NodeJS.Signals): void {
    process.kill(this.pid, signal);
  }

  /** Kills what may have ended already. */
  end(): void {
    try {
      this.kill('SIGKILL');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }

  /** Closes the terminal under the program. */
  hangUp(): void {
    (this.#pty as IPty & { destroy(): void }).destroy();
  }

  /** Waits until nothing was written for a while. */
  async settle(quietMs = 150): Promise<void> {
    for (let seen = -1; seen !== this.output.length;) {
      seen = this.output.length;
      await delay(quietMs);
    }
  }

  #show(text: string): void {
    this.output += text;
    this.#terminal.write(text, () => {
      for (const look of this.#looking) look();
    });
  }
}
