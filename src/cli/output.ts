import { jsonPieces } from '../report/json.ts';
import type { TextStyle } from '../report/text/style.ts';
import { printable } from '../base/text.ts';
import { VarveError } from '../model/error.ts';
import type { DocumentArgs } from './options.ts';
import type { Io } from './io.ts';
import { choiceValue } from './values.ts';
import { writeWhole } from './write-whole.ts';

const FORMATS: readonly string[] = ['text', 'json'];

interface Target {
  readonly format: string;
  /** `null` for standard output. */
  readonly file: string | null;
}

/** How a document is shown as text. */
export type TextOf<D> = (document: D, style: TextStyle) => Iterable<string>;

/** Formats that one command alone has, by name: each makes another JSON document of the first. */
export type OwnFormats<D> = Readonly<Record<string, (document: D) => object>>;

/** Prints a document in each format that was asked for, to where it was asked for. @throws VarveError `USAGE`, `OUTPUT_FAILED` */
export async function printDocument<D extends object>(
  document: D,
  args: DocumentArgs & StyleArgs,
  io: Io,
  textOf: TextOf<D>,
  ownFormats: OwnFormats<D> = {},
): Promise<void> {
  for (const { format, file } of targetsOf(args, Object.keys(ownFormats))) {
    const toTerminal = file === null && io.isTerminal;
    const pieces = () => {
      if (format === 'text') return textOf(document, styleOf(args, io, toTerminal));
      return jsonPieces(ownFormats[format]?.(document) ?? document);
    };
    if (file !== null) await writeWhole(file, pieces());
    else for (const piece of inPieces(pieces())) await io.out(piece);
  }
}

/** Options of text output that not every command has. */
export interface StyleArgs {
  readonly verbose?: boolean | undefined;
  readonly all?: boolean | undefined;
}

/** Checks the options before any work is done. @throws VarveError `USAGE` */
export function checkOutput(args: DocumentArgs, ownFormats: readonly string[] = []): void {
  targetsOf(args, ownFormats);
  colorMode(args);
  if (args['as-of'] !== undefined) dateValue(args['as-of']);
}

function targetsOf({ json, format, output = [] }: DocumentArgs, ownFormats: readonly string[]): Target[] {
  const formats = [...FORMATS, ...ownFormats];
  const main = format === undefined ? (json ? 'json' : 'text') : choiceValue('--format', format, formats);
  if (json && main !== 'json') throw new VarveError('USAGE', `--json and --format ${main} contradict each other`);
  if (output.length === 0) return [{ format: main, file: null }];
  return output.map((text) => {
    const [, named, rest] = /^([a-z]+)=(.*)$/s.exec(text) ?? [];
    const file = rest ?? text;
    if (file === '') throw new VarveError('USAGE', '--output names no file');
    return {
      format: named === undefined ? main : choiceValue('the format of --output', named, formats),
      file: file === '-' ? null : file,
    };
  });
}

/** How text is laid out, on a terminal or elsewhere. @throws VarveError `USAGE` */
export function styleOf(args: DocumentArgs & StyleArgs, io: Io, toTerminal: boolean): TextStyle {
  const mode = colorMode(args);
  const wantsColor = !io.env['NO_COLOR'] && io.env['TERM'] !== 'dumb';
  return {
    color: mode === 'always' || (mode === 'auto' && toTerminal && wantsColor),
    columns: toTerminal ? io.columns : 100,
    now: nowOf(args, io),
    verbose: args.verbose ?? false,
    all: args.all ?? false,
  };
}

/** When colours are wanted. @throws VarveError `USAGE` */
export function colorMode({ color = 'auto' }: DocumentArgs): 'auto' | 'always' | 'never' {
  return choiceValue('--color', color, ['auto', 'always', 'never']);
}

/** Relative times count from `--as-of`, else from `SOURCE_DATE_EPOCH`, else from now. */
export function nowOf(args: DocumentArgs, io: Io): number {
  return fixedTime(args, io) ?? io.now();
}

/** The time that `--as-of` or else `SOURCE_DATE_EPOCH` says, in seconds since 1970; none when neither does. */
export function fixedTime(args: DocumentArgs, io: Io): number | undefined {
  if (args['as-of'] !== undefined) return dateValue(args['as-of']);
  const epoch = io.env['SOURCE_DATE_EPOCH'];
  return epoch && /^\d{1,12}$/.test(epoch) ? Number(epoch) : undefined;
}

function dateValue(text: string): number {
  const time = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : NaN;
  if (Number.isNaN(time)) {
    throw new VarveError('USAGE', `--as-of is ${JSON.stringify(printable(text))}; it takes a date such as 2026-03-02`);
  }
  return time / 1000;
}

/** Short pieces joined: a write each would cost more than making them. */
function* inPieces(parts: Iterable<string>): Generator<string> {
  let piece = '';
  for (const part of parts) {
    piece += part;
    if (piece.length < 64 * 1024) continue;
    yield piece;
    piece = '';
  }
  if (piece !== '') yield piece;
}
