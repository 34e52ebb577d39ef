import { formatBytes, plural, printable } from '../../base/text.ts';
import { cutTo, wrapTo } from '../../base/width.ts';
import type { TwoImagesDocument } from '../documents/diff.ts';
import { type ChangeStyle, changeLines, sumParts } from './change-lines.ts';
import { flow, type Part } from './flow.ts';
import { columnsOf, painted, type TextStyle, type Tone } from './style.ts';

type PackageChange = NonNullable<TwoImagesDocument['packages']>[number];
type ConfigChange = TwoImagesDocument['config'][number];
type Letter = ConfigChange['change'];

/** Room for the name of a section; lines that go on stand further in. */
const NAME_COLUMNS = 12;
const HANGING_COLUMNS = 2;
/** Longer values of the config are cut… */
const VALUE_COLUMNS = 40;
/** …and longer lists, unless all is asked for. */
const MAX_PARTS = 40;
/** Paths that are named where more could be. */
const MAX_EXAMPLES = 3;
const TONES: Readonly<Record<Letter, Tone>> = { A: 'added', C: 'changed', D: 'deleted' };
const INSTRUCTIONS: Readonly<Record<string, string>> = {
  env: 'ENV',
  label: 'LABEL',
  port: 'EXPOSE',
  volume: 'VOLUME',
};
/** Fields that a Dockerfile sets by an instruction of their name. */
const FIELD = /^(?:entrypoint|cmd|user|workdir|stopSignal|healthcheck|shell|onbuild)$/;

/** What `diff` says of two images: what differs in short, then, unless only sums are asked for, file by file. */
export function* diffImagesText(document: TwoImagesDocument, style: ChangeStyle): Generator<string> {
  if (style.form !== 'names') for (const line of head(document, style)) yield `${line}\n`;
  let isFirst = style.form === 'lines';
  for (const line of changeLines(document.changes ?? [], style)) {
    if (isFirst) yield '\n';
    isFirst = false;
    yield line;
  }
}

function* head(document: TwoImagesDocument, style: TextStyle): Generator<string> {
  const columns = columnsOf(style);
  const sections: readonly (readonly [string, readonly Part[]])[] = [
    ['verdict', verdictParts(document, style)],
    ['packages', cutList((document.packages ?? []).map((each) => packagePart(each, style)))],
    [
      'config',
      cutList(document.config.filter(({ weight }) => weight !== 'none').map((each) => configPart(each, style))),
    ],
    ['history', historyParts(document)],
    ['files', fileParts(document, style)],
    ['layers', layerParts(document)],
  ];
  for (const [name, parts] of sections) {
    if (parts.length > 0) yield* flow(` ${name}`.padEnd(NAME_COLUMNS), parts, columns);
    if (name === 'verdict') yield* reasonLines(document, style);
  }
}

function verdictParts({ semantic }: TwoImagesDocument, style: TextStyle): Part[] {
  return semantic ? [{ text: semantic.verdict, paint: (text) => painted(style, 'bold', text) }] : [];
}

/** Why they differ, a line or two for each reason. */
function* reasonLines({ semantic }: TwoImagesDocument, style: TextStyle): Generator<string> {
  for (const { title, count, harmless, examples } of semantic?.reasons ?? []) {
    const lines = hangingLines(`${count}x ${title}${exampleText(examples, count)}`, style);
    yield* harmless ? lines.map((line) => painted(style, 'dim', line)) : lines;
  }
  const unexplained = [...(semantic?.different ?? [])].filter(({ why }) => why === null).map(({ path }) => path);
  if (unexplained.length === 0) return;
  const examples = exampleText(unexplained.slice(0, MAX_EXAMPLES), unexplained.length);
  yield* hangingLines(`${plural(unexplained.length, 'path')} without a harmless reason${examples}`, style);
}

