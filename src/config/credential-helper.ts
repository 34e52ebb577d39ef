import { execFile, type ExecFileException } from 'node:child_process';
import { access } from 'node:fs/promises';
import { anyCase, object, optional, string } from '../base/shape.ts';
import { printable } from '../base/text.ts';
import { VarveError } from '../model/error.ts';
import type { AuthEntry, HelperCall } from './auth-file.ts';
import { commandFor, programPaths } from './program-paths.ts';
import type { RemoteOptions } from './remote-options.ts';
import { jsonSettings } from './settings-text.ts';

/** The surroundings in which a helper is run, and how long it may take: it may ask the user for a passphrase. */
export interface HelperRun extends Pick<RemoteOptions, 'env' | 'system'> {
  readonly timeoutMs: number;
}

const MAX_BYTES = 2 ** 20;

/** What helpers print, on either stream, when they know nothing of a host. */
const NOT_FOUND = /credentials not found/i;

const answerFields = anyCase(['Username', 'Secret'], object({ Username: optional(string), Secret: optional(string) }));

/**
 * Asks a credential helper (`docker-credential-NAME get`) for a server; `undefined` when it knows none. What it prints
 * is never told on: it may hold the secret.
 *
 * @throws VarveError `CONFIG_INVALID` when the helper is not there, fails, or takes too long
 */
export async function askHelper(call: HelperCall, run: HelperRun): Promise<AuthEntry | undefined> {
  if (!/^\w[\w.+-]*$/.test(call.helper)) {
    throw failed(call, 'the name of a helper should have no other characters than letters, digits and -_.+');
  }
  const program = `docker-credential-${call.helper}`;
  const path = run.system === 'win32' ? await firstThere(programPaths(program, run.env)) : program;
  if (path === undefined) throw notThere(call);
  const { problem, stdout, stderr } = await output(path, call.server, run);
  if (problem === undefined) return parseAnswer(program, stdout);
  if (NOT_FOUND.test(stdout) || NOT_FOUND.test(stderr)) return undefined;
  throw problem === 'ENOENT' ? notThere(call) : failed(call, problem);
}

async function firstThere(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) {
    const isThere = await access(path).then(
      () => true,
      () => false,
    );
    if (isThere) return path;
  }
  return undefined;
}

interface Output {
  /** What went wrong, or the system's word for it; `undefined` when all went well. */
  readonly problem: string | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

function output(path: string, server: string, { env, timeoutMs }: HelperRun): Promise<Output> {
  const limits = { timeout: timeoutMs, maxBuffer: MAX_BYTES, killSignal: 'SIGKILL' } as const;
  const { file, args, isVerbatim } = commandFor(path, ['get'], env);
  const options = { ...limits, env, windowsHide: true, windowsVerbatimArguments: isVerbatim };
  return new Promise((resolve) => {
    const child = execFile(file, args, options, (error, stdout, stderr) => {
      resolve({ problem: error ? problemOf(error, timeoutMs) : undefined, stdout, stderr });
    });
    child.stdin?.on('error', () => {}); // a helper may end without reading; its exit code tells
    child.stdin?.end(server);
  });
}

/** Node's own message holds what the program printed. */
function problemOf({ code, killed }: ExecFileException, timeoutMs: number): string {
  if (killed) return `it took longer than ${timeoutMs / 1000} s`;
  if (code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') return 'it printed more than 1 MiB';
  if (typeof code === 'number') return `it ended with exit code ${code}`;
  return code ?? 'it was killed';
}

function parseAnswer(program: string, stdout: string): AuthEntry | undefined {
  const bytes = new TextEncoder().encode(stdout);
  const { Username: username = '', Secret: secret = '' } = jsonSettings(
    { name: `the answer of ${program}`, bytes },
    answerFields,
  );
  if (username === '' && secret === '') return undefined;
  return { username, password: secret, identityToken: '', registryToken: '' };
}

function notThere(call: HelperCall): VarveError {
  return failed(call, 'there is no such program on the PATH');
}

function failed({ helper, server }: HelperCall, problem: string): VarveError {
  const program = printable(`docker-credential-${helper}`);
  const shownServer = printable(server);
  return new VarveError('CONFIG_INVALID', `asking ${program} for the credentials of ${shownServer}: ${problem}`, {
    hint: `Try \`echo ${shownServer} | ${program} get\`; --authfile and --creds go without it.`,
  });
}
