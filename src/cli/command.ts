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
      const parser: object = spec.options(parserOf(spec));
      return hasOptions(parser) ? Object.keys(parser.getOptions().key).filter((key) => key.length > 1) : [];
    },
  };
}

/** yargs knows its options, though its types do not say so. */
function hasOptions(parser: object): parser is { getOptions(): { readonly key: Readonly<Record<string, unknown>> } } {
  return 'getOptions' in parser;
}

/** The positional is called `reference` inside, because `--image` is an option; people read `image`. */
async function helpOf<Args>(spec: CommandSpec<Args>): Promise<string> {
  const help = await parserOf(spec).getHelp();
  return help.replaceAll('<reference>', '<image>').replace(/^  reference/m, '  image    ');
}

/** yargs takes a lone `-` for an empty value; it travels as a word that nobody types. */
const STANDARD_INPUT = '\0-';

async function parse<Args>(spec: CommandSpec<Args>, words: readonly string[]): Promise<Args> {
  const parsed = await parserOf(spec).parseAsync(words.map((word) => (word === '-' ? STANDARD_INPUT : word)));
  return Object.fromEntries(
    Object.entries(parsed).map(([key, value]) => [key, value === STANDARD_INPUT ? '-' : value]),
  ) as Args;
}

function parserOf<Args>(spec: CommandSpec<Args>): Argv {
  const [name, ...positionals] = spec.usage.split(' ');
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
      throw (
        error ?? new VarveError('USAGE', sentence(message), { hint: `\`varve ${name} --help\` shows what it takes.` })
      );
    })
    .command(`$0 ${positionals.join(' ')}`, false, (builder) => spec.options(builder) as Argv)
    .option('help', { type: 'boolean', alias: 'h', describe: 'Show this help' });
  for (const [call, what] of spec.examples) parser.example(`varve ${call}`, what);
  return parser as Argv;
}

/** yargs says `Unknown argument: x`; ours begin small and say what to do. */
function sentence(message: string | undefined): string {
  const text = message ?? 'the command line is wrong';
  return text.charAt(0).toLowerCase() + text.slice(1);
}
