import { VERSION } from '../base/version.ts';
import { COMMANDS, IMAGE } from './commands.ts';
import { VarveError } from '../model/error.ts';
import { exitCodeOf, failureText } from './failure.ts';
import { type Io, PipeClosed, processIo } from './io.ts';
import { overviewText } from './overview.ts';
import { IMAGE_ALONE, splitCommand } from './split-command.ts';

/** Runs one command line. Every outcome becomes an exit code; never calls `process.exit`. */
export async function main(argv: readonly string[], io: Io = processIo()): Promise<number> {
  try {
    return await run(argv, io);
  } catch (error) {
    if (error instanceof PipeClosed) return 0;
    io.err(failureText(error));
    return exitCodeOf(error);
  }
}

async function run(argv: readonly string[], io: Io): Promise<number> {
  const { name, rest } = splitCommand(argv, Object.keys(COMMANDS));
  if (name === undefined) return withoutCommand(rest, io);
  const command = await (name === IMAGE_ALONE ? IMAGE : COMMANDS[name]!).load();
  return command.run(rest, io);
}

async function withoutCommand(rest: readonly string[], io: Io): Promise<number> {
  const has = (...words: readonly string[]): boolean => words.some((word) => rest.includes(word));
  if (has('--version', '-V')) {
    await io.out(`${VERSION}\n`);
    return 0;
  }
  if (rest.length > 0 && !has('--help', '-h')) {
    throw new VarveError('USAGE', 'neither a command nor an image is named', {
      hint: '`varve --help` shows what it takes.',
    });
  }
  await io.out(overviewText(COMMANDS));
  return rest.length > 0 ? 0 : 2;
}
