import { formatBytes, plural, printable } from '../../../base/text.ts';
import { wrapTo } from '../../../base/width.ts';
import type { DeadCopy } from '../../../analysis/waste.ts';
import { type Opened, stepsByLayer } from '../../../examine/opened.ts';
import { instructionText } from '../../../report/text/instruction.ts';
import { VERBS } from '../../../report/text/dead.ts';
import type { PathTable } from '../../../union/path-table.ts';
import { pathAt, PathCursor } from '../../../union/row-path.ts';
import { type Row, span } from '../../rows.ts';
import type { DeadBytes, DeadPair } from '../../tree/dead-bytes.ts';
import type { Sight } from '../../tree/sight.ts';
import { sorted } from '../../../base/sorted.ts';
import type { Column, Table } from '../table/table.ts';

const PER_STEP = 4096;

const PAIR_COLUMNS: readonly Column[] = [
  { title: 'dead', columns: 9, align: 'end' },
  { title: 'paths', columns: 7, align: 'end', from: 60 },
  { title: 'written by', columns: null },
  { title: 'cause', columns: 14, from: 50 },
  { title: 'hidden by', columns: null },
];

const PATH_COLUMNS: readonly Column[] = [
  { title: 'dead', columns: 9, align: 'end' },
  { title: 'copies', columns: 6, align: 'end', from: 50 },
  { title: 'layers', columns: 10, from: 60 },
  { title: 'path', columns: null, isPath: true },
];

/** Dead bytes by who wrote and who hid them, and by path. Yields now and then. */
export function* wasteTables(opened: Opened, dead: DeadBytes): Generator<void, readonly Table[]> {
  const instructions = stepsByLayer(opened).map(({ instruction }, layer) => `${layer} ${instructionText(instruction)}`);
  const waste = { paths: opened.image.paths, copies: dead.copies, instructions };
  return [yield* pairsTable(waste, dead.pairs), yield* pathsTable(waste)];
}

interface Waste {
  readonly paths: PathTable;
  /** In path order. */
  readonly copies: readonly DeadCopy[];
  /** By layer, with its number. */
  readonly instructions: readonly string[];
}

function* pairsTable(waste: Waste, pairs: readonly DeadPair[]): Generator<void, Table> {
  const { paths, instructions, copies } = waste;
  const copiesOf = yield* copiesByPair(copies, pairs);
  const rowOf = (item: number, part: number): DeadCopy => copies[copiesOf[item]![part]!]!;
  const pathOf = (item: number, part: number): string => pathAt(paths, rowOf(item, part).row).path;
  const byLayers = (a: number, b: number): number =>
    pairs[a]!.createdIn - pairs[b]!.createdIn || pairs[a]!.hiddenBy - pairs[b]!.hiddenBy || a - b;
  return {
    name: 'Pairs',
    note: plural(pairs.length, 'pair'),
    empty: 'Everything that layers store is seen.',
    columns: PAIR_COLUMNS,
    orders: [
      { name: 'by size', items: Int32Array.from(pairs.keys()) },
      { name: 'by layer', items: yield* sorted(pairs.length, byLayers) },
    ],
    texts: pairs.map(
      ({ createdIn, hiddenBy, cause }) => `${instructions[createdIn]} ${cause} ${instructions[hiddenBy]}`,
    ),
    parts: (item) => copiesOf[item]!.length,
    cells({ item, part }) {
      const { bytes, paths: count, createdIn, cause, hiddenBy } = pairs[item]!;
      if (part >= 0) {
        const size = { text: formatBytes(rowOf(item, part).bytes), tone: 'dead' } as const;
        return [size, { text: '' }, { text: printable(pathOf(item, part)), isWide: true }];
      }
      return [
        { text: formatBytes(bytes), tone: 'dead' },
        { text: String(count) },
        { text: instructions[createdIn]! },
        { text: VERBS[cause], tone: 'dim' },
        { text: instructions[hiddenBy]! },
      ];
    },
    details({ item, part }, columns) {
      const first = part < 0 ? [] : [[span(printable(pathOf(item, part)), 'title')]];
      return [...first, ...pairRows(waste, pairs[item]!, columns), ...largestRows(waste, copiesOf[item]!)];
    },
    copy: ({ item, part }) => (part < 0 ? pairs[item]!.advice : pathOf(item, part)),
    sight: ({ item, part }) => (part < 0 ? null : sightOf(waste, rowOf(item, part))),
  };
}

