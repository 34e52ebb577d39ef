import type { LayerRange } from '../analysis/squash.ts';
import { printable } from '../base/text.ts';
import { VarveError } from '../model/error.ts';
import { DEFAULT_LIMITS, type Limits } from '../model/limits.ts';
import type { ImageArgs } from './options.ts';

const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  B: 1,
  kB: 1e3,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
};

/** A size as options and configuration spell it: `250 MB`, `64MiB`; a bare number is bytes. @throws VarveError `USAGE` */
export function sizeValue(option: string, text: string): number {
  const match = /^(\d+(?:\.\d+)?) ?([A-Za-z]*)$/.exec(text);
  const unit = match && UNITS[match[2]!];
  if (!unit) throw wrong(option, text, 'a size such as 500000, 64MiB or 1.5GB');
  return Math.round(Number(match[1]) * unit);
}

/** A whole number, at least `least`. @throws VarveError `USAGE` */
export function wholeValue(option: string, text: string, least = 0): number {
  const value = /^\d{1,15}$/.test(text) ? Number(text) : -1;
  if (value < least) throw wrong(option, text, `a whole number from ${least} on`);
  return value;
}

/**
 * Layers side by side, both ends among them: `2..5`, `2..` up to the top, `..5` from the base on.
 *
 * @throws VarveError `USAGE` with the range there is
 */
export function layerRange(option: string, text: string, layers: number): LayerRange {
  const [, first, last] = /^(\d{0,15})\.\.(\d{0,15})$/.exec(text) ?? [];
  if (first === undefined || last === undefined) throw wrong(option, text, 'layers such as 2..5, 2.. or ..5');
  const [from, to] = [first === '' ? 0 : Number(first), last === '' ? layers - 1 : Number(last)];
  const there = layers === 0 ? 'the image has no layers' : `the image has layers 0 to ${layers - 1}`;
  if (Math.max(from, to) >= layers) throw new VarveError('USAGE', `${option} is ${text}, but ${there}`);
  if (from > to) throw new VarveError('USAGE', `${option} is ${text}: the lower layer comes first`);
  return { from, to };
}

/** One of a few words. @throws VarveError `USAGE` */
export function choiceValue<const T extends string>(option: string, text: string, choices: readonly T[]): T {
  const found = choices.find((choice) => choice === text);
  if (found === undefined) throw wrong(option, text, choices.join(', '));
  return found;
}

/** The limits as the options set them. */
export function limitsOf(args: ImageArgs): Limits {
  const value = (key: keyof ImageArgs, read: (option: string, text: string) => number, otherwise: number): number => {
    const text = args[key];
    return typeof text === 'string' ? read(`--${key}`, text) : otherwise;
  };
  return {
    maxBytes: value('max-bytes', sizeValue, DEFAULT_LIMITS.maxBytes),
    maxEntries: value('max-entries', wholeValue, DEFAULT_LIMITS.maxEntries),
    maxRatio: value('max-ratio', wholeValue, DEFAULT_LIMITS.maxRatio),
    maxJson: value('max-json', sizeValue, DEFAULT_LIMITS.maxJson),
  };
}

function wrong(option: string, text: string, expected: string): VarveError {
  return new VarveError('USAGE', `${option} is ${JSON.stringify(printable(text))}; it takes ${expected}`);
}
