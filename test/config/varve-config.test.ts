import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { SettingsDisk } from '../../src/config/settings-file.ts';
import { readVarveConfig } from '../../src/config/varve-config.ts';
import type { KeyWords } from '../../src/config/varve-config-text.ts';
import { VarveError } from '../../src/model/error.ts';

type Files = Readonly<Record<string, string>>;

const WORDS: KeyWords = {
  commands: ['quit', 'down', 'viewMode'],
  isKey: (name) => name.length === 1 || name === 'enter',
  nearestKey: () => 'enter',
};

function diskOf(files: Files, reads: string[] = []): SettingsDisk {
  return {
    userId: 1000,
    async read(path) {
      reads.push(path);
      const text = files[path];
      return text === undefined ? undefined : new TextEncoder().encode(text);
    },
    list: async () => [],
  };
}

const read = (files: Files, file?: string) =>
  readVarveConfig(diskOf(files), { file, folder: '/lab/app/src', words: WORDS });
const ofText = (text: string) => read({ '/c.yaml': text }, '/c.yaml');
const ignores = (glob: string) => `ignore: ["${glob}"]`;

async function complaint(promise: Promise<unknown>): Promise<string> {
  const error: unknown = await promise.catch((thrown: unknown) => thrown);
  if (!(error instanceof VarveError)) return 'no complaint';
  expect(error.code).toBe('CONFIG_INVALID');
  return [error.message, ...(error.hint === undefined ? [] : [error.hint])].join(' | ');
}

describe('the place of the configuration', () => {
  it.each<[string, Files, string[]]>([
    ['no file at all', {}, []],
    ['the folder one is in', { '/lab/app/src/.varve.yaml': ignores('a'), '/.varve.yaml': ignores('b') }, ['a']],
    ['the nearest folder above', { '/lab/.varve.yaml': ignores('a'), '/.varve.yaml': ignores('b') }, ['a']],
    ['the root', { '/.varve.yaml': ignores('b') }, ['b']],
    ['JSON', { '/lab/.varve.json': '{\n\t"ignore": ["a"]\n}' }, ['a']],
    ['YAML before JSON', { '/lab/.varve.yaml': ignores('a'), '/lab/.varve.json': '{}' }, ['a']],
    ['package.json', { '/lab/package.json': '{"name": "x", "varve": {"ignore": ["a"]}}' }, ['a']],
    ['a package.json that has none', { '/lab/package.json': '{"name": "varve"}', '/.varve.yaml': ignores('b') }, ['b']],
    ['a package.json that is none', { '/lab/package.json': '{"varve": ', '/.varve.yaml': ignores('b') }, ['b']],
  ])('%s', async (_what, files, globs) => {
    expect((await read(files)).ignore).toEqual(globs);
  });

  it('is the file that is named, whatever lies nearer', async () => {
    const files = { '/lab/app/src/.varve.yaml': ignores('a'), 'other.yaml': ignores('b') };
    expect((await read(files, 'other.yaml')).ignore).toEqual(['b']);
  });

  it('may be a package.json that is named', async () => {
    expect((await read({ 'package.json': '{"varve": {"ignore": ["a"]}}' }, 'package.json')).ignore).toEqual(['a']);
  });

  it('is looked for in no folder when the folder is gone', async () => {
    const reads: string[] = [];
    await readVarveConfig(diskOf({}, reads), { folder: null, words: WORDS });
    expect(reads).toEqual([]);
  });

  it('is looked for from the folder up to the root', async () => {
    const reads: string[] = [];
    await readVarveConfig(diskOf({}, reads), { folder: '/lab/app', words: WORDS });
    const names = ['.varve.yaml', '.varve.json', 'package.json'];
    expect(reads).toEqual(['/lab/app', '/lab', '/'].flatMap((folder) => names.map((name) => join(folder, name))));
  });

  it('must be there when it is named', async () => {
    expect(await complaint(read({}, 'other.yaml'))).toBe(
      'reading other.yaml: there is no such file | --config takes the path of a configuration.',
    );
  });
});

