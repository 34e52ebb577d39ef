import { expect, it } from 'vitest';
import { readToken } from '../../src/tui/keys.ts';

it.each([
  ['a', 'a'],
  ['A', 'A'],
  ['é', 'é'],
  ['😀', '😀'],
  [' ', 'space'],
  ['\r', 'enter'],
  ['\n', 'enter'],
  ['\t', 'tab'],
  ['\x7f', 'backspace'],
  ['\b', 'backspace'],
  ['\x1b', 'escape'],
  ['\x03', 'ctrl-c'],
  ['\x1a', 'ctrl-z'],
  ['\0', 'ctrl-space'],
  ['\x1c', 'ctrl-\\'],
  ['\x1bx', 'alt-x'],
  ['\x1bé', 'alt-é'],
  ['\x1b\r', 'alt-enter'],
  ['\x1b\x1b[A', 'alt-up'],
  ['\x1b[A', 'up'],
  ['\x1bOA', 'up'],
  ['\x1b[1;5A', 'ctrl-up'],
  ['\x1b[1;4D', 'alt-shift-left'],
  ['\x1b[Z', 'shift-tab'],
  ['\x1b[H', 'home'],
  ['\x1b[1~', 'home'],
  ['\x1b[7~', 'home'],
  ['\x1bOF', 'end'],
  ['\x1b[3;5~', 'ctrl-delete'],
  ['\x1b[5~', 'pageup'],
  ['\x1b[6~', 'pagedown'],
  ['\x1bOP', 'f1'],
  ['\x1b[[A', 'f1'],
  ['\x1b[24~', 'f12'],
  ['\x1bOM', 'enter'],
  ['\x1bOp', '0'],
])('%j is the key %s', (token, key) => {
  expect(readToken(token)).toEqual({ kind: 'key', key });
});

it.each(['\x9b', '\ufffd', '\x1b[99~', '\x1b[I', '\x1b[O', '\x1b[?62;4c', '\x1b[24;80R', '\x1bO~'])(
  '%j is no key',
  (token) => {
    expect(readToken(token)).toBeNull();
  },
);

it.each([
  ['\x1b[<0;1;1M', 'down', 0, 0],
  ['\x1b[<0;200;50m', 'up', 199, 49],
  ['\x1b[<32;3;4M', 'drag', 2, 3],
  ['\x1b[<64;3;4M', 'wheelup', 2, 3],
  ['\x1b[<65;3;4M', 'wheeldown', 2, 3],
  ['\x1b[M !!', 'down', 0, 0],
  ['\x1b[M#!"', 'up', 0, 1],
  ['\x1b[Ma!!', 'wheeldown', 0, 0],
])('%j is the mouse', (token, action, x, y) => {
  expect(readToken(token)).toEqual({ kind: 'mouse', action, x, y, shift: false, ctrl: false });
});

it('tells keys that are held with the mouse', () => {
  expect(readToken('\x1b[<20;1;1M')).toMatchObject({ action: 'down', shift: true, ctrl: true });
});

it.each(['\x1b[<2;1;1M', '\x1b[<35;1;1M', '\x1b[<66;1;1M', '\x1b[<0;0;1M'])(
  'other buttons, mere motion and places outside are nothing: %j',
  (token) => {
    expect(readToken(token)).toBeNull();
  },
);
