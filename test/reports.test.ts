import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { beforeAll, describe, expect, it } from 'vitest';
import { reportFiles, SAMPLES } from '../fixtures/report-files.ts';
import { runInProcess, runProgram } from './cli/run-varve.ts';

const ROOT = join(import.meta.dirname, '..');
const FOLDER = join(ROOT, 'reports');
/** Real engines and builders are asked by `npm run engines`, `lab` and `rebuild`; `npm run screens` records. */
const MADE_ELSEWHERE = ['engines.md', 'lab.md', 'rebuild.md', 'tui.cast', 'tui.svg'];
const KINDS = ['analyze', 'ls', 'diff', 'log', 'history', 'cache', 'verify', 'packages'];

const read = (path: string) => readFileSync(join(FOLDER, path), 'utf8');

let made: ReadonlyMap<string, string>;

beforeAll(async () => {
  process.chdir(ROOT);
  made = await reportFiles();
});

describe('the published reports', () => {
  it('are all made by `npm run reports`, and no other file lies there', () => {
    const there = readdirSync(FOLDER, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) =>
        join(entry.parentPath, entry.name)
          .slice(FOLDER.length + 1)
          .replaceAll('\\', '/'),
      );
    expect(there.toSorted()).toEqual([...made.keys(), ...MADE_ELSEWHERE].toSorted());
  });

  it.each([
    ...KINDS.map((kind) => `schema/${kind}.schema.json`),
    ...Object.keys(SAMPLES).map((name) => `samples/${name}`),
  ])('%s is what `npm run reports` writes', (path) => {
    expect(read(path)).toBe(made.get(path));
  });

  it.each(Object.entries(SAMPLES))('%s is what the program prints', async (name, argv) => {
    const { exit, stdout, stderr } = await runProgram(argv, { cwd: ROOT });
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
    expect(stdout).toBe(read(`samples/${name}`));
  });
});

describe('the published schemas', () => {
  it.each(KINDS)('have a name of their own: %s', (kind) => {
    const { $schema, $id, title } = JSON.parse(read(`schema/${kind}.schema.json`)) as Record<string, unknown>;
    expect($schema).toBe('https://json-schema.org/draft/2020-12/schema');
    expect($id).toBe(`urn:varve:schema:${kind}:1`);
    expect(title).toContain(kind);
  });

  it.each(['analyze', 'ls', 'diff', 'history', 'verify'])('hold for the sample of %s', (kind) => {
    expect(complaints(kind, read(`samples/${kind}.json`))).toEqual([]);
  });

  it.each([
    ['log', ['/var/lib/dpkg/status']],
    ['log', ['/etc/ssl/openssl.cnf']],
    ['ls', ['--own', '--layer', '4']],
    ['ls', ['-R', '--hash', '--layer', '0']],
    ['diff', ['--layer', '1']],
    ['diff', ['--layer', '0']],
    ['diff', ['--from', '1', '--to', '4']],
    ['analyze', ['--all']],
  ])('hold for %s with %j', async (kind, args) => {
    const { stdout } = await runInProcess([kind, 'fixtures/demo.tar', ...args, '--json']);
    expect(complaints(kind, stdout)).toEqual([]);
  });

  it('do not hold for a key that is not in them', () => {
    const document = JSON.parse(read('samples/ls.json')) as Record<string, unknown>;
    expect(complaints('ls', JSON.stringify({ ...document, surprise: 1 }))).not.toEqual([]);
  });
});

function complaints(kind: string, text: string): readonly unknown[] {
  const validate = validator(kind);
  validate(JSON.parse(text));
  return validate.errors ?? [];
}

const validators = new Map<string, ValidateFunction>();

function validator(kind: string): ValidateFunction {
  const known = validators.get(kind);
  if (known) return known;
  const compiled = new Ajv2020({ allErrors: true }).compile(JSON.parse(read(`schema/${kind}.schema.json`)) as object);
  validators.set(kind, compiled);
  return compiled;
}
