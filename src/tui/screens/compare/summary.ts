import { formatBytes, formatCount, plural, printable } from '../../../base/text.ts';
import type { DiffSummary, TwoImagesDocument } from '../../../report/documents/diff.ts';
import type { Tone } from '../../frame.ts';
import { type Row, span } from '../../rows.ts';
import { LETTER_TONES } from './letters.ts';
import { signedBytes } from './delta.ts';

type PackageChange = NonNullable<TwoImagesDocument['packages']>[number];
type OwnLayer = TwoImagesDocument['layers']['onlyA'][number];

const LAYER_COLUMNS = 4;
const SIZE_COLUMNS = 10;
const SIGNS = { A: '+', C: ' ', D: '-' } as const;

/** What differs beside the files: packages, config, history and layers, each with a line that sums it up. */
export function summaryRows(document: TwoImagesDocument): readonly Row[] {
  const { packages = [], config, history, layers, summary, diagnostics } = document;
  const real = config.filter(({ weight }) => weight === 'real').length;
  const sharedBytes = layers.shared.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0);
  const own = `${layers.onlyA.length} only in the first, ${layers.onlyB.length} only in the other`;
  return [
    ...(summary ? section('Files', filesText(summary), []) : []),
    ...section('Packages', plural(packages.length, 'change'), packages.map(packageRow)),
    ...section('Config', `${plural(config.length, 'change')}, ${real} of weight`, config.map(configRow)),
    ...section('History', `${plural(history.length, 'step')} of one of the two`, history.map(historyRow)),
    ...section('Layers', `${layers.shared.length} shared (${formatBytes(sharedBytes)}), ${own}`, [
      ...layers.shared.map(({ layerA, layerB, diffId, bytes }) =>
        layerRow(' ', `${layerA}${layerA === layerB ? '' : ` = ${layerB}`}`, bytes, diffId ?? ''),
      ),
      ...layers.onlyA.map((layer) => ownLayerRow('D', layer)),
      ...layers.onlyB.map((layer) => ownLayerRow('A', layer)),
    ]),
    ...(diagnostics.length > 0
      ? section('Odd', plural(diagnostics.length, 'thing'), diagnostics.map(diagnosticRow))
      : []),
  ];
}

function section(title: string, sum: string, rows: readonly Row[]): Row[] {
  return [[{ text: ` ${title.padEnd(SIZE_COLUMNS)}`, tone: 'title', bold: true }, span(sum)], ...rows, []];
}

function filesText({ added, changed, deleted, renamed }: DiffSummary): string {
  const part = (letter: string, { files, bytes }: DiffSummary['added']): string =>
    `${letter} ${formatCount(files)} (${signedBytes(bytes)})`;
  return [part('A', added), part('C', changed), part('D', deleted), `R ${formatCount(renamed.files)}`].join('   ');
}

function packageRow({ name, type, before, after, bump, change }: PackageChange): Row {
  const letter = before === null ? 'A' : after === null ? 'D' : 'C';
  const versions = letter === 'C' ? `${before} -> ${after}` : (after ?? before);
  const how = letter === 'C' ? `  ${bump === null ? change : `${change}, ${bump}`}` : '';
  return line(letter, `${name}  ${versions}`, `${how}  ${type}`);
}

function configRow({ key, change, before, after, weight }: TwoImagesDocument['config'][number]): Row {
  const values = change === 'C' ? `${before ?? ''} -> ${after ?? ''}` : (after ?? before ?? '');
  return line(
    change,
    `${key}  ${values}`,
    weight === 'real' ? '' : `  ${weight === 'none' ? 'of the build only' : weight}`,
  );
}

function historyRow({ change, step, instruction }: TwoImagesDocument['history'][number]): Row {
  return line(change, `step ${step}  ${instruction || '(the history does not tell)'}`, '');
}

function ownLayerRow(letter: 'A' | 'D', { layer, bytes, instruction }: OwnLayer): Row {
  return layerRow(
    SIGNS[letter],
    String(layer),
    bytes,
    instruction || '(the history does not tell)',
    LETTER_TONES[letter],
  );
}

function layerRow(sign: string, layers: string, bytes: number | null, text: string, tone: Tone = 'plain'): Row {
  const size = bytes === null ? '' : formatBytes(bytes);
  return [
    span(`   ${sign} ${layers.padStart(LAYER_COLUMNS)} ${size.padStart(SIZE_COLUMNS)}  ${printable(text)}`, tone),
  ];
}

function diagnosticRow({ image, layer, code, message }: TwoImagesDocument['diagnostics'][number]): Row {
  const where = `${image === 'b' ? 'the other' : 'the first'}${layer === undefined ? '' : `, layer ${layer}`}`;
  return [span(`     ${where}: ${printable(`${code}: ${message}`)}`, 'warning')];
}

function line(letter: keyof typeof SIGNS, text: string, note: string): Row {
  return [span(`   ${SIGNS[letter]} ${printable(text)}`, LETTER_TONES[letter]), span(printable(note), 'dim')];
}
