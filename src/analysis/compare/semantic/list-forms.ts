import type { Form } from './content-rule.ts';

/** Names, and in passwd and group ids, are looked up: the first that fits counts. */
const LOOKED_UP: Readonly<Record<string, readonly number[]>> = {
  '/etc/passwd': [0, 2],
  '/etc/group': [0, 2],
  '/etc/shadow': [0],
  '/etc/gshadow': [0],
};

/** The lines in order. */
export function linesForm(text: string): Form {
  return [text.split('\n').sort().join('\n')];
}

/** The paragraphs in order, their lines as they are. */
export function stanzasForm(text: string): Form {
  const stanzas = text.split(/\n{2,}/).map((stanza) => stanza.trim());
  return [stanzas.sort().join('\n\n')];
}

/** The lines of an account file in order; `undefined` where it names one twice, or leads elsewhere as NIS does. */
export function accountsForm(text: string, path: string): Form | undefined {
  const lines = text.split('\n').filter((line) => line !== '');
  const fields = lines.map((line) => line.split(':'));
  const columns = LOOKED_UP[path] ?? [];
  const isClear = columns.every((column) => new Set(fields.map((each) => each[column])).size === lines.length);
  return isClear && !lines.some((line) => /^[+-]/.test(line)) ? [lines.sort().join('\n')] : undefined;
}

const DAY = 2;
const MAX_DAYS = 4;

/** The same of `/etc/shadow`, without the day of the last change where a password never grows too old. */
export function undatedShadowForm(text: string, path: string): Form | undefined {
  const lines = text.split('\n').map((line) => {
    const fields = line.split(':');
    const isForever = ['', '99999'].includes(fields[MAX_DAYS] ?? 'none');
    // Day 0 asks for a new password.
    if (isForever && /^[1-9]\d*$/.test(fields[DAY] ?? '')) fields[DAY] = '*';
    return fields.join(':');
  });
  return accountsForm(lines.join('\n'), path);
}
