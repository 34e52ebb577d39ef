import { expect, it } from 'vitest';
import { typedText } from '../../src/tui/typed-text.ts';

it.each([
  ['a', 'b', 'ab'],
  ['a', 'space', 'a '],
  ['a宽', 'backspace', 'a'],
  ['', 'backspace', ''],
  ['a b', 'ctrl-u', ''],
  ['/etc/ssl', 'ctrl-w', '/etc/'],
  ['/etc/', 'ctrl-w', '/'],
  ['one two', 'ctrl-w', 'one '],
  ['a', 'f5', null],
])('makes of %j with %s: %j', (text, key, typed) => {
  expect(typedText(text, key)).toBe(typed);
});
