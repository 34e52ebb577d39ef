import type { FoundPackage, Packages } from '../../../analysis/packages/find-packages.ts';
import { purlOf } from '../../../analysis/packages/purl.ts';
import { formatBytes, formatCount, plural, printable } from '../../../base/text.ts';
import { wrapTo } from '../../../base/width.ts';
import type { Opened } from '../../../examine/opened.ts';
import { pathAt } from '../../../union/row-path.ts';
import { type Row, span } from '../../rows.ts';
import { compareTexts, sorted } from '../../../base/sorted.ts';
import type { Column, Table } from '../table/table.ts';

const COLUMNS: readonly Column[] = [
  { title: 'size', columns: 9, align: 'end' },
  { title: 'files', columns: 6, align: 'end', from: 70 },
  { title: 'layer', columns: 5, align: 'end' },
  { title: 'type', columns: 8, from: 50 },
  { title: 'name', columns: null },
  { title: 'version', columns: null },
  { title: 'gone in', columns: 7, align: 'end', from: 60 },
];

/** A package, and the layer that removed it, where one did. */
type Item = FoundPackage & { readonly removedIn: number | null };

/** Packages of an image and those it removed, the largest first. Yields now and then. */
export function* packageTables(
  { image: { paths } }: Opened,
  { packages, removed, distribution, bytes }: Packages,
): Generator<void, readonly Table[]> {
  const items: Item[] = [...packages.map((each) => ({ ...each, removedIn: null })), ...removed];
  yield;
  const claimOf = (item: number): Item['claim'] => items[item]!.claim;
  const pathOf = (item: number, part: number): string => pathAt(paths, items[item]!.rows[part]!).path;
  const byName = (a: number, b: number): number =>
    compareTexts(claimOf(a).name, claimOf(b).name) || compareTexts(claimOf(a).version, claimOf(b).version) || a - b;
  const purl = (item: number): string => purlOf(claimOf(item), distribution);
  const gone = removed.length === 0 ? '' : `, ${formatCount(removed.length)} removed but shipped`;
  const table: Table = {
    name: 'Packages',
    note: `${plural(packages.length, 'package')}, ${formatBytes(bytes)}${gone}`,
    empty: 'No package database was found.',
    columns: COLUMNS,
    orders: [
      { name: 'by size', items: yield* sorted(items.length, (a, b) => items[b]!.bytes - items[a]!.bytes || a - b) },
      { name: 'by name', items: yield* sorted(items.length, byName) },
    ],
    texts: items.map(({ claim: { name, version, type } }) => `${name} ${version} ${type}`),
    parts: (item) => items[item]!.rows.length,
    cells({ item, part }) {
      const { claim, bytes: size, files, layer, removedIn } = items[item]!;
      const blank = { text: '' };
      if (part >= 0) return [blank, blank, blank, blank, { text: printable(pathOf(item, part)), isWide: true }];
      const tone = removedIn === null ? 'plain' : 'dead';
      return [
        { text: formatBytes(size), tone },
        { text: String(files) },
        { text: String(layer) },
        { text: claim.type, tone: 'dim' },
        { text: printable(claim.name), tone },
        { text: printable(claim.version) },
        { text: removedIn === null ? '' : String(removedIn), tone: 'deleted' },
      ];
    },
    details: ({ item }, columns) => [
      ...wrapTo(printable(purl(item)), columns).map((line): Row => [span(line, 'title')]),
      ...factsOf(items[item]!, pathAt(paths, items[item]!.row).path).flatMap((fact) =>
        wrapTo(printable(fact), columns).map((line): Row => [span(line)]),
      ),
    ],
    copy: ({ item, part }) => (part < 0 ? purl(item) : pathOf(item, part)),
    sight({ item, part }) {
      const { removedIn, row } = items[item]!;
      const layer = (removedIn ?? paths.layers.length) - 1;
      return { path: part < 0 ? pathAt(paths, row).path : pathOf(item, part), layer, mode: 'view' };
    },
  };
  return [table];
}

function factsOf({ claim, layer, earlier, files, bytes, removedIn }: Item, path: string): string[] {
  const { version, arch, source } = claim;
  const timeline = [
    ...earlier.map((each) => `${each.version} (layer ${each.layer}), ${each.change} in ${each.replacedIn} to`),
    `${version} (layer ${layer})`,
    ...(removedIn === null ? [] : [`removed in ${removedIn}`]),
  ];
  const what = `${plural(files, 'file')}, ${formatBytes(bytes)}`;
  return [
    removedIn === null ? `owns ${what}` : `removed in layer ${removedIn}, yet lower layers still ship ${what}`,
    `timeline: ${timeline.join(' ')}`,
    ...(arch === undefined ? [] : [`for ${arch}`]),
    ...(source === undefined ? [] : [`built of ${source}`]),
    `named in ${path}`,
  ];
}
