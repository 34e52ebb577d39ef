import { describe, expect, it } from 'vitest';
import {
  findBarrels,
  findCycles,
  findFunctionImports,
  findHomeless,
  findIdleEdges,
  findLongFiles,
  findMachineNames,
  findOutsideUse,
  findStrayPackages,
  findUndocumented,
  findUntested,
  findUpwardImports,
  findVagueNames,
} from './checks.ts';
import { type Module, readModule } from './module.ts';

const FLOORS = [['base'], ['tar', 'blob'], ['report']];

function modules(sources: Readonly<Record<string, string>>): readonly Module[] {
  return Object.entries(sources).map(([path, text]) => readModule(`src/${path}`, text));
}

describe('floors', () => {
  it.each([
    ['up', { 'base/a.ts': "import { b } from '../tar/b.ts';" }],
    ['sideways', { 'tar/a.ts': "import { b } from '../blob/b.ts';" }],
    ['up for a type', { 'base/a.ts': "import type { B } from '../tar/b.ts';" }],
    ['up for a type written in place', { 'base/a.ts': "export type A = import('../tar/b.ts').B;" }],
    ['up at run time', { 'base/a.ts': "const b = await import('../tar/b.ts');" }],
    ['up by handing on', { 'base/a.ts': "export * from '../tar/b.ts';" }],
    ['the entry', { 'report/a.ts': "import { b } from '../index.ts';" }],
  ])('finds an import that goes %s', (_way, sources) => {
    expect(findUpwardImports(modules(sources), FLOORS)).toHaveLength(1);
  });

  it('allows the folder itself, lower floors, and everything to the entry', () => {
    const sources = {
      'tar/a.ts': "import { b } from './b.ts'; import { c } from '../base/c.ts';",
      'index.ts': "import { d } from './report/d.ts';",
    };
    expect(findUpwardImports(modules(sources), FLOORS)).toEqual([]);
  });

  it('finds files outside of every floor', () => {
    expect(findHomeless(modules({ 'attic/a.ts': '', 'tar/a.ts': '', 'index.ts': '' }), FLOORS)).toEqual([
      'src/attic/a.ts is in a folder that no floor has',
    ]);
  });

  it('finds circles, also of types only', () => {
    const sources = { 'tar/a.ts': "import './b.ts';", 'tar/b.ts': "import type { A } from './a.ts';" };
    expect(findCycles(modules(sources))).toEqual(['src/tar/a.ts -> src/tar/b.ts -> src/tar/a.ts']);
    expect(findCycles(modules({ ...sources, 'tar/b.ts': '' }))).toEqual([]);
  });

  it('finds functions where a folder may have types and constants only', () => {
    const allowed = "import { type B, LIMIT } from '../tar/b.ts'; import { c } from '../base/c.ts'; import './d.ts';";
    expect(findFunctionImports(modules({ 'report/a.ts': allowed }), 'report', ['base'])).toEqual([]);
    const wrong = {
      'report/a.ts': "import { type B, b as LIMIT } from '../tar/b.ts'; import * as C from '../tar/c.ts';",
    };
    expect(findFunctionImports(modules(wrong), 'report', ['base'])).toEqual([
      'src/report/a.ts imports b of src/tar/b.ts, which is no type and no constant',
      'src/report/a.ts imports * of src/tar/c.ts, which is no type and no constant',
    ]);
  });
});

describe('doors and names', () => {
  it('finds barrels and default exports, but lets the entry hand on', () => {
    const sources = {
      'tar/a.ts': "export { b } from './b.ts';",
      'tar/c.ts': 'export default 1;',
      'index.ts': "export * from './tar/b.ts';",
    };
    expect(findBarrels(modules(sources))).toEqual([
      'src/tar/a.ts re-exports ./b.ts',
      'src/tar/c.ts has a default export',
    ]);
    expect(findBarrels(modules({ 'tar/a.ts': 'export default function a() {}' }))).toHaveLength(1);
  });

  it('finds names that say nothing', () => {
    const sources = { 'tar/utils.ts': '', 'common/a.ts': '', 'tar/tarHeader.ts': '', 'tar/common-prefix.ts': '' };
    expect(findVagueNames(modules(sources)).map((line) => line.split(' ')[0])).toEqual([
      'src/tar/utils.ts',
      'src/common/a.ts',
      'src/tar/tarHeader.ts',
    ]);
  });

  it('finds packages away from home', () => {
    const sources = { 'tar/a.ts': "import { x } from 'yargs/helpers';", 'cli/a.ts': "import yargs from 'yargs';" };
    expect(findStrayPackages(modules(sources), { yargs: 'src/cli/' })).toEqual([
      'src/tar/a.ts imports yargs/helpers, which only src/cli/ may',
    ]);
  });
});

