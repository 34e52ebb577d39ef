import { formatBytes, printable } from '../../base/text.ts';
import type { LogDocument } from '../documents/log.ts';
import { flow } from './flow.ts';
import { instructionCell } from './instruction.ts';
import { nextLines } from './next.ts';
import { shellWord } from './shell.ts';
import { columnsOf, LETTER_TONES, painted, type TextStyle } from './style.ts';
import { type Cell, type Column, layTable } from './table.ts';

type Event = LogDocument['events'][number];
type Reason = Event['reasons'][number];

/** Layer, letter, size, what differs, instruction. */
const COLUMNS: readonly Column[] = [{ align: 'end' }, {}, { align: 'end' }, { kind: 'wrapped' }, { kind: 'flexible' }];

/** What `log` says: one line for each layer that touches the path, and what to do when it is gone. */
export function* logText(document: LogDocument, style: TextStyle): Generator<string> {
  const { asked, path, events } = document;
  const columns = columnsOf(style);
  if (asked !== undefined)
    for (const line of flow('', [{ text: `${printable(asked)} is ${printable(path)}` }], columns)) yield `${line}\n`;
  const rows = events.map((event) => cellsOf(event, style));
  for (const line of layTable(COLUMNS, rows, columns).flat()) yield `${line}\n`;
  if (events.at(-1)?.change === 'D') for (const line of goneLines(document, style)) yield `${line}\n`;
}

function cellsOf(event: Event, style: TextStyle): Cell[] {
  const { layer, change, size, type, instruction } = event;
  const hasSize = size !== null && (type === 'file' || type === 'hardlink');
  return [
    { text: String(layer) },
    { text: change, paint: (text) => painted(style, LETTER_TONES[change], text) },
    { text: hasSize ? formatBytes(size) : '-' },
    { text: whatDiffers(event) },
    instructionCell(instruction, style),
  ];
}

function whatDiffers({ change, type, mode, uid, gid, reasons }: Event): string {
  if (change === 'D' || type === null) return '';
  if (change === 'A') return [type === 'file' ? '' : type, mode ?? '', `${uid}:${gid}`].filter(Boolean).join(' ');
  if (reasons.length === 0) return 'nothing differs';
  const details: Partial<Record<Reason, string>> = {
    mode: `mode ${mode}`,
    owner: `owner ${uid}:${gid}`,
    type: `now a ${type}`,
  };
  return reasons.map((reason) => details[reason] ?? reason).join(', ');
}

/** A path that is gone can still be had from the layer below the one that took it. */
function goneLines({ image, path, events }: LogDocument, style: TextStyle): string[] {
  const [before, gone] = events.slice(-2);
  if (!before || !gone) return [];
  const command = before.type === 'dir' ? 'ls' : 'cat';
  const call = `varve ${command} ${shellWord(image.reference)} ${shellWord(path)} --layer ${gone.layer - 1}`;
  return ['seen in no later layer', ...nextLines({ command: call }, style)];
}
