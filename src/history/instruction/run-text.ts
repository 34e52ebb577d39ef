import type { Pair } from './assignments.ts';
import type { Run } from './effect.ts';

/** As `SHELL` names it, up to the command: `/bin/bash -o pipefail -c`. */
const ANY_SHELL = /(?:^| )((?:\/\S*\/)?(?:ba|da|a|k|z)?sh(?: -\w*o \w+| --?\w[\w-]*)*? -\w*c) /;
const NAME = /(?:^|\s)([A-Za-z_]\w*)=/g;

/**
 * A command as docker and buildah record it: `|2 A=1 B=2 /bin/sh -c make`. Values may hold blanks: the shell tells where
 * they end, and `declared` which names are build arguments.
 */
export function recordedRun(text: string, shell: readonly string[], declared: ReadonlySet<string>): Run {
  const [, digits] = /^\|(\d{1,4})\s/.exec(text) ?? [];
  if (digits === undefined) return commandOf(text, shell, []);
  const rest = text.slice(digits.length + 1).replace(/^\s/, '');
  const count = Number(digits);
  const at = count === 0 ? 0 : commandStart(rest, shell, count);
  return commandOf(rest.slice(at), shell, argumentsOf(rest.slice(0, at), count, declared));
}

function commandStart(text: string, shell: readonly string[], count: number): number {
  const known = text.indexOf(` ${shell.join(' ')} `);
  if (known >= 0) return known + 1;
  const other = ANY_SHELL.exec(text);
  if (other) return other.index + 1;
  let at = 0;
  for (let i = 0; i < count; i += 1) at = text.indexOf(' ', at) + 1 || text.length;
  return at;
}

/** Of more names than there are arguments, those that were declared count; else the first ones. */
function argumentsOf(text: string, count: number, declared: ReadonlySet<string>): readonly Pair[] {
  const found = [...text.matchAll(NAME)];
  const known = found.filter(([, name], i) => i === 0 || declared.has(name!));
  const starts = (found.length > count && known.length === count ? known : found).slice(0, count);
  return starts.map((each, i): Pair => {
    const from = each.index + each[0].length;
    return [each[1]!, text.slice(from, starts[i + 1]?.index ?? text.length).trimEnd()];
  });
}

function commandOf(text: string, shell: readonly string[], args: readonly Pair[]): Run {
  const prefix = `${shell.join(' ')} `;
  if (text.startsWith(prefix)) return { kind: 'RUN', command: text.slice(prefix.length), args };
  const other = ANY_SHELL.exec(text);
  if (other?.index === 0 && text.startsWith(other[1]!)) {
    const command = text.slice(other[1]!.length + 1);
    return { kind: 'RUN', command: text, args, words: [...other[1]!.split(' '), command] };
  }
  return { kind: 'RUN', command: text, args, words: text.trim().split(/\s+/) };
}
