import { expect, it } from 'vitest';
import { BINDINGS } from '../../src/tui/bindings.ts';
import { isKeyName, nearestKeyName } from '../../src/tui/key-names.ts';
import { readToken } from '../../src/tui/keys.ts';

it('knows the keys of all bindings', () => {
  expect(BINDINGS.flatMap(({ keys }) => keys).filter((key) => !isKeyName(key))).toEqual([]);
});

it.each(['\t', '\r', ' ', '\x7f', '\x01', '\x1c', '\x1f', '\0', 'ä', '1', '\x1bx', '\x1b[A', '\x1b[5~', '\x1bOP'])(
  'knows what a terminal makes of %j',
  (token) => {
    const read = readToken(token);
    expect(read?.kind === 'key' && isKeyName(read.key)).toBe(true);
  },
);

it.each(['\x1b[1;5C', '\x1b[1;8A', '\x1b[15;2~', '\x1b[Z', '\x1b\x1b[1;5D', '\x1b\x01'])(
  'knows what a terminal makes of %j',
  (token) => {
    const read = readToken(token);
    expect(read?.kind === 'key' && isKeyName(read.key)).toBe(true);
  },
);

it.each([
  ['esc', 'escape'],
  ['return', 'enter'],
  ['pgdn', 'pagedown'],
  ['', 'space'],
  ['ctrl-i', 'tab'],
  ['C-a', 'ctrl-a'],
  ['^w', 'ctrl-w'],
  ['Ctrl+W', 'ctrl-w'],
  ['Meta-x', 'alt-x'],
  ['Enter', 'enter'],
  ['pagedwon', 'pagedown'],
  ['f13', 'f1'],
])('%s is no key; %s is meant', (name, meant) => {
  expect(isKeyName(name)).toBe(false);
  expect(nearestKeyName(name)).toBe(meant);
});
