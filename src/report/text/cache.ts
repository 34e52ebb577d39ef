import { formatBytes, formatCount, plural, printable } from '../../base/text.ts';
import { ago } from '../../base/time.ts';
import { shortDigest } from '../../model/digest.ts';
import type { CacheDocument } from '../documents/cache.ts';
import { flow } from './flow.ts';
import { columnsOf, painted, type TextStyle } from './style.ts';
import { type Cell, type Column, layTable } from './table.ts';

const COLUMNS: readonly Column[] = [{}, { align: 'end' }, { align: 'end' }, {}];
const TITLES = ['diff ID', 'entries', 'size', 'last used'];

/** What `cache` says: after `ls` what is kept, a line for each layer; after `prune` and `clear` what went. */
export function* cacheText(document: CacheDocument, style: TextStyle): Generator<string> {
  const { removed, layers, bytes, directory } = document;
  if (removed) yield `removed ${plural(removed.layers, 'layer')}, ${formatBytes(removed.bytes)}\n`;
  else if (layers.length > 0) for (const line of tableLines(document, style)) yield `${line}\n`;
  const kept = layers.length === 0 ? 'no layers' : `${plural(layers.length, 'layer')}, ${formatBytes(bytes)}`;
  for (const line of flow('', [{ text: `${kept} in ${printable(directory)}` }], columnsOf(style))) yield `${line}\n`;
}

function tableLines({ layers }: CacheDocument, style: TextStyle): string[] {
  const titles = TITLES.map((text): Cell => ({ text, paint: (plain) => painted(style, 'dim', plain) }));
  const rows = layers.map(({ diffId, entries, bytes, lastUsed }): Cell[] => [
    { text: shortDigest(diffId) },
    { text: entries === null ? '-' : formatCount(entries) },
    { text: formatBytes(bytes) },
    { text: ago(Date.parse(lastUsed) / 1000, style.now) },
  ]);
  return layTable(COLUMNS, [titles, ...rows], columnsOf(style)).flat();
}
