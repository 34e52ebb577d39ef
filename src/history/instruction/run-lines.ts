import type { Run } from './effect.ts';
import { wordList } from './word-list.ts';

const LONG = 80;

/** How a Dockerfile says `RUN`; `undefined` for a script whose text the history does not keep. */
export function runLines(run: Run, escape: string, shell: readonly string[]): readonly string[] | undefined {
  // BuildKit puts a script that names its interpreter there.
  if (/^\/dev\/pipes\/\S+\s*$/.test(run.words?.at(-1) ?? run.command)) return undefined;
  if (run.words) return [`RUN ${wordList(run.words)}`];
  const command = run.command.replace(/\r\n/g, '\n');
  if (!command.includes('\n')) {
    const text = command.trim();
    // At its end the escape character would take in the next line, the beginning of a heredoc more of them.
    const takesMore = text.endsWith(escape) || unclosed([text])?.length;
    return takesMore || text === '' ? [`RUN ${wordList([...shell, text])}`] : broken(`RUN ${text}`, escape);
  }
  const lines = command.replace(/\n$/, '').split('\n');
  const open = unclosed(lines);
  if (open) return [`RUN ${lines[0]}`, ...lines.slice(1), ...open];
  const name = freeName(lines);
  return [`RUN <<${name}`, ...lines, name];
}

/** The names that still have to end heredocs of the first line; `undefined` where it has none, or other lines follow them. */
function unclosed(lines: readonly string[]): readonly string[] | undefined {
  const names = [...lines[0]!.matchAll(/(?<![<\w])<<(-?)(["']?)([A-Za-z_]\w*)\2/g)].map(([, dash, , name]) => ({
    dash,
    name: name!,
  }));
  if (names.length === 0) return undefined;
  let at = 1;
  for (const [i, { dash, name }] of names.entries()) {
    while (at < lines.length && (dash ? lines[at]!.replace(/^\t+/, '') : lines[at]) !== name) at += 1;
    if (at === lines.length) return names.slice(i).map((each) => each.name);
    at += 1;
  }
  return lines.slice(at).every((line) => line.trim() === '') ? [] : undefined;
}

/** A name that no line is. */
export function freeName(lines: readonly string[]): string {
  let name = 'EOF';
  for (let i = 1; lines.includes(name); i += 1) name = `EOF${i}`;
  return name;
}

/** A long line, broken before each `&&` that stands outside of quotes. */
function broken(line: string, escape: string): readonly string[] {
  if (line.length <= LONG) return [line];
  const parts: string[] = [];
  let quote = '';
  let start = 0;
  for (let i = 0; i < line.length; i += 1) {
    const character = line[i]!;
    if (character === '\\' && quote !== "'") i += 1;
    else if (character === quote) quote = '';
    else if (quote === '' && (character === '"' || character === "'")) quote = character;
    else if (quote === '' && character === '&' && line[i + 1] === '&') {
      parts.push(line.slice(start, i));
      start = i;
      i += 1;
    }
  }
  parts.push(line.slice(start));
  if (quote !== '') return [line];
  return parts.map(
    (part, i) =>
      (i === 0 ? '' : '    ') + part.trim().replace(/^&&\s+/, '&& ') + (i === parts.length - 1 ? '' : ` ${escape}`),
  );
}
