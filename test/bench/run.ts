import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

/** A program and its arguments. */
export type Command = readonly [program: string, ...args: string[]];

/** What one run of a command cost. */
export interface Cost {
  readonly wallMs: number;
  /** User and system time of the command and all it started. */
  readonly cpuMs: number;
  /** Resident set of the largest single process. */
  readonly peakBytes: number;
}

/** GNU time: it asks the kernel (wait4) what its child has used. */
const TIME = ['/usr/bin/time', '-f', '%U %S %M'] as const;

/** Reads files so that they lie in the page cache. */
export async function warm(files: readonly string[]): Promise<void> {
  await costOf(['cat', ...files]);
}

/** What a command prints. @throws Error with what it complained of */
export async function outputOf(command: Command): Promise<string> {
  return (await finished(command, 'pipe')).stdout;
}

/** Runs all commands once a round, one after the other: what else the machine does then hits all of them alike. */
export async function inTurns<Name extends string>(
  commands: Readonly<Record<Name, Command>>,
  rounds: number,
): Promise<Record<Name, readonly Cost[]>> {
  const names = Object.keys(commands) as Name[];
  const costs = Object.fromEntries(names.map((name) => [name, [] as Cost[]])) as Record<Name, Cost[]>;
  for (let round = 0; round < rounds; round += 1) {
    for (const name of names) costs[name].push(await costOf(commands[name]));
  }
  return costs;
}

/**
 * Runs a command whose output nobody reads, and measures it: wall time by our clock, the rest by `/usr/bin/time`.
 * @throws Error with what the command complained of
 */
async function costOf(command: Command): Promise<Cost> {
  const started = process.hrtime.bigint();
  const { stderr } = await finished([...TIME, ...command], 'ignore');
  const wallMs = Number(process.hrtime.bigint() - started) / 1e6;
  const [user, system, peakKiB] = stderr.trimEnd().split('\n').at(-1)!.split(' ').map(Number);
  return { wallMs, cpuMs: (user! + system!) * 1000, peakBytes: peakKiB! * 1024 };
}

async function finished(
  [program, ...args]: Command,
  stdout: 'ignore' | 'pipe',
): Promise<{ stdout: string; stderr: string }> {
  const { NODE_OPTIONS: _, ...env } = process.env;
  const child = spawn(program, args, { stdio: ['ignore', stdout, 'pipe'], env });
  const ended = new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  const [code, out, err] = await Promise.all([ended, child.stdout ? text(child.stdout) : '', text(child.stderr!)]);
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} failed with ${code}:\n${err}`);
  return { stdout: out, stderr: err };
}
