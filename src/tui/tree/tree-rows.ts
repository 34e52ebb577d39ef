import { formatBytes, printableBytes } from '../../base/text.ts';
import { ENTRY_TYPES, EntryType } from '../../tar/entry.ts';
import { octal } from '../../examine/ls-entry.ts';
import { modeText } from '../../report/text/mode.ts';
import { isDirectory } from '../../union/event.ts';
import { factsOf, type NodeFacts } from '../../union/node.ts';
import type { Tone } from '../frame.ts';
import { chosen, fit, type Row, span } from '../rows.ts';
import type { DeadBytes } from './dead-bytes.ts';
import { isUnfolded, type Shape } from './listing.ts';
import { bytesAt, eventAt, LETTERS, type Scene } from './scene.ts';

/** Columns that stand before the path, from the one that stays longest on narrow screens. */
interface Column {
  readonly title: string;
  readonly columns: number;
  /** Columns of the pane from which on it is shown. */
  readonly from: number;
  readonly align: 'start' | 'end';
  cell(
    scene: Scene,
    row: number,
    facts: NodeFacts | null,
    dead: DeadBytes | null,
  ): { readonly text: string; readonly tone?: Tone };
}

const SIZE = 9;
const MODE = 10;
const LAYER = 4;
const PATH = 'path';

const COLUMNS: readonly Column[] = [
  {
    title: 'size',
    columns: SIZE,
    from: 0,
    align: 'end',
    cell: (scene, row, facts) => ({ text: formatBytes(sizeAt(scene, row, facts)) }),
  },
  {
    title: 'dead',
    columns: SIZE,
    from: 58,
    align: 'end',
    cell: ({ table }, row, _facts, dead) => {
      const bytes = dead ? dead.sums[table.ends[row]!]! - dead.sums[row]! : 0;
      return bytes > 0 ? { text: formatBytes(bytes), tone: 'dead' } : { text: dead ? '-' : '', tone: 'dim' };
    },
  },
  {
    title: 'mode',
    columns: MODE,
    from: 46,
    align: 'start',
    cell: (_scene, _row, facts) => ({ text: facts ? modeOf(facts) : '', tone: 'dim' }),
  },
  {
    title: 'owner',
    columns: SIZE,
    from: 70,
    align: 'start',
    cell: (_scene, _row, facts) => ({ text: facts ? `${facts.uid}:${facts.gid}` : '', tone: 'dim' }),
  },
  {
    title: 'L',
    columns: LAYER,
    from: 34,
    align: 'end',
    cell: (_scene, _row, facts) => ({ text: facts ? String(facts.layer) : '', tone: 'dim' }),
  },
];

const LETTER_TONES: Readonly<Record<(typeof LETTERS)[number], Tone>> = {
  '': 'plain',
  A: 'added',
  C: 'changed',
  D: 'deleted',
};

/** How lines of a tree are drawn. */
interface TreeLook {
  readonly columns: number;
  readonly unicode: boolean;
  /** Whether keys go to the tree. */
  readonly focused: boolean;
  /** What of the same table nobody sees, once that is known. */
  readonly dead: DeadBytes | null;
}

/** The line above the tree. */
export function treeHeading(columns: number): Row {
  const cells = columnsFor(columns).map(({ title, columns: width, align }) => ` ${aligned(title, width, align)}`);
  return fit([span(`${cells.join('')}   ${PATH}`, 'dim')], columns);
}

/** Lines of the tree: those from `top` on, so many as there is room for. */
export function treeRows(
  scene: Scene,
  shape: Shape,
  {
    listed,
    top,
    lines,
    cursor,
    ...look
  }: TreeLook & {
    readonly listed: Int32Array;
    readonly top: number;
    readonly lines: number;
    /** Place of the chosen line, -1 for none. */
    readonly cursor: number;
  },
): Row[] {
  return [...listed.subarray(top, top + lines)].map((row, at) => {
    const line = fit(treeRow(scene, shape, row, look), look.columns);
    return top + at === cursor ? chosen(line, look.focused) : line;
  });
}

function treeRow(scene: Scene, shape: Shape, row: number, { columns, unicode, dead }: TreeLook): Row {
  const event = row === 0 ? -1 : eventAt(scene, row);
  const facts = event < 0 ? null : factsOf(scene.table, event);
  const letter = LETTERS[scene.letters[row]!]!;
  const tone = LETTER_TONES[letter];
  const cells = columnsFor(columns).map(({ columns: width, align, cell }) => {
    const { text, tone: own } = cell(scene, row, facts, dead);
    return span(` ${aligned(text, width, align)}`, own);
  });
  return [
    ...cells,
    { text: ` ${letter === '' ? ' ' : letter} `, tone, bold: true },
    ...nameSpans(scene, shape, row, facts, tone, unicode),
  ];
}

function nameSpans(
  scene: Scene,
  shape: Shape,
  row: number,
  facts: NodeFacts | null,
  tone: Tone,
  unicode: boolean,
): Row {
  const { table } = scene;
  if (row === 0) return [{ text: '/', tone, bold: true }];
  const isFolder = table.ends[row]! > row + 1 && (facts === null || facts.type === EntryType.dir);
  const [open, closed] = unicode ? ['▾', '▸'] : ['-', '+'];
  const sign = isFolder ? `${isUnfolded(table, shape, row) ? open : closed} ` : '  ';
  const isHit = shape.matching !== null && tone === 'plain';
  const name = printableBytes(table.tree.name(table.nodes[row]!));
  const slash = facts?.type === EntryType.dir ? '/' : '';
  return [
    span('  '.repeat(Math.max(0, table.depths[row]! - 1)) + sign, 'dim'),
    { text: name + slash, tone: isHit ? 'match' : tone, bold: isFolder },
    span(linkText(scene, row, facts), 'dim'),
  ];
}

function linkText({ table }: Scene, row: number, facts: NodeFacts | null): string {
  if (!facts || row === 0 || facts.entry < 0) return '';
  const index = table.layers[facts.layer]!;
  if (facts.type === EntryType.symlink) return ` -> ${printableBytes(index.link(facts.entry))}`;
  return facts.type === EntryType.hardlink
    ? ` = /${printableBytes(index.link(facts.entry)).replace(/^\.?\//, '')}`
    : '';
}

/** A directory has what lies in it; a hard link's body counts once in a directory, yet each name has its size. */
function sizeAt(scene: Scene, row: number, facts: NodeFacts | null): number {
  const bytes = bytesAt(scene, row);
  if (scene.shot.mode === 'dead' || row === 0) return bytes;
  const event = eventAt(scene, row);
  return event < 0 || isDirectory(scene.table.eventFlags[event]!) ? bytes : (facts?.size ?? bytes);
}

function modeOf({ type, mode }: NodeFacts): string {
  return modeText({ type: ENTRY_TYPES[type], mode: octal(mode) });
}

function columnsFor(columns: number): readonly Column[] {
  return COLUMNS.filter(({ from }) => columns >= from);
}

function aligned(text: string, columns: number, align: Column['align']): string {
  return align === 'end' ? text.padStart(columns) : text.padEnd(columns);
}
