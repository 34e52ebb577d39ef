import { win32 } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** How a program is started. */
export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  /** Whether Windows is to be given the arguments as they are, without quotes put around them. */
  readonly isVerbatim: boolean;
}

/** Where Windows looks for a program, in order. Never in the working directory, where anybody may have put one. */
export function programPaths(program: string, env: Environment): readonly string[] {
  const folders = (variable(env, 'PATH') ?? '').split(';').filter((folder) => win32.isAbsolute(folder));
  const endings = (variable(env, 'PATHEXT') || '.COM;.EXE;.BAT;.CMD').split(';').filter((ending) => ending !== '');
  return folders.flatMap((folder) => endings.map((ending) => win32.join(folder, program + ending.toLowerCase())));
}

/** Batch files cannot be started but by their interpreter. `args` must be plain words. */
export function commandFor(path: string, args: readonly string[], env: Environment): Command {
  if (!/\.(?:bat|cmd)$/i.test(path)) return { file: path, args, isVerbatim: false };
  const line = `""${path}" ${args.join(' ')}"`;
  return { file: variable(env, 'ComSpec') || 'cmd.exe', args: ['/d', '/s', '/c', line], isVerbatim: true };
}

/** Windows does not tell letter cases apart: the search path is also called `Path`. */
function variable(env: Environment, name: string): string | undefined {
  const key = Object.keys(env).find((each) => each.toUpperCase() === name.toUpperCase());
  return key === undefined ? undefined : env[key];
}
