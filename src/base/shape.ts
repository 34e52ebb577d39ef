import { printable } from './text.ts';

/**
 * Says whether a value that came out of a JSON document is what we rely on, and gives it its type.
 * `at` is how a complaint names the value: `manifest.json[0].Config`.
 */
export type Shape<T> = (value: unknown, at: string) => T;

/** What a shape throws. Only the caller knows which file it read; it makes its own error of this one. */
export class ShapeError extends Error {
  override readonly name = 'ShapeError';

  readonly #expectation: string;

  constructor(message: string, expectation = message) {
    super(message);
    this.#expectation = expectation;
  }

  /** The message without the value that was found, which may be a secret. */
  get expectation(): string {
    return this.#expectation;
  }
}

/** Any value: whoever reads it looks at each part of it. */
export const anything: Shape<unknown> = (value) => value;

export const string: Shape<string> = (value, at) => (typeof value === 'string' ? value : wrong(value, at, 'a string'));

export const boolean: Shape<boolean> = (value, at) =>
  typeof value === 'boolean' ? value : wrong(value, at, 'true or false');

export const number: Shape<number> = (value, at) => (typeof value === 'number' ? value : wrong(value, at, 'a number'));

/** A list whose items all have the shape. */
export function list<T>(item: Shape<T>): Shape<readonly T[]> {
  return (value, at) =>
    Array.isArray(value) ? value.map((each, i) => item(each, `${at}[${i}]`)) : wrong(value, at, 'a list');
}

/** The shape, or nothing at all. `null` is nothing: Go writes an empty list and a field that was never set as `null`. */
export function optional<T>(shape: Shape<T>): Shape<T | undefined> {
  return (value, at) => (value === undefined || value === null ? undefined : shape(value, at));
}

/** An object with at least these fields; what else it holds is left out, so that newer documents stay readable. */
export function object<T>(fields: { readonly [K in keyof T]: Shape<T[K]> }): Shape<T> {
  const names = Object.keys(fields) as (keyof T & string)[];
  return (value, at) => {
    if (!isObject(value)) return wrong(value, at, 'an object');
    const given = value;
    return Object.fromEntries(names.map((name) => [name, fields[name](own(given, name), `${at}.${name}`)])) as T;
  };
}

/** An object used as a dictionary: any keys, values of one shape. */
export function record<T>(item: Shape<T>): Shape<Readonly<Record<string, T>>> {
  return (value, at) => {
    if (!isObject(value)) return wrong(value, at, 'an object');
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, item(each, `${at}[${shown(key)}]`)]));
  };
}

/** Reads keys as Go does, in any letter case, and hands them on in the given spelling. An exact match wins. */
export function anyCase<T>(names: readonly string[], shape: Shape<T>): Shape<T> {
  return (value, at) => {
    if (!isObject(value)) return shape(value, at);
    const keys = Object.keys(value);
    const spelled = names.map((name) => {
      const key = keys.includes(name) ? name : keys.find((each) => each.toLowerCase() === name.toLowerCase());
      return [name, key === undefined ? undefined : value[key]];
    });
    return shape(Object.fromEntries(spelled), at);
  };
}

/** Whether a value is what JSON calls an object: no list, no `null`. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Inherited names (`constructor`, `toString`) are no fields of a document. */
function own(value: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(value, name) ? value[name] : undefined;
}

function wrong(value: unknown, at: string, expected: string): never {
  const expectation = `${at} should be ${expected}`;
  throw new ShapeError(`${expectation} but is ${described(value)}`, expectation);
}

/** Lists and objects are only named: they may be as large as the document. */
function described(value: unknown): string {
  if (value === undefined) return 'missing';
  if (Array.isArray(value)) return 'a list';
  if (isObject(value)) return 'an object';
  return typeof value === 'string' ? shown(value) : String(value);
}

const SHOWN_CHARACTERS = 60;

function shown(text: string): string {
  const short = text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
  return printable(JSON.stringify(short));
}
