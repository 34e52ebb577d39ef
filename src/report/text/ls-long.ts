import { printable } from '../../base/text.ts';
import type { LsDocument, LsEntry } from '../documents/ls.ts';
import { sizeText, suffix } from './ls-parts.ts';
import { modeText } from './mode.ts';
import { painted, type TextStyle } from './style.ts';

/** Everything before the path, and how it stands in its column. */
const COLUMNS: readonly { readonly text: (entry: LsEntry) => string; readonly isEnd: boolean }[] = [
  { text: modeText, isEnd: false },
  { text: ({ uid, gid }) => `${uid}:${gid}`, isEnd: false },
  { text: sizeText, isEnd: true },
  { text: ({ mtime }) => timeText(mtime), isEnd: false },
  { text: ({ layer }) => `L${layer}`, isEnd: true },
  { text: ({ sha256 }) => (sha256 === undefined ? '' : (sha256 ?? '-')), isEnd: false },
];

/** One line an entry, as `ls -l`; the entries are gone through twice: for the widths, then for the lines. */
export function* longLines({ entries }: LsDocument, style: TextStyle): Generator<string> {
  const widths = COLUMNS.map(() => 0);
  for (const entry of entries) {
    for (const [i, { text }] of COLUMNS.entries()) widths[i] = Math.max(widths[i]!, text(entry).length);
  }
  for (const entry of entries) yield `${metadata(entry, widths)}${pathText(entry, style)}\n`;
}

function metadata(entry: LsEntry, widths: readonly number[]): string {
  let line = '';
  for (const [i, { text, isEnd }] of COLUMNS.entries()) {
    const width = widths[i]!;
    if (width > 0) line += `${isEnd ? text(entry).padStart(width) : text(entry).padEnd(width)}  `;
  }
  return line;
}

function pathText(entry: LsEntry, style: TextStyle): string {
  const path = printable(entry.path);
  return (entry.marker === undefined ? path : painted(style, 'deleted', path)) + suffix(entry, style);
}

/** To the minute, in UTC. */
function timeText(mtime: string | null): string {
  return mtime === null ? '-' : mtime.replace(/^(.*)T(\d\d:\d\d).*$/, '$1 $2');
}
