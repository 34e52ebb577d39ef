import { type Document, isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import * as z from 'zod/mini';
import { nearest } from '../base/nearest.ts';
import { printable } from '../base/text.ts';
import { invalidSettings } from './invalid-settings.ts';
import type { SettingsText } from './settings-text.ts';

/** What the user set up for varve. */
export interface VarveConfig {
  /** Keys of commands of the terminal UI, for those that have others than usual. */
  readonly keys: Readonly<Record<string, readonly string[]>>;
  /** Globs of paths that `diff` and the search for duplicates leave out. */
  readonly ignore: readonly string[];
}

/** The names that `keys` may hold. */
export interface KeyWords {
  readonly commands: readonly string[];
  isKey(name: string): boolean;
  /** The name of a key that is most likely meant by one that is none. */
  nearestKey(name: string): string;
}

type Path = readonly PropertyKey[];

/** What is wrong, and where. */
interface Complaint {
  readonly offset: number;
  readonly problem: string;
  readonly hint?: string | undefined;
}

/** A parser that goes down as deep as its input would end the process. */
const MAX_DEPTH = 100;

/**
 * Reads YAML, of which JSON is a part; `at` leads to the configuration in the file.
 *
 * @throws VarveError `CONFIG_INVALID` for the first thing that is wrong, with line and column
 */
export function parseVarveConfig({ name, bytes }: SettingsText, at: Path, words: KeyWords): VarveConfig {
  const text = new TextDecoder().decode(bytes);
  if (isDeep(text)) throw invalidSettings(name, `it is nested deeper than ${MAX_DEPTH} levels`);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const wrong = ({ offset, problem, hint }: Complaint) => {
    const { line, col } = lines.linePos(offset);
    return invalidSettings(name, `line ${line}, column ${col}: ${problem}`, hint);
  };
  const [broken] = document.errors;
  if (broken) throw wrong({ offset: broken.pos[0], problem: `this is no YAML: ${broken.message}` });
  const value = valueAt(document, at) ?? {};
  const result = z.safeParse(configOf(words), value);
  if (!result.success) throw wrong(firstComplaint(result.error.issues, document, at, words));
  return { keys: definedOf(result.data.keys ?? {}), ignore: result.data.ignore ?? [] };

  function valueAt(from: Document, path: Path): unknown {
    try {
      return path.reduce<unknown>((each, key) => (each as Record<PropertyKey, unknown>)[key], from.toJS());
    } catch (error) {
      // Aliases of what is not there, or of too much.
      if (!(error instanceof ReferenceError)) throw error;
      throw invalidSettings(name, `this is no YAML: ${error.message}`);
    }
  }
}

/** The sections; each may be left empty. */
function configOf({ commands, isKey }: KeyWords) {
  const list = z.array(keyName(isKey));
  const keysOf = (command: string) => (command === 'quit' ? list.check(z.minLength(1)) : list);
  const shapes = commands.map(
    (command) => [command, z.optional(z.pipe(z.transform(listed), keysOf(command)))] as const,
  );
  return z.strictObject({
    keys: z.nullish(z.strictObject(Object.fromEntries(shapes))),
    ignore: z.nullish(z.array(z.string().check(z.minLength(1)))),
    // Known words whose content no command asks for.
    budgets: z.optional(z.unknown()),
    assert: z.optional(z.unknown()),
    hints: z.optional(z.unknown()),
  });
}

const SECTIONS = ['keys', 'ignore', 'budgets', 'assert', 'hints'];

function keyName(isKey: (name: string) => boolean) {
  // A digit is a number in YAML.
  const text = z.transform((value) => (typeof value === 'number' ? String(value) : value));
  return z.pipe(text, z.string().check(z.refine(isKey)));
}

function listed(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [value];
}

function definedOf(keys: Readonly<Record<string, readonly string[] | undefined>>): VarveConfig['keys'] {
  return Object.fromEntries(Object.entries(keys).flatMap(([command, names]) => (names ? [[command, names]] : [])));
}

/** The complaint that stands first in the file. */
function firstComplaint(issues: readonly z.core.$ZodIssue[], document: Document, at: Path, words: KeyWords): Complaint {
  const complaints = issues.map((issue) => complaintOf(issue, document, at, words));
  return complaints.reduce((first, each) => (each.offset < first.offset ? each : first));
}

function complaintOf(issue: z.core.$ZodIssue, document: Document, at: Path, words: KeyWords): Complaint {
  const { path } = issue;
  const place = [...at, ...path];
  const offset = offsetOf(document, place);
  const [section, of] = path;
  switch (issue.code) {
    case 'unrecognized_keys': {
      const unknown = issue.keys[0]!;
      const [what, known] = section === 'keys' ? ['command', words.commands] : ['setting', SECTIONS];
      const problem = `there is no ${what} ${printable(unknown)}`;
      return {
        offset: keyOffset(document, place, unknown),
        problem,
        hint: `The nearest is ${nearest(unknown, known)}.`,
      };
    }
    case 'custom': {
      const key = String(valueOf(document, place));
      return { offset, problem: `there is no key ${printable(key)}`, hint: `The nearest is ${words.nearestKey(key)}.` };
    }
    case 'too_small':
      return { offset, problem: section === 'ignore' ? 'the glob is empty' : `${String(of)} needs a key` };
    default:
      return { offset, ...expectation(path) };
  }
}

function expectation([section, of]: Path): Pick<Complaint, 'problem' | 'hint'> {
  if (section === undefined) return { problem: 'the configuration should be settings with their names' };
  if (section === 'ignore')
    return { problem: of === undefined ? 'ignore should be a list of globs' : 'this should be a glob' };
  if (of === undefined) return { problem: 'keys should be commands with their keys' };
  const hint = "Signs that mean something in YAML stand in quotes: '~'.";
  return { problem: `${String(of)} should have the name of a key, or a list of them`, hint };
}

/** Where the value at a path begins, or the nearest thing around it that stands somewhere. */
function offsetOf(document: Document, path: Path): number {
  for (let length = path.length; length >= 0; length -= 1) {
    const offset = nodeAt(document, path.slice(0, length))?.range?.[0];
    if (offset !== undefined) return offset;
  }
  return 0;
}

function keyOffset(document: Document, path: Path, key: string): number {
  const map = nodeAt(document, path);
  const pair = isMap(map) ? map.items.find((each) => isScalar(each.key) && String(each.key.value) === key) : undefined;
  return isScalar(pair?.key) && pair.key.range ? pair.key.range[0] : offsetOf(document, path);
}

/** A key that stands alone is no list. */
function valueOf(document: Document, path: Path): unknown {
  const node = nodeAt(document, path) ?? nodeAt(document, path.slice(0, -1));
  return isScalar(node) ? node.value : undefined;
}

function nodeAt(document: Document, path: Path): { readonly range?: readonly number[] | null | undefined } | undefined {
  const node: unknown = document.getIn(path, true);
  return typeof node === 'object' && node !== null ? node : undefined;
}

/** Brackets, indentation, and lists that begin one behind the other: the only ways down. */
function isDeep(text: string): boolean {
  if (/(?:[-?:][ \t]+){100}|^[ \t]{100}/m.test(text)) return true;
  let depth = 0;
  for (const [sign] of text.matchAll(/[[{\]}]/g)) {
    depth = sign === '[' || sign === '{' ? depth + 1 : Math.max(0, depth - 1);
    if (depth > MAX_DEPTH) return true;
  }
  return false;
}
