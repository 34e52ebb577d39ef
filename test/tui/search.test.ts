import { array, assert, constantFrom, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findByGlob, findFuzzily, type FoundBefore } from '../../src/tui/tree/search.ts';

const PATHS = [
  '/',
  '/app',
  '/app/main.js',
  '/app/lib',
  '/app/lib/Main.ts',
  '/etc/passwd',
  '/etc/пароль',
  '/etc/passwd-',
];

describe('finding paths by letters', () => {
  it.each([
    ['main', ['/app/main.js', '/app/lib/Main.ts'], 'in any case'],
    ['app lib', ['/app/lib', '/app/lib/Main.ts'], 'words in their order'],
    ['пар', ['/etc/пароль'], 'letters of any script'],
    ['etcpwd', ['/etc/passwd', '/etc/passwd-'], 'letters that stand apart, where no path has the words'],
    ['zzz', [], 'nothing'],
  ])('%s: %j, %s', (needle, found) => {
    expect(findFuzzily(PATHS, needle).rows.map((row) => PATHS[row])).toEqual(found);
  });

  it('finds the same whether it looks in all paths or in those of a shorter text', () => {
    const letter = constantFrom('a', 'b', 'c', 'A', '1', '/', ' ', '.', 'é', '-', '"');
    const text = string({ unit: letter, maxLength: 6 });
    assert(
      property(
        array(
          text.map((each) => `/${each}`),
          { maxLength: 30 },
        ),
        text,
        (paths, typed) => {
          let before: FoundBefore | undefined;
          for (let length = 1; length <= typed.length; length += 1) {
            const needle = typed.slice(0, length);
            const hits = findFuzzily(paths, needle, before);
            expect(hits.rows).toEqual(findFuzzily(paths, needle).rows);
            before = { text: needle, hits };
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});

it.each([
  ['*.js', ['/app/main.js']],
  ['/app/**', ['/app', '/app/main.js', '/app/lib', '/app/lib/Main.ts']],
  ['pass*', ['/etc/passwd', '/etc/passwd-']],
])('finds what the glob %s matches', (glob, found) => {
  expect(findByGlob(PATHS, glob).rows.map((row) => PATHS[row])).toEqual(found);
});