function exampleText(examples: readonly string[], count: number): string {
  const more = count > examples.length ? ', …' : '';
  return examples.length > 0 ? ` (${examples.map(printable).join(', ')}${more})` : '';
}

function hangingLines(text: string, style: TextStyle): string[] {
  const lines = wrapTo(text, columnsOf(style) - NAME_COLUMNS - HANGING_COLUMNS);
  return lines.map((line, place) => ' '.repeat(NAME_COLUMNS + (place === 0 ? 0 : HANGING_COLUMNS)) + line);
}

function packagePart({ name, change, before, after, bump }: PackageChange, style: TextStyle): Part {
  const letter = before === null ? 'A' : after === null ? 'D' : 'C';
  const note = bump ?? (change === 'upgraded' || change === 'changed' ? '' : change);
  const text =
    letter === 'A'
      ? `+ ${name} ${after}`
      : letter === 'D'
        ? `- ${name} ${before}`
        : `${name} ${before} -> ${after}${note ? ` (${note})` : ''}`;
  return { text: printable(text), paint: (each) => painted(style, TONES[letter], each) };
}

function configPart({ key, change, before, after }: ConfigChange, style: TextStyle): Part {
  const [group, ...rest] = key.split('.');
  const instruction = INSTRUCTIONS[group!];
  const name =
    instruction && rest.length > 0 ? `${instruction} ${rest.join('.')}` : FIELD.test(key) ? key.toUpperCase() : key;
  // The value of a port or a volume is its name once more.
  const isOfSet = group === 'port' || group === 'volume';
  const [old, now] = [before, after].map((value) => (isOfSet ? '' : cutTo(printable(value ?? ''), VALUE_COLUMNS)));
  const text = change === 'A' ? `+ ${name} ${now}` : change === 'D' ? `- ${name} ${old}` : `${name} ${old} -> ${now}`;
  return { text: printable(text).trimEnd(), paint: (each) => painted(style, TONES[change], each) };
}

function cutList(parts: readonly Part[]): readonly Part[] {
  if (parts.length <= MAX_PARTS) return parts;
  return [...parts.slice(0, MAX_PARTS), { text: `… ${parts.length - MAX_PARTS} more, which --json lists` }];
}

function historyParts(document: TwoImagesDocument): Part[] {
  const { history } = document;
  const onlyIn = (letter: Letter): number => history.filter(({ change }) => change === letter).length;
  return onlyParts(document, { a: onlyIn('D'), b: onlyIn('A') }, (count) => plural(count, 'step'));
}

function fileParts({ summary }: TwoImagesDocument, style: TextStyle): Part[] {
  if (!summary) return [];
  const parts = sumParts(summary, style);
  return parts.length > 0 ? parts : [{ text: 'nothing differs' }];
}

function layerParts(document: TwoImagesDocument): Part[] {
  const { shared, onlyA, onlyB } = document.layers;
  const bytes = shared.reduce((sum, layer) => sum + (layer.bytes ?? 0), 0);
  const both = shared.length > 0 ? [{ text: `${shared.length} shared (${formatBytes(bytes)})` }] : [];
  // Of a root file system nothing says what its layer is.
  const known = (layers: typeof onlyA): number => layers.filter(({ diffId, digest }) => diffId ?? digest).length;
  return [...both, ...onlyParts(document, { a: known(onlyA), b: known(onlyB) }, String)];
}

/** What only one has. Images are named as the user did, unless that is the same name. */
function onlyParts(
  { a, b }: TwoImagesDocument,
  counts: { readonly a: number; readonly b: number },
  counted: (count: number) => string,
): Part[] {
  const isSame = a.reference === b.reference;
  const [one, other] = isSame ? ['the first', 'the second'] : [printable(a.reference), printable(b.reference)];
  const inOne = counts.a > 0 ? [{ text: `${counted(counts.a)} only in ${one}` }] : [];
  return counts.b > 0 ? [...inOne, { text: `${counted(counts.b)} only in ${other}` }] : inOne;
}