/** The places of each pair's copies, largest first. */
function* copiesByPair(
  copies: readonly DeadCopy[],
  pairs: readonly DeadPair[],
): Generator<void, readonly (readonly number[])[]> {
  const keyOf = (layer: number, hiddenBy: number, cause: string): string => `${layer} ${hiddenBy} ${cause}`;
  const lists = pairs.map((): number[] => []);
  const byKey = new Map(pairs.map((pair, at) => [keyOf(pair.createdIn, pair.hiddenBy, pair.cause), lists[at]!]));
  let count = 0;
  for (const place of yield* sorted(copies.length, (a, b) => copies[b]!.bytes - copies[a]!.bytes || a - b)) {
    const { layer, hiddenBy, cause } = copies[place]!;
    byKey.get(keyOf(layer, hiddenBy, cause))!.push(place);
    count += 1;
    if (count % PER_STEP === 0) yield;
  }
  return lists;
}

function pairRows({ instructions }: Waste, pair: DeadPair, columns: number): Row[] {
  const { createdIn, hiddenBy, cause, advice } = pair;
  return [
    ...wrapTo(`-> ${printable(advice)}`, columns).map((line): Row => [span(line, 'accent')]),
    [span('written by ', 'dim'), span(instructions[createdIn]!)],
    [span(`${VERBS[cause]} `, 'dim'), span(instructions[hiddenBy]!)],
  ];
}

const LARGEST = 8;

function largestRows({ copies, paths }: Waste, places: readonly number[]): Row[] {
  return places.slice(0, LARGEST).map((place): Row => {
    const { row, bytes } = copies[place]!;
    return [span(`${formatBytes(bytes).padStart(9)} `, 'dead'), span(printable(pathAt(paths, row).path))];
  });
}

/** Where a dead copy is told of. */
function sightOf({ paths }: Waste, { row, layer }: DeadCopy): Sight {
  return { path: pathAt(paths, row).path, layer, mode: 'dead' };
}

function* pathsTable(waste: Waste): Generator<void, Table> {
  const { copies, instructions } = waste;
  const { starts, bytes, texts } = yield* deadPaths(waste);
  const count = texts.length;
  const copiesOf = (item: number): readonly DeadCopy[] => copies.slice(starts[item], starts[item + 1]);
  return {
    name: 'Paths',
    note: plural(count, 'path'),
    empty: 'Everything that layers store is seen.',
    columns: PATH_COLUMNS,
    orders: [
      { name: 'by size', items: yield* sorted(count, (a, b) => bytes[b]! - bytes[a]! || a - b) },
      { name: 'by name', items: Int32Array.from({ length: count }, (_, item) => item) },
    ],
    texts,
    cells({ item }) {
      const own = copiesOf(item);
      return [
        { text: formatBytes(bytes[item]!), tone: 'dead' },
        { text: String(own.length) },
        { text: own.map(({ layer }) => layer).join(', '), tone: 'dim' },
        { text: printable(texts[item]!) },
      ];
    },
    details: ({ item }) => [
      [span(printable(texts[item]!), 'title')],
      ...copiesOf(item).flatMap(({ bytes: size, layer, hiddenBy, cause }): Row[] => [
        [span(`${formatBytes(size).padStart(9)} `, 'dead'), span('written by ', 'dim'), span(instructions[layer]!)],
        [span(`${' '.repeat(10)}${VERBS[cause]} `, 'dim'), span(instructions[hiddenBy]!)],
      ]),
    ],
    copy: ({ item }) => texts[item]!,
    sight: ({ item }) => sightOf(waste, copies[starts[item]!]!),
  };
}

/** Paths with dead copies in path order: where the copies of each start, its bytes, and its text. */
function* deadPaths({
  copies,
  paths,
}: Waste): Generator<
  void,
  { readonly starts: readonly number[]; readonly bytes: readonly number[]; readonly texts: readonly string[] }
> {
  const cursor = new PathCursor(paths);
  const [starts, bytes, texts]: [number[], number[], string[]] = [[], [], []];
  let last = -1;
  for (const [place, copy] of copies.entries()) {
    if (place % PER_STEP === 0) yield;
    if (copy.row !== last) {
      starts.push(place);
      bytes.push(0);
      texts.push(cursor.at(copy.row).path);
      last = copy.row;
    }
    bytes[bytes.length - 1]! += copy.bytes;
  }
  return { starts: [...starts, copies.length], bytes, texts };
}
