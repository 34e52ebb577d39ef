import type { Argv } from 'yargs';
import type { CacheArgs } from './cache-place.ts';

/** Options of every command that reads an image. Values are checked where they are used: messages can then say more. */
export interface ImageArgs extends CacheArgs {
  readonly image?: string | undefined;
  readonly platform?: string | undefined;
  readonly verify?: boolean | undefined;
  readonly jobs?: string | undefined;
  readonly quiet?: boolean | undefined;
  readonly verbose?: boolean | undefined;
  readonly transport?: string | undefined;
  readonly authfile?: string | undefined;
  readonly creds?: string | undefined;
  readonly 'password-stdin'?: boolean | undefined;
  readonly 'ca-cert'?: string | undefined;
  readonly 'plain-http'?: boolean | undefined;
  readonly 'tls-verify'?: boolean | undefined;
  readonly 'registry-mirror'?: readonly string[] | undefined;
  readonly 'max-bytes'?: string | undefined;
  readonly 'max-entries'?: string | undefined;
  readonly 'max-ratio'?: string | undefined;
  readonly 'max-json'?: string | undefined;
}

/** The option of commands that ask for what the user set up. */
export interface ConfigArgs {
  readonly config?: string | undefined;
}

/** Options of every command that prints a document. */
export interface DocumentArgs {
  readonly json?: boolean | undefined;
  readonly format?: string | undefined;
  readonly output?: readonly string[] | undefined;
  readonly color?: string | undefined;
  readonly 'as-of'?: string | undefined;
}

const IMAGE = 'Choosing and reading the image:';
const REMOTE = 'Registries and engines:';
const CACHE = 'Cache of layers that were read:';
const OUTPUT = 'Output:';
const LIMITS = 'Limits on what the input may hold:';

/** The image itself, as the first word. */
export function imagePositional<T>(yargs: Argv<T>): Argv<T & { reference: string }> {
  return yargs.positional('reference', {
    type: 'string',
    demandOption: true,
    describe: 'file, OCI layout, name in an engine or a registry, or - for standard input',
  }) as Argv<T & { reference: string }>;
}

/** Options that say how registries are asked. */
export function remoteOptions<T>(yargs: Argv<T>): Argv<T> {
  const text = { type: 'string', requiresArg: true, group: REMOTE } as const;
  return yargs
    .option('authfile', { ...text, describe: 'Logins, in the form of docker config.json or containers auth.json' })
    .option('creds', { ...text, describe: 'USER for the registry; the password comes by --password-stdin' })
    .option('password-stdin', { type: 'boolean', group: REMOTE, describe: 'Read the password from standard input' })
    .option('ca-cert', { ...text, describe: 'PEM file of certificates to trust, too' })
    .option('plain-http', { type: 'boolean', group: REMOTE, describe: 'Ask without TLS' })
    .option('tls-verify', { type: 'boolean', group: REMOTE, describe: '--tls-verify=false trusts any certificate' })
    .option('registry-mirror', { ...text, array: true, nargs: 1, describe: 'Ask HOST[/PREFIX] first' });
}

/** Where the cache is. */
export function cacheDirOption<T>(yargs: Argv<T>): Argv<T & Pick<CacheArgs, 'cache-dir'>> {
  const describe = 'Where layers that were read are kept; default: $VARVE_CACHE_DIR, else where caches are';
  return yargs.option('cache-dir', { type: 'string', requiresArg: true, group: CACHE, describe });
}

/** Options that choose the image and say how it is read. */
export function imageOptions<T>(yargs: Argv<T>): Argv<T & ImageArgs> {
  const text = { type: 'string', requiresArg: true } as const;
  return cacheDirOption(remoteOptions(yargs))
    .option('image', { ...text, group: IMAGE, describe: 'Which image, when there are several: NAME, @N or a digest' })
    .option('platform', {
      ...text,
      group: IMAGE,
      describe: 'os/architecture[/variant]; default: linux on this machine',
    })
    .option('verify', {
      type: 'boolean',
      group: IMAGE,
      describe: 'Hash everything and compare it with its digests first',
    })
    .option('jobs', { ...text, group: IMAGE, describe: 'Layers read at once; default: one for each processor' })
    .option('no-cache', { type: 'boolean', group: CACHE, describe: 'Read every layer anew, and keep none' })
    .option('quiet', { type: 'boolean', alias: 'q', group: OUTPUT, describe: 'No notes on standard error' })
    .option('verbose', { type: 'boolean', alias: 'v', group: OUTPUT, describe: 'Say more: every diagnostic' })
    .option('max-bytes', { ...text, group: LIMITS, describe: 'Uncompressed bytes of one archive or layer [1TiB]' })
    .option('max-entries', { ...text, group: LIMITS, describe: 'Entries of all layers [10000000]' })
    .option('max-ratio', { ...text, group: LIMITS, describe: 'Uncompressed bytes for each compressed one [2000]' })
    .option('max-json', { ...text, group: LIMITS, describe: 'Bytes of one JSON document [64MiB]' }) as Argv<
    T & ImageArgs
  >;
}

/** Where the user's settings are. */
export function configOption<T>(yargs: Argv<T>): Argv<T & ConfigArgs> {
  const describe = 'Settings; default: .varve.yaml, .varve.json or "varve" in package.json, here or further up';
  return yargs.option('config', { type: 'string', requiresArg: true, describe });
}

/** Options that say in which form a document is printed, and where. */
export function documentOptions<T>(yargs: Argv<T>, formats = 'text or json'): Argv<T & DocumentArgs> {
  return yargs
    .option('json', { type: 'boolean', group: OUTPUT, describe: 'The same as --format json' })
    .option('format', { type: 'string', requiresArg: true, group: OUTPUT, describe: `${formats}; default: text` })
    .option('output', {
      type: 'string',
      array: true,
      nargs: 1,
      alias: 'o',
      group: OUTPUT,
      describe: 'Write to FILE, or FORMAT=FILE; may be given several times',
    })
    .option('color', {
      type: 'string',
      requiresArg: true,
      group: OUTPUT,
      describe: 'auto, always or never; default: auto',
    })
    .option('as-of', {
      type: 'string',
      requiresArg: true,
      group: OUTPUT,
      describe: 'The day that "3 weeks ago" counts from',
    }) as Argv<T & DocumentArgs>;
}
