import { EventEmitter } from 'node:events';
import type { ReadStream, WriteStream } from 'node:tty';
import Tput from 'blessed/lib/tput.js';
import Screen from 'blessed/lib/widgets/screen.js';
import { type Background, BACKGROUND_QUERY, backgroundOf, isAskable, readBackground } from './background.ts';
import { copySequence } from './clipboard.ts';
import { type ColorChoice, colorDepth, type ColorDepth, type Environment } from './color-depth.ts';
import type { Frame } from './frame.ts';
import { KeyInput } from './key-input.ts';
import { Outlet } from './outlet.ts';
import { paintRow } from './paint.ts';
import { paletteFor } from './palette.ts';
import type { Capabilities, TerminalMessage } from './program.ts';
import { hasUnicode } from './surroundings.ts';

/** A terminal that has been taken over, until it is closed. Who loses it dies as of SIGHUP. */
export interface Terminal {
  /** As they are now. */
  readonly capabilities: Capabilities;
  /** Rejects with what nobody caught, the terminal given back; never resolves. */
  readonly failed: Promise<never>;
  /** Calls the one listener from now on. */
  readonly listen: (listener: (message: TerminalMessage) => void) => void;
  /** Writes what differs from the frame before. */
  readonly draw: (frame: Frame) => void;
  readonly copy: (text: string) => void;
  /** Gives the terminal back and stops; once continued, takes it and draws the last frame again. */
  readonly suspend: () => void;
  /** Gives the terminal back. May be called twice. */
  readonly close: () => Promise<void>;
}

/** What a terminal is made of. */
export interface TerminalOptions {
  /** Where keys come from: standard input, or {@link openKeyboard} where that is taken. */
  readonly stdin: ReadStream;
  readonly stdout: WriteStream;
  readonly env: Environment;
  readonly color?: ColorChoice;
  readonly system?: string;
}

const MODES = ['1000', '1002', '1006', '2004'];
/** Clicks, drags and wheel as SGR reports; pasted text in brackets. */
const MODES_ON = MODES.map((mode) => `\x1b[?${mode}h`).join('');
const MODES_OFF = MODES.toReversed()
  .map((mode) => `\x1b[?${mode}l`)
  .join('');

const DEADLY = ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGTERM'] as const;

/** Sizes come in bursts while a window is dragged. */
const RESIZE_QUIET_MS = 40;
/** Whoever was stopped is told when it goes on. A group that nobody could continue is not stopped, and not told. */
const NOT_STOPPED_MS = 200;
const ANSWER_MS = 1000;
/** The shell must not get the answer as keys. */
const LAST_ANSWER_MS = 100;

/** Takes the terminal over: alternate screen, raw keys, mouse, pastes. Both streams must be terminals. */
export function openTerminal(options: TerminalOptions): Terminal {
  return new BlessedTerminal(options);
}

