import { plural, printable } from '../../base/text.ts';
import { wrapTo } from '../../base/width.ts';
import type { DiagnosticDocument } from '../documents/parts.ts';
import { columnsOf, painted, type TextStyle, titleLines } from './style.ts';

const INDENT = '  ';

/** One line that says how many things are odd; with `verbose` each of them. */
export function diagnosticLines(diagnostics: readonly DiagnosticDocument[], style: TextStyle): string[] {
  const count = diagnostics.length;
  if (count === 0) return [];
  const are = count === 1 ? '1 thing is odd' : `${plural(count, 'thing')} are odd`;
  const call = `(varve analyze -v shows ${count === 1 ? 'it' : 'them'})`;
  if (!style.verbose) return wrapTo(`${are} ${call}`, columnsOf(style));
  return [...titleLines(are, style), ...diagnostics.flatMap((diagnostic) => diagnosticText(diagnostic, style))];
}

function diagnosticText(diagnostic: DiagnosticDocument, style: TextStyle): string[] {
  const { code, layer } = diagnostic;
  const where = layer === undefined ? 'image' : `layer ${layer}`;
  const text = `${where}  ${code}: ${sentenceOf(diagnostic)}`;
  const [first = '', ...rest] = wrapTo(text, columnsOf(style) - 2 * INDENT.length);
  const head = first.replace(`${code}:`, (each) => painted(style, 'changed', each));
  return [INDENT + head, ...rest.map((line) => INDENT + INDENT + line)];
}

/** The message, with the path and the place where it does not name them. */
function sentenceOf({ message, path = '', byte }: DiagnosticDocument): string {
  const text = printable(message);
  const shownPath = printable(path);
  const before = text.includes(shownPath) ? '' : `${shownPath}: `;
  return before + text + (byte === undefined ? '' : ` (byte ${byte})`);
}
