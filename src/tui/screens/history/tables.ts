import { formatBytes, plural, printable } from '../../../base/text.ts';
import { wrapTo } from '../../../base/width.ts';
import type { HistoryDocument } from '../../../report/documents/history.ts';
import { instructionText } from '../../../report/text/instruction.ts';
import { type Row, span } from '../../rows.ts';
import { inSeconds, madeText } from '../made-text.ts';
import type { Column, Table } from '../table/table.ts';

const COLUMNS: readonly Column[] = [
  { title: 'step', columns: 4, align: 'end', from: 60 },
  { title: 'layer', columns: 5, align: 'end' },
  { title: 'size', columns: 9, align: 'end' },
  { title: 'created', columns: 20, from: 90 },
  { title: 'instruction', columns: null },
];

/** The steps of an image, oldest first. */
export function stepsTable({ steps }: HistoryDocument): Table {
  return {
    name: 'Steps',
    note: plural(steps.length, 'step'),
    empty: 'The image has no history and no layers.',
    columns: COLUMNS,
    orders: [
      { name: 'oldest first', items: Int32Array.from(steps.keys()) },
      { name: 'by size', items: Int32Array.from(steps.keys()).sort((a, b) => sizeOf(b) - sizeOf(a) || a - b) },
    ],
    texts: steps.map(({ instruction }) => instruction),
    cells({ item }) {
      const { step, layer, bytes, created, instruction } = steps[item]!;
      const tone = layer === null || instruction === '' ? 'dim' : 'plain';
      return [
        { text: String(step), tone: 'dim' },
        { text: layer === null ? '' : String(layer) },
        { text: bytes === null || layer === null ? '' : formatBytes(bytes) },
        { text: printable(inSeconds(created ?? '')), tone: 'dim' },
        { text: instructionText(instruction), tone },
      ];
    },
    details: ({ item }, columns) => stepRows(steps[item]!, columns),
    copy: ({ item }) => steps[item]!.instruction,
    digest: ({ item }) => steps[item]!.diffId ?? steps[item]!.digest,
    sight({ item }) {
      const { layer } = steps[item]!;
      return layer === null ? null : { path: '/', layer, mode: 'changes' };
    },
  };

  function sizeOf(item: number): number {
    return steps[item]!.bytes ?? 0;
  }
}

function stepRows(step: HistoryDocument['steps'][number], columns: number): Row[] {
  const { instruction, createdBy, layer, tarBytes, compressedBytes, diffId, digest } = step;
  const raw = createdBy === instruction ? [] : [`as the history has it: ${createdBy || 'nothing'}`];
  const sizes = [
    tarBytes === null ? '' : `${formatBytes(tarBytes)} as a tar`,
    compressedBytes === null ? '' : `${formatBytes(compressedBytes)} compressed`,
  ];
  const facts = [
    madeText(step),
    layer === null ? 'made no layer' : [`layer ${layer}`, ...sizes].filter(Boolean).join(', '),
    diffId,
    digest && digest !== diffId && `compressed ${digest}`,
    ...raw,
  ];
  return [
    ...wrapTo(instructionText(instruction), columns).map((line): Row => [span(line, 'title')]),
    ...facts.flatMap((fact): Row[] =>
      fact ? wrapTo(printable(fact), columns).map((line): Row => [span(line, 'dim')]) : [],
    ),
  ];
}
