import { formatBytes, plural, printable } from '../../base/text.ts';
import { wrapTo } from '../../base/width.ts';
import type { AnalyzeDocument } from '../documents/analyze.ts';
import type { DiagnosticDocument } from '../documents/common.ts';
import { nextLines, type NextStep } from './next.ts';
import { shellWord } from './shell.ts';
import { columnsOf, painted, type TextStyle } from './style.ts';

/** What is odd in the image, and what to look at next. */
export function* closingLines(document: AnalyzeDocument, style: TextStyle): Generator<string> {
  yield* diagnosticLines(document.diagnostics, style);
  const next = nextStep(document);
  if (!next) return;
  if (style.verbose && document.diagnostics.length > 0) yield '';
  yield* nextLines(next, style);
}

/** One line that says how many things are odd; with `verbose` each of them. */
export function* diagnosticLines(diagnostics: readonly DiagnosticDocument[], style: TextStyle): Generator<string> {
  const count = diagnostics.length;
  if (count === 0) return;
  const are = count === 1 ? '1 thing is odd' : `${plural(count, 'thing')} are odd`;
  if (!style.verbose)
    return yield* wrapTo(`${are} (varve analyze -v shows ${count === 1 ? 'it' : 'them'})`, columnsOf(style));
  yield painted(style, 'bold', are);
  for (const diagnostic of diagnostics) yield* diagnosticText(diagnostic, style);
}

function diagnosticText({ code, message, layer, path, byte }: DiagnosticDocument, style: TextStyle): string[] {
  const text = printable(message);
  const shownPath = path === undefined || text.includes(printable(path)) ? '' : `${printable(path)}: `;
  const place = byte === undefined ? '' : ` (byte ${byte})`;
  const where = layer === undefined ? 'image' : `layer ${layer}`;
  const room = columnsOf(style) - 4;
  const [first = '', ...rest] = wrapTo(`${where}  ${code}: ${shownPath}${text}${place}`, room);
  return [
    `  ${first.replace(`${code}:`, (each) => painted(style, 'changed', each))}`,
    ...rest.map((line) => `    ${line}`),
  ];
}

/** The command that shows most of what is still to be known; none when there is nothing to look at. */
function nextStep(document: AnalyzeDocument): NextStep | undefined {
  const { image, layers, dead } = document;
  const name = shellWord(image.reference);
  if (layers.length === 0) return undefined;
  if (!dead)
    return {
      command: `docker save ${shellWord(image.names[0] ?? 'IMAGE')} | varve analyze -`,
      reason: 'reads the layers, too',
    };
  const worst = worstHider(dead.pairs);
  if (!worst) return { command: `varve ls ${name} -R --long --sort size`, reason: 'every file, the largest first' };
  const reason = `hides ${formatBytes(worst.bytes)}`;
  return { command: `varve diff ${name} --layer ${worst.layer}`, reason };
}

type Pairs = NonNullable<AnalyzeDocument['dead']>['pairs'];

/** The layer that hides most; the lower one of two. */
function worstHider(pairs: Pairs): { readonly layer: number; readonly bytes: number } | undefined {
  const hidden = new Map<number, number>();
  for (const { hiddenBy, bytes } of pairs) hidden.set(hiddenBy, (hidden.get(hiddenBy) ?? 0) + bytes);
  const [worst] = [...hidden].sort(([a, bytesA], [b, bytesB]) => bytesB - bytesA || a - b);
  return worst && { layer: worst[0], bytes: worst[1] };
}
