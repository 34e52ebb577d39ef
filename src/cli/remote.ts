import { concatBytes } from '../base/bytes.ts';
import type { Login, RemoteOptions } from '../config/remote-options.ts';
import { printable } from '../base/text.ts';
import { VarveError } from '../model/error.ts';
import type { Io } from './io.ts';
import { ProgressBars } from './progress.ts';
import type { ImageArgs } from './options.ts';

const MAX_PASSWORD_BYTES = 64 * 1024;

/** What the options say of registries and engines. @throws VarveError `USAGE` */
export async function remoteOf(args: ImageArgs & { readonly reference?: string }, io: Io): Promise<RemoteOptions> {
  return {
    authfile: args.authfile,
    login: await loginOf(args, io),
    caCert: args['ca-cert'],
    plainHttp: args['plain-http'] ?? false,
    tlsVerify: args['tls-verify'] ?? true,
    mirrors: args['registry-mirror'] ?? [],
    env: io.env,
    home: io.home,
    system: io.system,
    progress: args.quiet || args.verbose || !io.isErrTerminal ? null : new ProgressBars(io),
    trace: (line) => void (args.verbose && io.err(`varve: ${printable(line)}\n`)),
  };
}

/** The password comes from standard input: on the command line everybody on the machine could read it. */
async function loginOf(
  { creds, 'password-stdin': fromStdin, reference }: ImageArgs & { readonly reference?: string },
  io: Io,
): Promise<Login | undefined> {
  if (creds === undefined) {
    if (fromStdin) throw new VarveError('USAGE', '--password-stdin needs --creds USER');
    return undefined;
  }
  const colon = creds.indexOf(':');
  const username = colon < 0 ? creds : creds.slice(0, colon);
  if (username === '') throw new VarveError('USAGE', '--creds names no user');
  if (fromStdin && reference === '-') {
    throw new VarveError('USAGE', 'standard input cannot give the image and the password both');
  }
  if (fromStdin) return { username, password: await passwordFrom(io) };
  if (colon >= 0) return { username, password: creds.slice(colon + 1) };
  throw new VarveError('USAGE', `--creds names ${printable(username)} without a password`, {
    hint: 'Add --password-stdin and give the password on standard input.',
  });
}

async function passwordFrom(io: Io): Promise<string> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of io.stdin()) {
    pieces.push(piece);
    length += piece.length;
    if (length > MAX_PASSWORD_BYTES) throw new VarveError('USAGE', 'what comes on standard input is no password');
  }
  const text = Buffer.from(concatBytes(pieces)).toString('utf8');
  const password = text.replace(/\r?\n$/, '');
  if (password === '') throw new VarveError('USAGE', 'standard input holds no password');
  return password;
}
