import { createReadStream } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { ReadStream, WriteStream } from 'node:tty';
import { openKeyboard } from '../tui/keyboard.ts';
import { isUsable } from '../tui/surroundings.ts';
import { isSystemError, systemReason } from '../blob/system-error.ts';
import { thisMachine } from '../config/machine.ts';
import { VarveError } from '../model/error.ts';
import { pathKind } from '../source/path-kind.ts';

/** The world as commands see it; tests give their own. */
export interface Io {
  /**
   * Writes to standard output; resolves when more can be taken. Rejects with `PipeClosed` when nobody reads any more,
   * with `OUTPUT_FAILED` when the system takes no more.
   */
  out(piece: string | Uint8Array): Promise<void>;
  /** Writes to standard error. */
  err(text: string): void;
  readonly stdin: () => AsyncIterable<Uint8Array>;
  /** Gives up what is still under way: someone has seen enough. Does not return. */
  abandon(): void;
  readonly isTerminal: boolean;
  /** Keys and screen, where the terminal UI can be shown; keys come from the keyboard itself where standard input is taken. */
  readonly terminal: (isStdinTaken: boolean) => { readonly stdin: ReadStream; readonly stdout: WriteStream } | null;
  /** Whether standard error is one: progress is shown there. */
  readonly isErrTerminal: boolean;
  readonly columns: number;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly system: 'linux' | 'darwin' | 'win32';
  readonly architecture: string;
  readonly jobs: number;
  /** Seconds since 1970. */
  readonly now: () => number;
  readonly exists: (path: string) => 'file' | 'dir' | null;
  /** The directory one is in; `null` when it was removed. */
  readonly folder: () => string | null;
}

/** Whoever read standard output has gone: not a failure. */
export class PipeClosed extends Error {
  override readonly name = 'PipeClosed';
}

const STDIN_CHUNK_BYTES = 2 ** 20;

/** The process's own streams, environment, clock and machine. */
export function processIo(): Io {
  const { stdout, stderr, env, arch } = process;
  const machine = thisMachine();
  let failure: Error | undefined;
  stdout.on('error', (error) => {
    failure = outputFailure(error);
  });
  stderr.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  return {
    async out(piece) {
      if (failure) throw failure;
      await new Promise<void>((resolve, reject) => {
        stdout.write(piece, (error) => (error ? reject(outputFailure(error)) : resolve()));
      });
    },
    err: (text) => void stderr.write(text),
    stdin: () => createReadStream('', { fd: 0, autoClose: false, highWaterMark: STDIN_CHUNK_BYTES }),
    abandon: () => process.exit(0),
    isTerminal: stdout.isTTY === true,
    terminal(isStdinTaken) {
      if (!isUsable(env, stdout, stdout, machine.system)) return null;
      // Only looking at `process.stdin` makes reads of it fail that find nothing to read yet.
      const stdin = isStdinTaken ? openKeyboard() : process.stdin;
      return stdin && isUsable(env, stdin, stdout, machine.system) ? { stdin, stdout } : null;
    },
    isErrTerminal: stderr.isTTY === true,
    columns: stdout.columns || Number(env['COLUMNS']) || 80,
    env,
    ...machine,
    architecture: arch,
    jobs: availableParallelism(),
    now: () => Date.now() / 1000,
    exists: pathKind,
    folder: workingFolder,
  };
}

function workingFolder(): string | null {
  try {
    return process.cwd();
  } catch (error) {
    if (isSystemError(error)) return null;
    throw error;
  }
}

/** What a failed write means; the stream tells it to the writer before its listeners hear of it. */
function outputFailure(error: Error): Error {
  if (!isSystemError(error)) return error;
  if (error.code === 'EPIPE') return new PipeClosed();
  const message = `standard output could not be written: ${systemReason(error)}`;
  return new VarveError('OUTPUT_FAILED', message, { cause: error });
}
