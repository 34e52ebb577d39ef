import { VERSION } from '../base/version.ts';
import { COMMANDS } from './commands.ts';
import { exitCodeOf, failureText } from './failure.ts';
import { type Io, PipeClosed, processIo } from './io.ts';
import { overviewText } from './overview.ts';
import { splitCommand } from './split-command.ts';

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
  if (name === undefined) {
    const isVersion = rest.some((arg) => arg === '--version' || arg === '-V');
    await io.out(isVersion ? `${VERSION}\n` : overviewText(COMMANDS));
    return isVersion || rest.length > 0 ? 0 : 2;
  }
  const command = await COMMANDS[name]!.load();
  return command.run(rest, io);
}
