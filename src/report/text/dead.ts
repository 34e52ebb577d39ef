import { formatBytes, plural, printable } from '../../base/text.ts';
import { cutMiddle, cutTo, displayWidth, wrapTo } from '../../base/width.ts';
import type { AnalyzeDocument } from '../documents/analyze.ts';
import { instructionCell } from './instruction.ts';
import { SIZE_COLUMNS, sizeColumn } from './size.ts';
import { columnsOf, painted, type TextStyle, titleLines } from './style.ts';
import { type Cell, layTable } from './table.ts';

type Layers = AnalyzeDocument['layers'];
type Dead = NonNullable<AnalyzeDocument['dead']>;
type Pair = Dead['pairs'][number];
type DeadPath = Dead['paths'] extends Iterable<infer T> ? T : never;

const WORST = 5;
/** What stands below a size begins beside it. */
const INDENT = ' '.repeat(SIZE_COLUMNS + 2);

/** How the layer that hides bytes does it. */
export const VERBS: Readonly<Record<Pair['cause'], string>> = {
  overwritten: 'overwritten by',
  rewritten: 'rewritten by',
  deleted: 'deleted by',
  hidden: 'hidden by',
  duplicateEntry: 'written again by',
};

/** Dead bytes by the two layers that make them, worst first, each with what to change. */
export function* pairLines({ dead, layers }: AnalyzeDocument, style: TextStyle): Generator<string> {
  if (!dead || dead.pairs.length === 0) return;
  yield* titleLines('Dead bytes, by who wrote and who hid them', style);
  const worst = style.all ? dead.pairs : dead.pairs.slice(0, WORST);
  const rows = worst.flatMap((pair) => pairRows(pair, layers, style));
  const lines = layTable([{ align: 'end' }, {}, { kind: 'flexible' }], rows, columnsOf(style));
  for (const [place, { advice }] of worst.entries()) {
    yield* lines[2 * place]!;
    yield* lines[2 * place + 1]!;
    yield* adviceLines(printable(advice), columnsOf(style));
  }
  if (worst.length < dead.pairs.length) yield restLine(dead.pairs.slice(WORST), style);
}

function pairRows(pair: Pair, layers: Layers, style: TextStyle): [Cell[], Cell[]] {
  const { createdIn, hiddenBy, cause, bytes, paths } = pair;
  const what = plural(paths, 'path') + (cause === 'rewritten' ? ', same content' : '');
  const tail: Cell = { text: what, paint: (text) => painted(style, 'dim', text) };
  const size: Cell = {
    text: formatBytes(bytes).padStart(SIZE_COLUMNS - 2),
    paint: (text) => painted(style, 'dead', text),
  };
  return [
    [size, { text: `written by ${createdIn}` }, makerCell(layers, createdIn, style)],
    [{ text: '' }, { text: `${VERBS[cause]} ${hiddenBy}` }, makerCell(layers, hiddenBy, style, tail)],
  ];
}

function makerCell(layers: Layers, layer: number, style: TextStyle, tail?: Cell): Cell {
  return instructionCell(layers[layer]?.instruction ?? '', style, tail);
}

function adviceLines(advice: string, columns: number): string[] {
  if (advice === '') return [];
  return wrapTo(advice, columns - INDENT.length - 3).map(
    (line, place) => `${INDENT}${place === 0 ? '-> ' : '   '}${line}`,
  );
}

function restLine(rest: readonly Pair[], style: TextStyle): string {
  const bytes = rest.reduce((sum, pair) => sum + pair.bytes, 0);
  return `${painted(style, 'dead', sizeColumn(bytes))}  in ${plural(rest.length, 'more pair')} (--all)`;
}

/** The paths that store dead bytes, worst first: when more than the answer is asked for. */
export function* deadPathLines({ dead, layers }: AnalyzeDocument, style: TextStyle): Generator<string> {
  if (!dead || !(style.all || style.verbose)) return;
  let place = 0;
  for (const path of dead.paths) {
    if (place === 0) yield* titleLines('Dead bytes, by path', style);
    if (place === WORST && !style.all) return;
    yield* deadPathLine(path, layers, style);
    place += 1;
  }
}

/** The path, and below it for each copy who wrote it and who hid it. */
function* deadPathLine({ path, bytes, copies }: DeadPath, layers: Layers, style: TextStyle): Generator<string> {
  const room = columnsOf(style) - INDENT.length;
  yield `${painted(style, 'dead', sizeColumn(bytes))}  ${cutMiddle(printable(path), room)}`;
  for (const { layer, hiddenBy, cause } of copies) {
    const verb = `   ${VERBS[cause]} `;
    const [writer, hider] = [makerText(layers, layer, style), makerText(layers, hiddenBy, style)];
    const both = room - verb.length;
    const shown = cutTo(writer, Math.max(Math.floor(both / 2), both - displayWidth(hider)));
    yield INDENT + shown + verb + cutTo(hider, both - displayWidth(shown));
  }
}

function makerText(layers: Layers, layer: number, style: TextStyle): string {
  return `${layer} ${makerCell(layers, layer, style).text}`;
}
