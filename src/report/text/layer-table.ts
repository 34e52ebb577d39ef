import { formatBytes, formatCount, plural } from '../../base/text.ts';
import type { AnalyzeDocument } from '../documents/analyze.ts';
import { bar } from './bar.ts';
import { instructionCell } from './instruction.ts';
import { columnsOf, painted, type TextStyle, type Tone } from './style.ts';
import { type Cell, type Column, layTable } from './table.ts';

type Layer = AnalyzeDocument['layers'][number];

/** Cells of a bar for a layer that holds everything. */
const CELLS = { narrow: 12, wide: 16, wideFrom: 100 };
const NONE = '-';
const UNKNOWN = '?';

interface LayerColumn extends Column {
  readonly title: string;
  readonly cell: (layer: Layer, style: TextStyle) => Cell;
}

/** The layers, base first: what each stores, what of it is dead, and which instruction made it. */
export function layerLines(document: AnalyzeDocument, style: TextStyle): string[] {
  if (document.layers.length === 0) return [];
  const columns = columnsFor(document);
  const titles = columns.map(({ title }): Cell => ({ text: title, paint: (text) => painted(style, 'dim', text) }));
  const rows = document.layers.map((layer) => columns.map(({ cell }) => cell(layer, style)));
  return layTable(columns, [titles, ...rows], columnsOf(style)).flat();
}

function columnsFor({ totals, layers }: AnalyzeDocument): LayerColumn[] {
  const ordinal: LayerColumn = { title: 'layer', align: 'end', cell: ({ layer }) => ({ text: String(layer) }) };
  const maker: LayerColumn = { title: 'made by', kind: 'flexible', cell: makerCell };
  const packed: LayerColumn = {
    title: 'compressed',
    align: 'end',
    kind: 'optional',
    cell: (layer, style) => packedCell(layer, NONE, style),
  };
  if (totals.layerBytes === null) {
    const all = layers.reduce((sum, { compressedBytes }) => sum + (compressedBytes ?? 0), 0);
    return [
      ordinal,
      { title: 'stored', align: 'end', cell: (layer, style) => packedCell(layer, UNKNOWN, style) },
      barColumn(all, (layer) => layer.compressedBytes),
      maker,
    ];
  }
  return [
    ordinal,
    { title: 'stored', align: 'end', cell: ({ bytes }) => ({ text: bytes === null ? UNKNOWN : formatBytes(bytes) }) },
    ...(totals.compressedBytes === null ? [] : [packed]),
    { title: 'dead', align: 'end', cell: ({ deadBytes }, style) => countCell(deadBytes, formatBytes, 'dead', style) },
    { title: 'files', align: 'end', cell: ({ files }, style) => countCell(files, formatCount, undefined, style) },
    barColumn(totals.layerBytes, ({ bytes }) => bytes),
    maker,
  ];
}

/** The share of all bytes; the dead ones among them stand at the end, in their colour. */
function barColumn(allBytes: number, bytesOf: (layer: Layer) => number | null): LayerColumn {
  const cell = (layer: Layer, style: TextStyle): Cell => {
    const bytes = bytesOf(layer) ?? 0;
    const text = bar(bytes / (allBytes || 1), columnsOf(style) < CELLS.wideFrom ? CELLS.narrow : CELLS.wide);
    const dead = Math.round(text.length * ((layer.deadBytes ?? 0) / (bytes || 1)));
    const split = text.length - dead;
    return { text, paint: () => text.slice(0, split) + painted(style, 'dead', text.slice(split)) };
  };
  return { title: '', kind: 'optional', cell };
}

/** A layer that was read and has no such size is not compressed; of one that was not, it is unknown. */
function packedCell({ compressedBytes }: Layer, none: string, style: TextStyle): Cell {
  if (compressedBytes !== null) return { text: formatBytes(compressedBytes) };
  return { text: none, paint: (text) => painted(style, 'dim', text) };
}

function countCell(
  count: number | null,
  format: (count: number) => string,
  tone: Tone | undefined,
  style: TextStyle,
): Cell {
  if (count === null) return { text: UNKNOWN };
  if (count === 0) return { text: NONE, paint: (text) => painted(style, 'dim', text) };
  return { text: format(count), paint: tone && ((text) => painted(style, tone, text)) };
}

function makerCell({ instruction, deleted }: Layer, style: TextStyle): Cell {
  if (!deleted) return instructionCell(instruction, style);
  return instructionCell(instruction, style, {
    text: `- ${plural(deleted, 'path')}`,
    paint: (text) => painted(style, 'deleted', text),
  });
}
