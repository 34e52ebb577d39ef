import { formatBytes, formatCount, plural, printable } from '../../../base/text.ts';
import { wrapTo } from '../../../base/width.ts';
import type { Unreadable } from '../../../inventory/find-images.ts';
import type { ListedImage } from '../../../inventory/listed-image.ts';
import { shortDigest } from '../../../model/digest.ts';
import { formatPlatform } from '../../../model/platform.ts';
import { createdText } from '../../../report/text/header.ts';
import type { Inventory } from '../../inventory.ts';
import { type Row, span } from '../../rows.ts';
import type { Cell, Column, Line, Order, Table } from '../table/table.ts';

const COLUMNS: readonly Column[] = [
  { title: 'name', columns: null },
  { title: 'tag', columns: 16 },
  { title: 'image ID', columns: 12, from: 110 },
  { title: 'created', columns: 16, from: 70 },
  { title: 'size', columns: 9, align: 'end' },
  { title: 'shared', columns: 9, align: 'end', from: 80 },
  { title: 'unique', columns: 9, align: 'end', from: 60 },
];

const NONE = '<none>';
const UNKNOWN = '-';

/** The images, then what cannot be read, whatever the order. */
export function imagesTable(inventory: Inventory): Table {
  const { images, unreadable, isWhole } = inventory;
  const texts = [...images.map(textOf), ...unreadable.map(({ input, message }) => `${input} ${message}`)];
  return {
    name: 'Images',
    note: isWhole ? plural(images.length, 'image') : `${plural(images.length, 'image')}, looking for more ...`,
    empty: isWhole ? 'No image was found.' : 'Looking for images ...',
    columns: COLUMNS,
    orders: ordersOf(inventory),
    texts,
    cells: ({ item }) => cellsOf(inventory, item),
    details: ({ item }, columns) => detailsOf(inventory, item, columns),
    copy: ({ item }) => copyOf(inventory, item),
    digest: ({ item }) => images[item]?.id ?? null,
  };
}

/** The image on a line; `undefined` for what cannot be read. */
export function imageOn({ images }: Inventory, line: Line | null): ListedImage | undefined {
  return line ? images[line.item] : undefined;
}

/** `12 images, 1.2 GB with each layer once`. */
export function sumsOf({ images, stock, unreadable }: Inventory): string {
  const bytes = stock.sizeBytes === null ? '' : `, ${formatBytes(stock.sizeBytes)} with each layer once`;
  const odd = unreadable.length === 0 ? '' : `, ${formatCount(unreadable.length)} cannot be read`;
  const noun = stock.images === images.length ? 'image' : 'different image';
  return `${plural(stock.images, noun)}${bytes}${odd}`;
}

function textOf({ input, image, names, id }: ListedImage): string {
  return `${names.join(' ')} ${input} ${image} ${id === null ? '' : digitsOf(id)}`;
}

function ordersOf({ images, unreadable }: Inventory): readonly Order[] {
  const times = images.map(({ created }) => (created === null ? -Infinity : Date.parse(created) || -Infinity));
  const names = images.map(({ names: [name] }) => name ?? null);
  const inOrder = (name: string, compare: (a: number, b: number) => number): Order => {
    const items = Int32Array.from({ length: images.length + unreadable.length }, (_, at) => at);
    items.subarray(0, images.length).sort((a, b) => compare(a, b) || a - b);
    return { name, items };
  };
  return [
    inOrder('newest first', (a, b) => (times[a] === times[b] ? 0 : times[a]! > times[b]! ? -1 : 1)),
    inOrder('by name', (a, b) => byName(names[a]!, names[b]!)),
    inOrder('by size', (a, b) => (images[b]!.sizeBytes ?? -1) - (images[a]!.sizeBytes ?? -1)),
  ];
}

/** Images without a name come last. */
function byName(a: string | null, b: string | null): number {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? 1 : -1;
  return a < b ? -1 : 1;
}

function cellsOf({ images, stock, unreadable, nowSec }: Inventory, item: number): readonly Cell[] {
  const image = images[item];
  if (!image) {
    const lines = complaintOf(unreadable[item - images.length]!);
    return [{ text: lines.map(printable).join('  '), tone: 'error', isWide: true }];
  }
  const { sharedBytes, uniqueBytes, dangling } = stock.shares[item]!;
  const { name, tag } = nameOf(image);
  return [
    { text: printable(name) },
    { text: dangling ? 'dangling' : printable(tag), tone: dangling ? 'dead' : 'plain' },
    { text: image.id === null ? UNKNOWN : digitsOf(image.id), tone: 'dim' },
    { text: image.created === null ? '' : createdText(image.created, nowSec) },
    { text: bytesText(image.sizeBytes) },
    { text: bytesText(sharedBytes) },
    { text: bytesText(uniqueBytes) },
  ];
}

function detailsOf({ images, stock, unreadable }: Inventory, item: number, columns: number): readonly Row[] {
  const image = images[item];
  const lines = image ? factsOf(image, stock.shares[item]!.dangling) : complaintOf(unreadable[item - images.length]!);
  return lines
    .filter((line) => line !== '')
    .flatMap((line) => wrapTo(printable(line), columns).map((text): Row => [span(text)]));
}

function factsOf({ input, image, names, id, platform, layers }: ListedImage, dangling: boolean): string[] {
  return [
    names.length === 0
      ? `without a name${dangling ? ', and no image here is built on it: dangling' : ''}`
      : names.join(', '),
    `${input}  ${image}`,
    [id ?? '', platform ? formatPlatform(platform) : '', layers ? plural(layers.length, 'layer') : '']
      .filter((part) => part !== '')
      .join('  '),
  ];
}

/** Most messages name the input. */
function complaintOf({ input, message }: Unreadable): readonly string[] {
  return message.includes(input) ? [message] : [input, message];
}

function copyOf({ images, unreadable }: Inventory, item: number): string {
  const image = images[item];
  if (!image) return unreadable[item - images.length]!.input;
  return image.names[0] ?? image.id ?? image.input;
}

/** The first name, taken apart at its tag; `+1` for each more. */
function nameOf({ names }: ListedImage): { readonly name: string; readonly tag: string } {
  const [first = NONE] = names;
  const more = names.length > 1 ? ` +${names.length - 1}` : '';
  const colon = first.indexOf(':', first.lastIndexOf('/') + 1);
  if (first.includes('@') || colon < 0) return { name: first, tag: NONE + more };
  return { name: first.slice(0, colon), tag: first.slice(colon + 1) + more };
}

function digitsOf(id: string): string {
  return printable(shortDigest(id).replace(/^.*:/, ''));
}

function bytesText(bytes: number | null): string {
  return bytes === null ? UNKNOWN : formatBytes(bytes);
}
