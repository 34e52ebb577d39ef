import { printableBytes } from '../../base/text.ts';
import type { FilePatch, Hunk } from '../../analysis/compare/file-patch.ts';
import { painted, type TextStyle } from './style.ts';

const NOWHERE = '/dev/null';
const NAMED_ESCAPES: Readonly<Record<string, string>> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\v': '\\v',
  '\f': '\\f',
  '\r': '\\r',
  '"': '\\"',
  '\\': '\\\\',
};
const QUOTED = /[^\x20-\x7e]|["\\]/g;

/**
 * A patch as git prints it, for `git apply` and `patch -p1`. Lines are printed as they are but for what a terminal would
 * act on and what is not UTF-8: that is shown as `\xNN`, and such a patch does not apply.
 */
export function* unifiedText(patch: FilePatch, style: TextStyle): Generator<string> {
  for (const line of headLines(patch)) yield `${painted(style, 'bold', line)}\n`;
  if (patch.change.kind !== 'text') return;
  for (const hunk of patch.change.hunks) yield* hunkLines(hunk, style);
}

function* headLines({ path, before, after, change }: FilePatch): Generator<string> {
  const [old, now] = [quoted(`a/${path}`), quoted(`b/${path}`)];
  yield `diff --git ${old} ${now}`;
  if (before === null) yield `new file mode ${after}`;
  else if (after === null) yield `deleted file mode ${before}`;
  else if (before !== after) yield* [`old mode ${before}`, `new mode ${after}`];
  const [from, to] = [before === null ? NOWHERE : old, after === null ? NOWHERE : now];
  if (change.kind === 'binary') yield `Binary files ${from} and ${to} differ`;
  if (change.kind === 'large') yield `Files ${from} and ${to} differ, and are too large to be compared line by line`;
  // A blank would end the name: git puts a tab behind it.
  const end = path.includes(' ') ? '\t' : '';
  if (change.kind === 'text')
    yield* [`--- ${from}${before === null ? '' : end}`, `+++ ${to}${after === null ? '' : end}`];
}

function* hunkLines({ oldStart, oldLines, newStart, newLines, lines }: Hunk, style: TextStyle): Generator<string> {
  yield `${painted(style, 'dim', `@@ -${place(oldStart, oldLines)} +${place(newStart, newLines)} @@`)}\n`;
  for (const line of lines) yield `${paintedLine(printableLine(line), style)}\n`;
}

function place(start: number, lines: number): string {
  return lines === 1 ? String(start) : `${start},${lines}`;
}

function paintedLine(line: string, style: TextStyle): string {
  if (line.startsWith('+')) return painted(style, 'added', line);
  return line.startsWith('-') ? painted(style, 'deleted', line) : line;
}

/** Tabs, and the carriage return of a line of DOS, do no harm. */
function printableLine(line: string): string {
  const end = line.endsWith('\r') ? '\r' : '';
  const pieces = line.slice(0, line.length - end.length).split('\t');
  return pieces.map((piece) => printableBytes(Buffer.from(piece, 'latin1'))).join('\t') + end;
}

/** A path as git quotes it: as it is, or in quotes with all that is not ASCII as octal bytes. */
function quoted(path: string): string {
  const escaped = path.replace(
    QUOTED,
    (byte) => NAMED_ESCAPES[byte] ?? `\\${byte.charCodeAt(0).toString(8).padStart(3, '0')}`,
  );
  return escaped === path ? path : `"${escaped}"`;
}
