import { describe, expect, it } from 'vitest';
import { utf8 } from '../../src/base/bytes.ts';
import { firstCharacter, JsonError, parseJson } from '../../src/base/json.ts';

describe('reading JSON', () => {
  it.each([
    ['a document', utf8('{"a": [1, null]}'), { a: [1, null] }],
    ['one behind a byte order mark', utf8('\ufeff[]'), []],
    ['brackets within strings', utf8(`"${'['.repeat(5000)}\\""`), `${'['.repeat(5000)}"`],
    ['bytes that are no UTF-8, as Go does', Uint8Array.of(0x22, 0x6d, 0xff, 0xfe, 0x22), 'm\ufffd\ufffd'],
    ['a thousand levels', utf8(`${'['.repeat(1000)}${']'.repeat(1000)}`), expect.anything()],
  ])('takes %s', (_what, bytes, expected) => {
    expect(parseJson(bytes)).toEqual(expected);
  });

  it.each([
    ['it is empty', ''],
    ['it is no JSON, or is cut short', '[{"Config":'],
    ['it is no JSON, or is cut short', '["abc'],
    ['it is no JSON, or is cut short', 'oops'],
    ['the JSON nests more than 1000 levels deep', '['.repeat(1001)],
    ['the JSON nests more than 1000 levels deep', '{"a":'.repeat(100_000)],
    ['the JSON holds more than 4000000 values', `[${'[],'.repeat(2_100_000)}[]]`],
  ])('says: %s', (complaint, text) => {
    expect(() => parseJson(utf8(text))).toThrow(new JsonError(complaint));
  });
});

it.each([
  ['{', ' \n\t{}'],
  ['[', '\ufeff[]'],
  ['F', 'FROM scratch'],
  ['', '  '],
  ['', ''],
])('finds %j first in %j', (expected, text) => {
  expect(firstCharacter(utf8(text))).toBe(expected);
});
