import type { KeyMessage, MouseMessage } from './program.ts';

const CHARACTERS: Readonly<Record<string, string>> = {
  '\0': 'ctrl-space',
  '\b': 'backspace',
  '\t': 'tab',
  '\n': 'enter',
  '\r': 'enter',
  '\x1b': 'escape',
  ' ': 'space',
  '\x7f': 'backspace',
};

/** The last character of `ESC [ …` and `ESC O …`. */
const LETTERS: Readonly<Record<string, string>> = {
  ...{ A: 'up', B: 'down', C: 'right', D: 'left', F: 'end', H: 'home', M: 'enter', Z: 'shift-tab' },
  ...{ P: 'f1', Q: 'f2', R: 'f3', S: 'f4', a: 'shift-up', b: 'shift-down', c: 'shift-right', d: 'shift-left' },
};

/** Digits and signs of a keypad in application mode: `ESC O p` is 0. */
const KEYPAD: Readonly<Record<string, string>> = {
  ...{ j: '*', k: '+', l: ',', m: '-', n: '.', o: '/', p: '0', q: '1', r: '2' },
  ...{ s: '3', t: '4', u: '5', v: '6', w: '7', x: '8', y: '9' },
};

/** The number of `ESC [ number ~`. */
const NUMBERS: Readonly<Record<string, string>> = {
  ...{ 1: 'home', 2: 'insert', 3: 'delete', 4: 'end', 5: 'pageup', 6: 'pagedown', 7: 'home', 8: 'end' },
  ...{ 11: 'f1', 12: 'f2', 13: 'f3', 14: 'f4', 15: 'f5', 17: 'f6', 18: 'f7', 19: 'f8', 20: 'f9' },
  ...{ 21: 'f10', 23: 'f11', 24: 'f12' },
};

const LINUX_FUNCTION_KEY = /^\x1b\[\[([A-E])$/;
const LETTER_KEY = /^\x1b\[(?:1;(\d+))?([A-DFHP-SZa-d])$/;
const NUMBER_KEY = /^\x1b\[(\d+)(?:;(\d+))?~$/;
const KEYPAD_KEY = /^\x1bO([ -~])$/;
const SGR_MOUSE = /^\x1b\[<(\d+);(\d+);(\d+)([Mm])$/;
const OLD_MOUSE = /^\x1b\[M([^])([^])([^])$/;

/** What one whole token of the keyboard says; `null` where it is none that anybody listens to. */
export function readToken(token: string): KeyMessage | MouseMessage | null {
  if (token.startsWith('\x1b[<') || token.startsWith('\x1b[M')) return mouseOf(token);
  const key = nameOf(token);
  return key === null ? null : { kind: 'key', key };
}

function nameOf(token: string): string | null {
  if (!token.startsWith('\x1b') || token.length === 1) return characterName(token);
  // Two quick presses; held alt would not come alone.
  if (token === '\x1b\x1b') return 'escape';
  if (token.startsWith('\x1b\x1b')) return prefixed('alt-', sequenceName(token.slice(1)));
  return sequenceName(token) ?? ([...token].length === 2 ? prefixed('alt-', characterName(token.slice(1))) : null);
}

function characterName(character: string): string | null {
  const name = CHARACTERS[character];
  if (name !== undefined) return name;
  const code = character.codePointAt(0)!;
  if (code < 0x20) return `ctrl-${String.fromCharCode(code + 64).toLowerCase()}`;
  const isText = [...character].length === 1 && !/[\p{Cc}\p{Cs}\ufffd]/u.test(character);
  return isText ? character : null;
}

function sequenceName(sequence: string): string | null {
  const linux = LINUX_FUNCTION_KEY.exec(sequence);
  if (linux) return `f${linux[1]!.charCodeAt(0) - 64}`;
  const [, letterModifier, letter] = LETTER_KEY.exec(sequence) ?? [];
  if (letter !== undefined) return modified(LETTERS[letter], letterModifier);
  const [, number, modifier] = NUMBER_KEY.exec(sequence) ?? [];
  if (number !== undefined) return modified(NUMBERS[number], modifier);
  const keypad = KEYPAD_KEY.exec(sequence)?.[1];
  return keypad === undefined ? null : (KEYPAD[keypad] ?? LETTERS[keypad] ?? null);
}

/** One more than a sum: shift 1, alt 2, ctrl 4. */
function modified(name: string | undefined, modifier = '1'): string | null {
  if (name === undefined) return null;
  const bits = Number(modifier) - 1;
  return `${bits & 4 ? 'ctrl-' : ''}${bits & 2 ? 'alt-' : ''}${bits & 1 ? 'shift-' : ''}${name}`;
}

function prefixed(prefix: string, name: string | null): string | null {
  return name === null ? null : prefix + name;
}

function mouseOf(token: string): MouseMessage | null {
  const [, button, column, row, end] = SGR_MOUSE.exec(token) ?? [];
  if (button !== undefined) return mouse(Number(button), Number(column) - 1, Number(row) - 1, end === 'm');
  const codes = OLD_MOUSE.exec(token)
    ?.slice(1)
    .map((character) => character.charCodeAt(0) - 32);
  if (codes === undefined) return null;
  const isUp = (codes[0]! & 0b1100_0011) === 3;
  return mouse(isUp ? codes[0]! & ~3 : codes[0]!, codes[1]! - 1, codes[2]! - 1, isUp);
}

/** The button in the low bits, then shift 4, alt 8, ctrl 16, motion 32, wheel 64. */
function mouse(code: number, x: number, y: number, isUp: boolean): MouseMessage | null {
  const action = mouseAction(code & 0b1110_0011, isUp);
  if (action === null || x < 0 || y < 0) return null;
  return { kind: 'mouse', action, x, y, shift: (code & 4) !== 0, ctrl: (code & 16) !== 0 };
}

function mouseAction(code: number, isUp: boolean): MouseMessage['action'] | null {
  if (code === 64) return 'wheelup';
  if (code === 65) return 'wheeldown';
  if (code === 32) return 'drag';
  if (code !== 0) return null;
  return isUp ? 'up' : 'down';
}
