import yargs, { type Argv } from 'yargs';
import { VarveError } from '../model/error.ts';
import type { Io } from './io.ts';

export type ExitCode = number;

/** A command: what help says of it, what it takes, and what it does. */
export interface CommandSpec<Args> {
  /** As yargs reads it: `ls <reference> [path]`. */
  readonly usage: string;
  readonly summary: string;
  /** Calls and what they do, for the end of the help. */
  readonly examples: readonly (readonly [string, string])[];
  options(yargs: Argv): Argv<Args>;
  run(args: Args, io: Io): Promise<ExitCode>;
}

/** A command whose arguments are its own affair. */
export interface Command {
  /** Parses the words after the command's name and runs it. @throws VarveError */
  run(words: readonly string[], io: Io): Promise<ExitCode>;
  /** The long options it takes, in the order help lists them. */
  optionNames(): readonly string[];
}

/** A command as the list of all shows it; its code is loaded only when it is called. */
export interface ListedCommand {
  readonly summary: string;
  load(): Promise<Command>;
}

/** Makes a command of its description. */
export function command<Args>(spec: CommandSpec<Args>): Command {
  return {
    async run(words, io) {
      if (!words.includes('--help') && !words.includes('-h')) {
        return spec.run(await parse(spec, words), io);
      }
      await io.out(`${await helpOf(spec)}\n`);
      return 0;
    },
    optionNames() {
      const positionals = positionalNames(spec.usage);
      const names = Object.keys(optionsOf(spec.options(parserOf(spec))).key);
      return names.filter((name) => name.length > 1 && !positionals.includes(name));
    },
  };
}

/** Names of options, and of those that are lists. */
interface DeclaredOptions {
  readonly key: Readonly<Record<string, unknown>>;
  readonly array: readonly string[];
}

/** yargs knows its options, though its types do not say so. */
function optionsOf(parser: object): DeclaredOptions {
  return (parser as { getOptions(): DeclaredOptions }).getOptions();
}

/** The positional is called `reference` inside, because `--image` is an option; people read `image`. */
async function helpOf<Args>(spec: CommandSpec<Args>): Promise<string> {
  const help = await parserOf(spec).getHelp();
  return help.replaceAll('<reference>', '<image>').replace(/^  reference/m, '  image    ');
}

async function parse<Args>(spec: CommandSpec<Args>, words: readonly string[]): Promise<Args> {
  refuseNamedPositionals(spec, words);
  const parsed = await parserOf(spec).parseAsync(marked(words));
  const variadic = [...spec.usage.matchAll(/(\w+)\.\.\]/g)].map(([, name]) => name!);
  const lists = [...optionsOf(spec.options(parserOf(spec))).array, ...variadic];
  const value = (key: string, given: unknown): unknown => {
    if (!Array.isArray(given)) return unmarked(given);
    return lists.includes(key) ? given.map(unmarked) : unmarked(given.at(-1)); // of an option given twice the last counts
  };
  return Object.fromEntries(Object.entries(parsed).map(([key, given]) => [key, value(key, given)])) as Args;
}

/** yargs takes `--path` for the positional of that name. */
function refuseNamedPositionals<Args>({ usage }: CommandSpec<Args>, words: readonly string[]): void {
  const options = words.slice(0, endOfOptions(words));
  const found = positionalNames(usage).find((name) => options.some((word) => word.split('=')[0] === `--${name}`));
  if (found !== undefined) throw wrongCall(usage, `unknown argument: ${found}`);
}

/** `reference` and `path` of `ls <reference> [path]`. */
function positionalNames(usage: string): readonly string[] {
  return [...usage.matchAll(/[<[](\w+)/g)].map(([, name]) => name!);
}

/** yargs takes a lone `-` for an empty value and loses what follows `--`: such words get a mark that nobody types. */
const MARK = '\0';

function marked(words: readonly string[]): readonly string[] {
  const end = endOfOptions(words);
  const options = words.slice(0, end).map((word) => (word === '-' ? `${MARK}${word}` : word));
  return [...options, ...words.slice(end + 1).map((word) => `${MARK}${word}`)];
}

function endOfOptions(words: readonly string[]): number {
  return words.includes('--') ? words.indexOf('--') : words.length;
}

function unmarked(value: unknown): unknown {
  return typeof value === 'string' && value.startsWith(MARK) ? value.slice(MARK.length) : value;
}

function parserOf<Args>(spec: CommandSpec<Args>): Argv {
  const positionals = spec.usage.split(' ').slice(1);
  const parser = yargs()
    .scriptName('varve')
    .locale('en')
    .parserConfiguration({
      'camel-case-expansion': false,
      'boolean-negation': false,
      'parse-positional-numbers': false,
    })
    .exitProcess(false)
    .strict()
    .help(false)
    .version(false)
    .wrap(100)
    .usage(`${spec.summary}\n\nUsage: varve ${spec.usage} [options]`)
    .fail((message: string | undefined, error: Error | undefined) => {
      if (error && error.name !== 'YError') throw error;
      throw wrongCall(spec.usage, sentence(message ?? error?.message, positionals));
    })
    .command(`$0 ${positionals.join(' ')}`, false, (builder) => spec.options(builder) as Argv)
    .option('help', { type: 'boolean', alias: 'h', describe: 'Show this help' });
  for (const [call, what] of spec.examples) parser.example(`varve ${call}`, what);
  return parser as Argv;
}

/** yargs says `Unknown argument: x`; ours begin small, and name what is missing as help does. */
function sentence(message = 'the command line is wrong', positionals: readonly string[] = []): string {
  const found = /^Not enough non-option arguments: got (\d+)/.exec(message)?.[1];
  if (found !== undefined) return `${(positionals[Number(found)] ?? '').replace('<reference>', '<image>')} is missing`;
  const option = /^Not enough arguments following: (.+)$/s.exec(message)?.[1];
  if (option !== undefined) return `${option.length > 1 ? '--' : '-'}${option} takes a value`;
  return message.charAt(0).toLowerCase() + message.slice(1);
}

function wrongCall(usage: string, message: string): VarveError {
  return new VarveError('USAGE', message, { hint: `\`varve ${usage.split(' ')[0]} --help\` shows what it takes.` });
}