describe('what a configuration says', () => {
  it.each([
    ['', {}],
    ['keys:\nignore:', {}],
    ['keys: {quit: x}', { quit: ['x'] }],
    ['keys:\n  quit: [x, enter]\n  down: n', { quit: ['x', 'enter'], down: ['n'] }],
    ['keys: {viewMode: 1}', { viewMode: ['1'] }],
    ['keys: {quit: y, down: n}', { quit: ['y'], down: ['n'] }],
    ['keys: {down: []}', { down: [] }],
    ['\ufeffkeys: {quit: x}', { quit: ['x'] }],
    ['budgets: [{metric: layers}]\nassert: 1\nhints: {failOn: warning}', {}],
    ['keys: &k {quit: x}\nhints: *k', { quit: ['x'] }],
  ])('%j', async (text, keys) => {
    expect((await ofText(text)).keys).toEqual(keys);
  });

  it('keeps globs as they stand', async () => {
    expect((await ofText('ignore: ["/var/cache/**", "*.pyc"]')).ignore).toEqual(['/var/cache/**', '*.pyc']);
  });
});

describe('a wrong configuration', () => {
  it.each([
    ['kyes: {quit: q}', 'line 1, column 1: there is no setting kyes | The nearest is keys.'],
    ['ignore: []\nkeys:\n  quitt: q', 'line 3, column 3: there is no command quitt | The nearest is quit.'],
    ['keys: {quit: return}', 'line 1, column 14: there is no key return | The nearest is enter.'],
    ['keys: {quit: [q, 10]}', 'line 1, column 18: there is no key 10 | The nearest is enter.'],
    ['keys: {quit: "a\\u001b"}', 'line 1, column 14: there is no key a\\x1b | The nearest is enter.'],
    ['keys: {__proto__: q}', 'line 1, column 8: there is no command __proto__ | The nearest is quit.'],
    [
      'keys: {quit: ~}',
      "line 1, column 14: quit should have the name of a key, or a list of them | Signs that mean something in YAML stand in quotes: '~'.",
    ],
    [
      'keys:\n  quit: {a: b}',
      "line 2, column 9: quit should have the name of a key, or a list of them | Signs that mean something in YAML stand in quotes: '~'.",
    ],
    ['keys: {quit: []}', 'line 1, column 14: quit needs a key'],
    ['keys: [quit]', 'line 1, column 7: keys should be commands with their keys'],
    ['ignore: "*.pyc"', 'line 1, column 9: ignore should be a list of globs'],
    ['ignore: [a, ""]', 'line 1, column 13: the glob is empty'],
    ['ignore: [a, {b: c}]', 'line 1, column 13: this should be a glob'],
    ['- keys', 'line 1, column 1: the configuration should be settings with their names'],
    ['x: 1\nkyes: 1', 'line 1, column 1: there is no setting x | The nearest is keys.'],
    ['keys:\n\tquit: q', 'line 2, column 1: this is no YAML: Tabs are not allowed as indentation'],
    ['keys: {}\nkeys: {}', 'line 2, column 1: this is no YAML: Map keys must be unique'],
    ['keys: *k', 'this is no YAML: Unresolved alias (the anchor must be set before the alias): k'],
    ['['.repeat(200_000), 'it is nested deeper than 100 levels'],
    ['- '.repeat(200_000), 'it is nested deeper than 100 levels'],
    [`${'{"a":'.repeat(1_000)}1`, 'it is nested deeper than 100 levels'],
    [`a:\n${' '.repeat(100)}b: 1`, 'it is nested deeper than 100 levels'],
  ])('%#: %.40s', async (text, message) => {
    expect(await complaint(ofText(text))).toBe(`reading /c.yaml: ${message}`);
  });

  it('may hold aliases, but not of too much', async () => {
    const bomb = [
      'a: &a [x, x]',
      ...[...'bcdefgh'].map((name, at) => `${name}: &${name} [${`*${'abcdefg'[at]}, `.repeat(9)}x]`),
    ];
    expect(await complaint(ofText(bomb.join('\n')))).toContain('Excessive alias count');
  });

  it('tells where in package.json it is wrong', async () => {
    const text = '{\n  "name": "x",\n  "varve": {\n    "keys": { "quit": "q", "dwon": "j" }\n  }\n}';
    expect(await complaint(read({ '/lab/package.json': text }))).toBe(
      'reading /lab/package.json: line 4, column 28: there is no command dwon | The nearest is down.',
    );
  });
});
