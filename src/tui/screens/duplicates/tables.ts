import { costOf, type DuplicateGroup } from '../../../analysis/duplicates.ts';
import { formatBytes, plural, printable } from '../../../base/text.ts';
import type { Opened } from '../../../examine/opened.ts';
import { pathAt, PathTexts } from '../../../union/row-path.ts';
import type { View } from '../../../union/view.ts';
import { type Row, span } from '../../rows.ts';
import { sorted } from '../../../base/sorted.ts';
import type { Column, Table } from '../table/table.ts';

const PER_STEP = 1024;

const COLUMNS: readonly Column[] = [
  { title: 'cost', columns: 9, align: 'end' },
  { title: 'size', columns: 9, align: 'end', from: 50 },
  { title: 'copies', columns: 6, align: 'end' },
  { title: 'layer', columns: 5, align: 'end', from: 60 },
  { title: 'path', columns: null, isPath: true },
];

/** Groups of equal files in a view, those that cost most first. Yields now and then. */
export function* duplicateTables(
  { image: { paths } }: Opened,
  view: View,
  groups: readonly DuplicateGroup[],
): Generator<void, readonly Table[]> {
  const texts = yield* textsOf(paths, groups);
  const top = paths.layers.length - 1;
  const rowOf = (item: number, part: number): number => groups[item]!.rows[Math.max(0, part)]!;
  const pathOf = (item: number, part: number): string => pathAt(paths, rowOf(item, part)).path;
  const layerOf = (row: number): string => String(paths.eventLayers[view[row]!]!);
  const bytes = groups.reduce((sum, group) => sum + costOf(group), 0);
  const table: Table = {
    name: 'Duplicates',
    note: `${formatBytes(bytes)} beyond the first copy`,
    empty: 'No file is there twice.',
    columns: COLUMNS,
    orders: [
      { name: 'by cost', items: Int32Array.from(groups.keys()) },
      { name: 'by name', items: yield* sorted(groups.length, (a, b) => rowOf(a, 0) - rowOf(b, 0)) },
      { name: 'by size', items: yield* sorted(groups.length, (a, b) => groups[b]!.bytes - groups[a]!.bytes || a - b) },
    ],
    texts,
    parts: (item) => groups[item]!.rows.length,
    cells({ item, part }) {
      const group = groups[item]!;
      const path = { text: printable(pathOf(item, part)) };
      if (part >= 0) return [{ text: '' }, { text: '' }, { text: '' }, { text: layerOf(rowOf(item, part)) }, path];
      const cost = { text: formatBytes(costOf(group)), tone: 'dead' } as const;
      return [cost, { text: formatBytes(group.bytes) }, { text: String(group.rows.length) }, { text: '' }, path];
    },
    details({ item }) {
      const { rows, bytes: size, sha256 } = groups[item]!;
      return [
        [span(`${plural(rows.length, 'file')} of ${formatBytes(size)}`, 'title')],
        [span(`sha256:${sha256}`, 'dim')],
        ...rows.slice(0, LARGEST).map((row): Row => {
          return [span(`${layerOf(row).padStart(4)} `, 'dim'), span(printable(pathAt(paths, row).path))];
        }),
      ];
    },
    copy: ({ item, part }) => pathOf(item, part),
    digest: ({ item }) => `sha256:${groups[item]!.sha256}`,
    sight: ({ item, part }) => ({ path: pathOf(item, part), layer: top, mode: 'view' }),
  };
  return [table];
}

/** More than details have room for. */
const LARGEST = 14;

/** All paths of each group as one text. */
function* textsOf(paths: Opened['image']['paths'], groups: readonly DuplicateGroup[]): Generator<void, string[]> {
  const names = new PathTexts(paths);
  const texts: string[] = [];
  let count = 0;
  for (const { rows } of groups) {
    const lines: string[] = [];
    for (const row of rows) {
      lines.push(names.at(row).path);
      count += 1;
      if (count % PER_STEP === 0) yield;
    }
    texts.push(lines.join('\n'));
  }
  return texts;
}