/** Blessed keeps the cells, finds what changed and writes it; keys, modes, sizes and signals are none of its business. */
class BlessedTerminal implements Terminal {
  readonly failed: Promise<never>;
  readonly #stdin: ReadStream;
  readonly #stdout: WriteStream;
  readonly #env: Environment;
  readonly #system: string;
  readonly #depth: ColorDepth;
  readonly #keys = new KeyInput({
    message: (message) => this.#listener(message),
    answer: (text) => this.#hear(text),
  });
  readonly #output: Outlet;
  readonly #screen: Screen;
  readonly #answered: Promise<void>;
  #background: Background;
  #frame: Frame = [];
  #listener: (message: TerminalMessage) => void = () => undefined;
  #isSuspended = false;
  #isClosed = false;
  #resizing: NodeJS.Timeout | undefined;
  #stopWaiting = (): void => undefined;
  #fail: (error: unknown) => void = () => undefined;

  constructor({ stdin, stdout, env, color = 'auto', system = 'linux' }: TerminalOptions) {
    this.#stdin = stdin;
    this.#stdout = stdout;
    this.#env = env;
    this.#system = system;
    this.#depth = colorDepth(env, color, system);
    this.#background = backgroundOf(env);
    this.failed = new Promise((_resolve, reject) => {
      this.#fail = reject;
    });
    this.#answered = new Promise((resolve) => {
      this.#stopWaiting = resolve;
    });
    stdin.setRawMode(true);
    this.#output = new Outlet(stdout);
    this.#screen = openScreen(this.#output);
    this.#attach();
    this.#screen.program.flush();
    this.#output.write(MODES_ON);
    this.#ask();
  }

  get capabilities(): Capabilities {
    const { columns, rows } = this.#output;
    return { columns, rows, unicode: hasUnicode(this.#env, this.#system), colors: this.#depth > 0 };
  }

  listen(listener: (message: TerminalMessage) => void): void {
    this.#listener = listener;
  }

  draw(frame: Frame): void {
    this.#frame = frame;
    if (this.#isSuspended || this.#isClosed) return;
    const { lines, program } = this.#screen;
    const brush = { palette: paletteFor(this.#depth, this.#background), unicode: this.capabilities.unicode };
    lines.forEach((line, y) => paintRow(line, frame[y] ?? [], brush));
    this.#screen.draw(0, lines.length - 1);
    program.flush();
  }

  copy(text: string): void {
    this.#output.write(copySequence(text, this.#env));
  }

  suspend(): void {
    if (this.#system === 'win32') return;
    this.#isSuspended = true;
    this.#giveBack();
    // The whole group, as the key would: whoever started us waits for all of it.
    process.kill(0, 'SIGTSTP');
    setTimeout(() => {
      if (this.#isSuspended) this.#resume();
    }, NOT_STOPPED_MS);
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#listener = () => undefined;
    setTimeout(this.#stopWaiting, LAST_ANSWER_MS).unref();
    await this.#answered;
    this.#restore();
  }

  #attach(): void {
    process.on('SIGCONT', this.#resume).on('uncaughtException', this.#crash).on('unhandledRejection', this.#crash);
    process.on('exit', this.#restore);
    for (const signal of DEADLY) process.on(signal, this.#die);
    this.#stdout.on('resize', this.#resizeSoon).on('error', this.#lose);
    this.#stdin.on('data', this.#take).on('end', this.#lose).on('error', this.#lose).resume().ref();
  }

  #detach(): void {
    process.off('SIGCONT', this.#resume).off('uncaughtException', this.#crash).off('unhandledRejection', this.#crash);
    process.off('exit', this.#restore);
    for (const signal of DEADLY) process.off(signal, this.#die);
    this.#stdout.off('resize', this.#resizeSoon);
    this.#stdin.off('data', this.#take).off('end', this.#lose).pause().unref();
  }

  readonly #take = (bytes: Buffer): void => this.#keys.take(bytes);

  readonly #resizeSoon = (): void => {
    clearTimeout(this.#resizing);
    this.#resizing = setTimeout(() => this.#resize(), RESIZE_QUIET_MS);
  };

  #resize(): void {
    if (this.#isSuspended || this.#isClosed) return;
    this.#output.resize();
    const { columns, rows } = this.#output;
    this.#listener({ kind: 'resize', columns, rows });
  }

  /** After a stop of any kind. That raw mode was lost is not known here, so it is left and entered; sizes are looked at. */
  readonly #resume = (): void => {
    this.#isSuspended = false;
    this.#stdin.setRawMode(false).setRawMode(true).resume();
    this.#screen.program.isAlt = false;
    this.#screen.enter();
    this.#screen.program.flush();
    this.#output.write(MODES_ON);
    this.draw(this.#frame);
    process.kill(process.pid, 'SIGWINCH');
  };

  #giveBack(): void {
    this.#keys.stop();
    this.#output.write(MODES_OFF);
    this.#screen.leave();
    this.#screen.program.flush();
    this.#stdin.setRawMode(false);
  }

  readonly #restore = (): void => {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearTimeout(this.#resizing);
    this.#detach();
    this.#giveBack();
    this.#screen.destroy();
  };

  readonly #die = (signal: NodeJS.Signals): void => {
    this.#restore();
    process.kill(process.pid, signal);
  };

  /** Node would not survive a normal end without its terminal: it asserts that it can set its modes. */
  readonly #lose = (): void => this.#die('SIGHUP');

  readonly #crash = (error: unknown): void => {
    this.#restore();
    this.#fail(error);
  };

  #ask(): void {
    const isAsked = this.#depth > 8 && isAskable(this.#env);
    if (isAsked) this.#output.write(BACKGROUND_QUERY);
    setTimeout(this.#stopWaiting, isAsked ? ANSWER_MS : 0).unref();
  }

  #hear(answer: string): void {
    const background = readBackground(answer);
    if (background === null) return;
    this.#stopWaiting();
    if (background === this.#background) return;
    this.#background = background;
    this.draw(this.#frame);
  }
}

/** The description of xterm for all: those of the system are not understood, and nothing beyond it is used. */
function openScreen(output: Outlet): Screen {
  Tput.ipaths.length = 0;
  const input = Object.assign(new EventEmitter(), { isRaw: true });
  const screen = new Screen({ input, output, terminal: 'xterm-256color', forceUnicode: true });
  screen.tput.brokenACS = true;
  delete screen.tput.strings['parm_right_cursor'];
  return screen;
}
