const KEYS: Readonly<Record<string, string>> = {
  enter: '\r',
  escape: '\x1b',
  tab: '\t',
  'shift-tab': '\x1b[Z',
  space: ' ',
  backspace: '\x7f',
  delete: '\x1b[3~',
  pageup: '\x1b[5~',
  pagedown: '\x1b[6~',
  f1: '\x1bOP',
  f5: '\x1b[15~',
};

const CURSOR_KEYS: Readonly<Record<string, string>> = {
  up: 'A',
  down: 'B',
  right: 'C',
  left: 'D',
  end: 'F',
  home: 'H',
};

/** What xterm sends for a key by its name; any other text as itself. */
export function bytesOf(key: string, isApplicationMode: boolean): string {
  const cursor = CURSOR_KEYS[key];
  if (cursor !== undefined) return `\x1b${isApplicationMode ? 'O' : '['}${cursor}`;
  const control = /^ctrl-([a-z])$/.exec(key)?.[1];
  if (control !== undefined) return String.fromCharCode(control.charCodeAt(0) - 96);
  const alt = /^alt-(.)$/u.exec(key)?.[1];
  return KEYS[key] ?? (alt === undefined ? key : `\x1b${alt}`);
}
