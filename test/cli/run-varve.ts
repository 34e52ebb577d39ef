import { spawn } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { BARE_MACHINE } from '../../fixtures/remote.ts';
import type { Io } from '../../src/cli/io.ts';
import { main } from '../../src/cli/main.ts';
import { pathKind } from '../../src/source/path-kind.ts';

/** A file: no cache can be below it, so what one test reads is never known to another. */
const NO_CACHE = { VARVE_CACHE_DIR: process.execPath };

/** What came of one call of varve. */
export interface Outcome {
  /** -1 for a program that was killed. */
  readonly exit: number;
  readonly stdout: string;
  /** Standard output, undecoded. */
  readonly bytes: Buffer;
  readonly stderr: string;
  readonly seconds: number;
}

/** Bytes for standard input, and how many come at a time. */
export interface StandardInput {
  readonly bytes: Uint8Array;
  readonly chunkBytes: number;
}

/** What of the world a call sees differently. */
export interface World extends Partial<Omit<Io, 'out' | 'err' | 'stdin'>> {
  readonly stdin?: StandardInput | undefined;
  /** Called for each piece that is printed. */
  readonly onPiece?: () => void;
}

/** Calls varve in this process, as if nobody sat at a terminal. */
export async function runInProcess(
  argv: readonly string[],
  { stdin, onPiece, env = {}, ...world }: World = {},
): Promise<Outcome> {
  const pieces: Uint8Array[] = [];
  let stderr = '';
  const io: Io = {
    async out(piece) {
      pieces.push(Buffer.from(piece));
      onPiece?.();
    },
    err: (text) => void (stderr += text),
    stdin: () => chunksOf(stdin ?? { bytes: new Uint8Array(), chunkBytes: 1 }),
    isTerminal: false,
    terminal: () => null,
    abandon() {},
    isErrTerminal: false,
    columns: 80,
    env: { ...NO_CACHE, ...env },
    home: BARE_MACHINE.home,
    system: 'linux',
    architecture: 'x64',
    jobs: 2,
    now: () => 0,
    exists: pathKind,
    folder: () => null,
    ...world,
  };
  const started = performance.now();
  const exit = await main(argv, io);
  const seconds = (performance.now() - started) / 1000;
  const bytes = Buffer.concat(pieces);
  return { exit, stdout: bytes.toString(), bytes, stderr, seconds };
}

async function* chunksOf({ bytes, chunkBytes }: StandardInput): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
}

/** How the program is called. */
export interface ProgramOptions {
  /** The file on standard input; nothing when it is left out. */
  readonly stdinPath?: string;
  readonly limitSeconds?: number;
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
}

/** The program that users call. */
export const PROGRAM = join(import.meta.dirname, '../../bin/varve.js');

/** Calls the program; it is killed when it takes longer than `limitSeconds`. */
export async function runProgram(
  argv: readonly string[],
  { stdinPath, limitSeconds = 30, env = process.env, cwd = process.cwd() }: ProgramOptions = {},
): Promise<Outcome> {
  const started = performance.now();
  const timeout = limitSeconds * 1000;
  const child = spawn(process.execPath, [PROGRAM, ...argv], {
    env: { ...env, ...NO_CACHE },
    cwd,
    timeout,
    killSignal: 'SIGKILL',
  });
  child.stdin.on('error', () => {}); // a program that does not read to the end closes its side
  if (stdinPath === undefined) child.stdin.end();
  else createReadStream(stdinPath).pipe(child.stdin);
  const ended = new Promise<number>((resolve) => void child.on('close', (code) => resolve(code ?? -1)));
  const [exit, bytes, stderr] = await Promise.all([ended, bytesOf(child.stdout), bytesOf(child.stderr)]);
  const seconds = (performance.now() - started) / 1000;
  return { exit, stdout: bytes.toString(), bytes, stderr: stderr.toString(), seconds };
}

async function bytesOf(stream: NodeJS.ReadableStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
