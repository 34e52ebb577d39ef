import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lazily } from '../../src/base/lazy.ts';
import { jsonPieces } from '../../src/report/json.ts';

const jsonOf = (document: object): string => [...jsonPieces(document)].join('');

describe('a document as JSON', () => {
  it.each([
    [
      'keeps the order of keys',
      { b: 1, a: { d: 2, c: 3 } },
      '{\n  "b": 1,\n  "a": {\n    "d": 2,\n    "c": 3\n  }\n}\n',
    ],
    ['leaves out what is undefined, not what is null', { a: undefined, b: null }, '{\n  "b": null\n}\n'],
    ['writes empty objects and lists on one line', { a: {}, b: [] }, '{\n  "a": {},\n  "b": []\n}\n'],
    ['writes an object of nothing but undefined as empty', { a: { b: undefined } }, '{\n  "a": {}\n}\n'],
    ['gives each item of a list a line', { a: [1, 'x'] }, '{\n  "a": [\n    1,\n    "x"\n  ]\n}\n'],
    [
      'keeps an item with a flat list on its line',
      { a: [{ b: [1, 2], c: 'x' }] },
      '{\n  "a": [\n    {"b":[1,2],"c":"x"}\n  ]\n}\n',
    ],
    [
      'keeps an item with a list of objects on its line',
      { a: [{ b: [{ c: 1 }] }] },
      '{\n  "a": [\n    {"b":[{"c":1}]}\n  ]\n}\n',
    ],
    [
      'spreads an item with a list that is made while it is written',
      { a: [{ b: new Set([{ c: 1 }]) }] },
      '{\n  "a": [\n    {\n      "b": [\n        {"c":1}\n      ]\n    }\n  ]\n}\n',
    ],
    ['escapes control characters', { a: '\u001b[2J\n"\\' }, '{\n  "a": "\\u001b[2J\\n\\"\\\\"\n}\n'],
    ['escapes lone surrogates', { a: '\ud800' }, '{\n  "a": "\\ud800"\n}\n'],
  ])('%s', (_name, document, expected) => {
    expect(jsonOf(document)).toBe(expected);
  });

  it('writes what is made on demand as a list, on every depth', () => {
    const numbers = lazily(function* () {
      yield 1;
      yield 2;
    });
    const document = { a: numbers, b: [{ c: numbers }], d: new Set(['x']) };
    expect(JSON.parse(jsonOf(document))).toEqual({ a: [1, 2], b: [{ c: [1, 2] }], d: ['x'] });
  });

  it('writes the same bytes each time', () => {
    const document = {
      a: lazily(function* () {
        yield { path: '/a' };
      }),
    };
    expect(jsonOf(document)).toBe(jsonOf(document));
  });

  it('means what JSON.stringify means', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (document) => {
        expect(JSON.parse(jsonOf(document))).toEqual(JSON.parse(JSON.stringify(document)));
      }),
    );
  });
});

describe('the pieces', () => {
  const entries = (count: number, made: { count: number }): Iterable<object> =>
    lazily(function* () {
      for (let i = 0; i < count; i += 1) {
        made.count += 1;
        yield { path: `/a/file/with/a/name/${i}`, size: i };
      }
    });

  it('are handed on while items are still being made', () => {
    const made = { count: 0 };
    const pieces = jsonPieces({ entries: entries(100_000, made) });
    const first = pieces.next();
    expect(String(first.value).length).toBeGreaterThanOrEqual(64 * 1024);
    expect(String(first.value).length).toBeLessThan(65 * 1024);
    expect(made.count).toBeLessThan(2000);
  });

  it('end with a newline, and are one piece when small', () => {
    expect([...jsonPieces({ a: 1 })]).toEqual(['{\n  "a": 1\n}\n']);
    expect(jsonOf({ entries: entries(5000, { count: 0 }) })).toMatch(/\n}\n$/);
  });
});
