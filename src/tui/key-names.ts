import { nearest } from '../base/nearest.ts';

/** Keys that a terminal tells apart with ctrl, alt and shift held. */
const MOVING = 'up down left right home end insert delete pageup pagedown'.split(' ');
const FUNCTION_KEYS = Array.from({ length: 12 }, (_, at) => `f${at + 1}`);
const OTHERS = ['enter', 'escape', 'tab', 'shift-tab', 'space', 'backspace', 'ctrl-space'];
/** Of ctrl and a letter a terminal makes other keys: ctrl-i is the tabulator. */
const WITH_CTRL = [...'abcdefgklnopqrstuvwxyz\\]^_'].map((letter) => `ctrl-${letter}`);

const NAMES = [...OTHERS, ...MOVING, ...FUNCTION_KEYS, ...WITH_CTRL];
const HELD = /^(?:alt-)?(?:ctrl-)?(?:alt-)?(?:shift-)?(.+)$/s;

/** What people call keys otherwise. */
const MEANT: Readonly<Record<string, string>> = {
  ...{ esc: 'escape', return: 'enter', cr: 'enter', del: 'delete', ins: 'insert', bs: 'backspace' },
  ...{ pgup: 'pageup', pgdn: 'pagedown', pgdown: 'pagedown', '': 'space', ' ': 'space' },
  ...{ 'ctrl-h': 'backspace', 'ctrl-i': 'tab', 'ctrl-j': 'enter', 'ctrl-m': 'enter', backtab: 'shift-tab' },
};

/** Whether a key can have this name. */
export function isKeyName(name: string): boolean {
  const bare = name.startsWith('alt-') ? name.slice('alt-'.length) : name;
  if (isCharacter(bare) || NAMES.includes(bare)) return true;
  const held = HELD.exec(name)?.[1];
  return held !== undefined && [...MOVING, ...FUNCTION_KEYS].includes(held);
}

/** The name of a key that is most likely meant by one that is none. */
export function nearestKeyName(name: string): string {
  const small = name.toLowerCase();
  const spelled = small.replace(/^(?:c-|\^|control[-+]|ctrl\+)/, 'ctrl-').replace(/^(?:m-|meta[-+]|alt\+)/, 'alt-');
  const meant = MEANT[spelled] ?? spelled;
  return isKeyName(meant) ? meant : nearest(meant, NAMES)!;
}

function isCharacter(text: string): boolean {
  return [...text].length === 1 && !/[\p{Cc}\p{Cs}\s\ufffd]/u.test(text);
}
