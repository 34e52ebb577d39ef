import { VarveError } from '../../model/error.ts';

/** What a template is filled with, by the names that docker gives its fields. */
export type Row = Readonly<Record<string, string>>;

/** What an expression of a template can be. */
export type Value = string | number | boolean | readonly string[] | Row;

/** A function of a template; what is piped into it is its last argument. @throws VarveError `USAGE` */
export type TemplateFunction = (...values: readonly Value[]) => Value;

export type TemplateFunctions = Readonly<Record<string, TemplateFunction>>;

/** What a terminal would act on. In JSON it can be escaped and still be the same. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}]/gu;
/** A letter that begins a word. */
const INITIAL = /(?<![\p{L}\p{N}_'])\p{L}/gu;
const VERB = /%(-?)(\d{0,3})(?:\.(\d{1,3}))?(.?)/gsu;

/** docker's own functions, and those of Go that need no more than text. */
export const FUNCTIONS: TemplateFunctions = {
  json: (...values) => jsonText(one('json', values)),
  split: (...values) => {
    const [text, separator] = texts('split', values, 2);
    return text!.split(separator!);
  },
  join: (...values) => {
    const [list, separator] = values;
    if (!Array.isArray(list) || typeof separator !== 'string' || values.length !== 2) misused('join');
    return list.join(separator);
  },
  title: (...values) => texts('title', values, 1)[0]!.replace(INITIAL, (letter) => letter.toUpperCase()),
  lower: (...values) => texts('lower', values, 1)[0]!.toLowerCase(),
  upper: (...values) => texts('upper', values, 1)[0]!.toUpperCase(),
  pad: (...values) => {
    const [text, before, after] = values;
    if (typeof text !== 'string' || !isCount(before) || !isCount(after) || values.length !== 3) misused('pad');
    return text === '' ? '' : ' '.repeat(before) + text + ' '.repeat(after);
  },
  truncate: (...values) => {
    const [text, length] = values;
    if (typeof text !== 'string' || !isCount(length) || values.length !== 2) misused('truncate');
    return [...text].slice(0, length).join('');
  },
  print: (...values) => values.map(shownValue).join(''),
  println: (...values) => `${values.map(shownValue).join(' ')}\n`,
  printf: (format, ...values) => printf(format, values),
  len: (...values) => {
    const value = one('len', values);
    if (typeof value === 'string') return Buffer.byteLength(value);
    if (!Array.isArray(value)) misused('len');
    return value.length;
  },
  eq: (first, ...others) => (others.length > 0 ? others.includes(first!) : misused('eq')),
  ne: (...values) => (values.length === 2 ? values[0] !== values[1] : misused('ne')),
  not: (...values) => !isTrue(one('not', values)),
  and: (...values) => values.find((value) => !isTrue(value)) ?? last('and', values),
  or: (...values) => values.find(isTrue) ?? last('or', values),
};

/** The same for the line of headers: what would change a field leaves its header as it is. */
export const HEADER_FUNCTIONS: TemplateFunctions = {
  ...FUNCTIONS,
  ...Object.fromEntries(['json', 'title', 'lower', 'upper', 'truncate'].map((name) => [name, unchanged])),
};

/** Whether `if` takes the value for true: it is neither empty nor 0. */
export function isTrue(value: Value): boolean {
  return typeof value === 'object' ? Object.keys(value).length > 0 : Boolean(value);
}

/** The value as an action prints it, before it is made printable. */
export function shownValue(value: Value): string {
  if (typeof value !== 'object') return String(value);
  return Array.isArray(value) ? `[${value.join(' ')}]` : jsonText(value);
}

/** Keys in order, and `<`, `>`, `&` escaped in whole rows, as Go does it. */
function jsonText(value: Value): string {
  const isRow = typeof value === 'object' && !Array.isArray(value);
  if (!isRow) return JSON.stringify(value).replace(UNSAFE, escaped);
  const sorted = Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  return JSON.stringify(sorted).replace(UNSAFE, escaped).replace(/[<>&]/g, escaped);
}

function escaped(character: string): string {
  const units = character.split('');
  return units.map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
}

function printf(format: Value | undefined, values: readonly Value[]): string {
  if (typeof format !== 'string') misused('printf');
  let next = 0;
  const text = format.replace(
    VERB,
    (verb, left: string, width: string, precision: string | undefined, kind: string) => {
      if (verb === '%%') return '%';
      const value = values[next];
      next += 1;
      if (value === undefined || !'svdq'.includes(kind) || kind === '') misused('printf');
      const shown = kind === 'q' ? JSON.stringify(shownValue(value)) : shownValue(value);
      const cut = precision === undefined ? shown : [...shown].slice(0, Number(precision)).join('');
      return left ? cut.padEnd(Number(width)) : cut.padStart(Number(width));
    },
  );
  if (next < values.length) misused('printf');
  return text;
}

function unchanged(value?: Value): Value {
  return value ?? '';
}

function last(name: string, values: readonly Value[]): Value {
  if (values.length === 0) misused(name);
  return values.at(-1)!;
}

function one(name: string, values: readonly Value[]): Value {
  if (values.length !== 1) misused(name);
  return values[0]!;
}

function texts(name: string, values: readonly Value[], count: number): readonly string[] {
  if (values.length !== count) misused(name);
  return values.map((value) => {
    if (typeof value !== 'string') misused(name);
    return value;
  });
}

function isCount(value: Value | undefined): value is number {
  return typeof value === 'number' && value >= 0;
}

/** How functions are called that people get wrong. */
const CALLS: Readonly<Record<string, string>> = {
  split: 'split .Field ","',
  join: 'join (split .Field ",") " "',
  pad: 'pad .Field 1 2',
  truncate: 'truncate .Field 10',
  eq: 'eq .Field "text"',
  ne: 'ne .Field "text"',
  printf: 'printf "%-20s %s" .Field .Field, with %s, %v, %d, %q',
};

function misused(name: string): never {
  throw new VarveError('USAGE', `--format calls ${name} with what it does not take`, {
    hint: `It is called as ${CALLS[name] ?? `${name} .Field`}.`,
  });
}
