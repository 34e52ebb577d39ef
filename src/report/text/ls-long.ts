import { printable } from '../../base/text.ts';
import { cutTo } from '../../base/width.ts';
import type { LsDocument, LsEntry } from '../documents/ls.ts';
import { instructionCell } from './instruction.ts';
import { sizeText, suffix } from './ls-parts.ts';
import { modeText } from './mode.ts';
import { columnsOf, painted, type TextStyle } from './style.ts';

/** What stands before the path, each as wide as its widest. */
interface Columns {
  readonly owner: string;
  readonly size: string;
  readonly time: string;
  readonly layer: string;
  readonly hash: string;
}

/**
 * One line an entry, as `ls -l`, and below them what made the layers they show from. The entries are gone through twice:
 * for the widths, then for the lines.
 */
export function* longLines({ entries, layers }: LsDocument, style: TextStyle): Generator<string> {
  const shown = new Set<number>();
  const widths = { owner: 0, size: 0, time: 0, layer: 0, hash: 0 };
  for (const entry of entries) {
    const { owner, size, time, layer, hash } = textsOf(entry);
    shown.add(entry.layer);
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
  if (shown.size > 0) yield '\n';
  for (const { layer, instruction } of layers) {
    if (shown.has(layer)) yield `${legendLine(`L${layer}`.padStart(widths.layer), instruction, style)}\n`;
  }
}

function legendLine(label: string, instruction: string, style: TextStyle): string {
  const { text, paint = (each: string) => each } = instructionCell(instruction, style);
  return `${label}  ${paint(cutTo(text, columnsOf(style) - label.length - 2))}`;
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