describe('edges', () => {
  it.each([
    ['node:fs', "import { statSync } from 'node:fs';"],
    ['node:fs', "import fs from 'fs';"],
    ['node:fs', "import 'node:fs';"],
    ['node:fs/promises', "const { open } = await import('node:fs/promises');"],
    ['node:os', "export { tmpdir } from 'node:os';"],
    ['process', 'const home = process.env.HOME;'],
    ['process', 'const all = { process };'],
    ['console', 'console.log(1);'],
    ['fetch', 'await fetch(url);'],
    ['performance', 'performance.now();'],
    ['globalThis', 'globalThis.fetch(url);'],
    ['Math.random', 'const dice = Math.random();'],
    ['Date.now', 'const now = Date.now();'],
    ['Date.now', 'const clock = { now: Date.now };'],
    ['new Date()', 'const now = new Date();'],
    ['new Date()', 'const now = Date();'],
  ])('finds %s in: %s', (name, text) => {
    const found = modules({ 'tar/a.ts': text });
    expect(findOutsideUse(found, {})).toEqual([`src/tar/a.ts uses ${name}, but is no edge for it`]);
    expect(findOutsideUse(found, { 'src/tar/a.ts': [name] })).toEqual([]);
  });

  it.each([
    "import type { Stats } from 'node:fs';",
    "import fetch from './fetch.ts'; await fetch(url);",
    "import { createHash } from 'node:crypto';",
    'const day = new Date(0); const half = Math.round(0.5);',
    'interface Step { process: number } const step = { process: 1, fetch() {} }; step.process;',
    'function run(process: () => void) { process(); }',
    'type Fetch = typeof fetch;',
    '// console.log(process)',
  ])('finds nothing in: %s', (text) => {
    expect(findOutsideUse(modules({ 'tar/a.ts': text }), {})).toEqual([]);
  });

  it('finds edges that are none', () => {
    const found = modules({ 'tar/a.ts': "import 'node:fs';" });
    expect(findIdleEdges(found, { 'src/tar/a.ts': ['node:fs', 'node:os'], 'src/tar/gone.ts': ['process'] })).toEqual([
      'src/tar/a.ts is an edge for node:os, but does not use it',
      'src/tar/gone.ts is an edge for process, but does not use it',
    ]);
  });
});

describe('files', () => {
  it('finds files over 300 lines', () => {
    const lines = (count: number) => ({ 'tar/a.ts': '// one more\n'.repeat(count) });
    expect(findLongFiles(modules(lines(300)))).toEqual([]);
    expect(findLongFiles(modules(lines(301)))).toEqual(['src/tar/a.ts has 301 lines, more than 300']);
  });

  it.each([
    ['a function', 'export function f() { const a = 1; return a; }'],
    ['a class', 'export class C {}'],
    ['an interface', 'export interface I { a: number }'],
    ['a function under a line comment', '// says little\nexport function f() { const a = 1; return a; }'],
  ])('finds %s without a docstring', (_what, text) => {
    expect(findUndocumented(modules({ 'tar/a.ts': text }))).toHaveLength(1);
  });

  it.each([
    '/** Sums. */\nexport function f() { const a = 1; return a; }',
    'export interface I {\n  /** Bytes. */\n  a: number;\n}',
    "export type Letter = 'A' | 'C' | 'D';",
    'export const BLOCK_BYTES = 512;',
    'export function isEmpty(a: string) { return a.length === 0; }',
    'function own() { const a = 1; return a; }',
  ])('asks for no docstring in: %s', (text) => {
    expect(findUndocumented(modules({ 'tar/a.ts': text }))).toEqual([]);
  });

  it('finds folders without a test', () => {
    const found = modules({ 'tar/a.ts': '', 'blob/b.ts': '', 'index.ts': '' });
    expect(findUntested(found, ['test/tar/a.test.ts', 'test/blob/literals.ts'])).toEqual([
      'src/blob has no test in test/blob',
    ]);
  });

  it('finds paths of machines and registries, but not paths inside images', () => {
    const machine = ['', 'home', 'somebody', 'varve'].join('/');
    const host = ['https://registry', 'npmjs', 'org'].join('.');
    const text = `read ${machine} from ${host}; /root/.cache/pip and src/home/a.ts are fine`;
    expect(findMachineNames('README.md', text, [/^\/root\/\./])).toEqual([
      `README.md names ${machine}`,
      `README.md names ${host.slice('https://'.length, -'.org'.length)}`,
    ]);
  });
});
