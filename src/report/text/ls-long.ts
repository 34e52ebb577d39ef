import { printable } from '../../base/text.ts';
import type { LsDocument, LsEntry } from '../documents/ls.ts';
import { sizeText, suffix } from './ls-parts.ts';
import { modeText } from './mode.ts';
import { painted, type TextStyle } from './style.ts';

/** What stands before the path, each as wide as its widest. */
interface Columns {
  readonly owner: string;
  readonly size: string;
  readonly time: string;
  readonly layer: string;
  readonly hash: string;
}

/** One line an entry, as `ls -l`; the entries are gone through twice: for the widths, then for the lines. */
export function* longLines({ entries }: LsDocument, style: TextStyle): Generator<string> {
  const widths = { owner: 0, size: 0, time: 0, layer: 0, hash: 0 };
  for (const entry of entries) {
    const { owner, size, time, layer, hash } = textsOf(entry);
    widths.owner = Math.max(widths.owner, owner.length);
    widths.size = Math.max(widths.size, size.length);
    widths.time = Math.max(widths.time, time.length);
    widths.layer = Math.max(widths.layer, layer.length);
    widths.hash = Math.max(widths.hash, hash.length);
  }
  for (const entry of entries) {
    const { owner, size, time, layer, hash } = textsOf(entry);
    const shownHash = widths.hash === 0 ? '' : `${hash.padEnd(widths.hash)}  `;
    const before = `${modeText(entry)}  ${owner.padEnd(widths.owner)}  ${size.padStart(widths.size)}`;
    yield `${before}  ${time.padEnd(widths.time)}  ${layer.padStart(widths.layer)}  ${shownHash}${pathText(entry, style)}\n`;
  }
}

function textsOf(entry: LsEntry): Columns {
  const { uid, gid, mtime, layer, sha256 } = entry;
  return {
    owner: `${uid}:${gid}`,
    size: sizeText(entry),
    time: timeText(mtime),
    layer: `L${layer}`,
    hash: sha256 === undefined ? '' : (sha256 ?? '-'),
  };
}

function pathText(entry: LsEntry, style: TextStyle): string {
  const path = printable(entry.path);
  return (entry.marker === undefined ? path : painted(style, 'deleted', path)) + suffix(entry, style);
}

/** To the minute, in UTC. */
function timeText(mtime: string | null): string {
  if (mtime === null) return '-';
  const end = mtime.indexOf('T');
  return `${mtime.slice(0, end)} ${mtime.slice(end + 1, end + 6)}`;
}
