import { expect, it } from 'vitest';
import { anyCase, boolean, list, number, object, optional, record, ShapeError, string } from '../../src/base/shape.ts';

const saved = list(object({ Config: string, RepoTags: optional(list(string)), size: optional(number) }));

it.each([
  ['a list of objects', [{ Config: 'a' }], [{ Config: 'a', RepoTags: undefined, size: undefined }]],
  ['null where a field is optional', [{ Config: 'a', RepoTags: null }], [{ Config: 'a', RepoTags: undefined }]],
  ['fields nobody asked for are left out', [{ Config: 'a', more: 1 }], [{ Config: 'a' }]],
])('takes %s', (_what, value, expected) => {
  expect(saved(value, 'manifest.json')).toEqual(expected);
});

it.each([
  ['manifest.json should be a list but is an object', {}],
  ['manifest.json should be a list but is null', null],
  ['manifest.json[0] should be an object but is a list', [[]]],
  ['manifest.json[0].Config should be a string but is 5', [{ Config: 5 }]],
  ['manifest.json[0].Config should be a string but is missing', [{}]],
  ['manifest.json[0].RepoTags should be a list but is "abc"', [{ Config: 'a', RepoTags: 'abc' }]],
  ['manifest.json[0].RepoTags[1] should be a string but is null', [{ Config: 'a', RepoTags: ['a', null] }]],
  ['manifest.json[0].size should be a number but is true', [{ Config: 'a', size: true }]],
])('complains: %s', (complaint, value) => {
  expect(() => saved(value, 'manifest.json')).toThrow(new ShapeError(complaint));
});

it('shows the start of a long text, and nothing that a terminal would act on', () => {
  expect(() => number(`\u001b[2J${'x'.repeat(500)}`, 'size')).toThrow(
    /^size should be a number but is "\\u001b\[2Jx{56}…"$/,
  );
  expect(() => number('\u202e', 'size')).toThrow('size should be a number but is "\\xe2\\x80\\xae"');
});

it('reads dictionaries, and names the key that is wrong', () => {
  expect(record(boolean)({ a: true }, 'flags')).toEqual({ a: true });
  expect(() => record(boolean)({ a: true, 'b c': 0 }, 'flags')).toThrow(
    'flags["b c"] should be true or false but is 0',
  );
});

it('takes no inherited property for a field', () => {
  expect(() => object({ constructor: string })({}, 'config')).toThrow(
    'config.constructor should be a string but is missing',
  );
});

it('reads keys in any letter case where Go would, an exact one first', () => {
  const shape = anyCase(['Config', 'RepoTags'], object({ Config: string, RepoTags: optional(list(string)) }));
  expect(shape({ config: 'a', REPOTAGS: ['x'] }, 'm')).toEqual({ Config: 'a', RepoTags: ['x'] });
  expect(shape({ config: 'a', Config: 'b' }, 'm')).toEqual({ Config: 'b', RepoTags: undefined });
  expect(() => shape([], 'm')).toThrow('m should be an object but is a list');
});
