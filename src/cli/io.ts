import { createReadStream } from 'node:fs';
import { availableParallelism } from 'node:os';
import { pathKind } from '../source/path-kind.ts';

/** The world as commands see it; tests give their own. */
export interface Io {
  /** Writes to standard output; resolves when more can be taken. Rejects with `PipeClosed` when nobody reads any more. */
  out(piece: string | Uint8Array): Promise<void>;
  /** Writes to standard error. */
  err(text: string): void;
  readonly stdin: () => AsyncIterable<Uint8Array>;
  readonly isTerminal: boolean;
  readonly columns: number;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly architecture: string;
  readonly jobs: number;
  /** Seconds since 1970. */
  readonly now: () => number;
  readonly exists: (path: string) => 'file' | 'dir' | null;
}

/** Whoever read standard output has gone: not a failure. */
export class PipeClosed extends Error {
  override readonly name = 'PipeClosed';
}

const STDIN_CHUNK_BYTES = 2 ** 20;

/** The process's own streams, environment, clock and machine. */
export function processIo(): Io {
  const { stdout, stderr, env, arch } = process;
  let closed: Error | undefined;
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    closed = error.code === 'EPIPE' ? new PipeClosed() : error;
  });
  stderr.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  return {
    async out(piece) {
      if (closed) throw closed;
      await new Promise<void>((resolve, reject) => {
        stdout.write(piece, (error) => (error ? reject(closed ?? error) : resolve()));
      });
    },
    err: (text) => void stderr.write(text),
    stdin: () => createReadStream('', { fd: 0, autoClose: false, highWaterMark: STDIN_CHUNK_BYTES }),
    isTerminal: stdout.isTTY === true,
    columns: stdout.columns || Number(env['COLUMNS']) || 80,
    env,
    architecture: arch,
    jobs: availableParallelism(),
    now: () => Date.now() / 1000,
    exists: pathKind,
  };
}
