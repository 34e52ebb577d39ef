import { formatBytes, printable } from '../../base/text.ts';
import type { LsEntry } from '../documents/ls.ts';
import { painted, type TextStyle } from './style.ts';

const MARKER_PREFIX = '.wh.';

/** Size, a directory's with all below it; numbers of a device; `-` for what can have no size. */
export function sizeText({ type, size, treeBytes, device, marker }: LsEntry): string {
  if (device) return `${device.major}, ${device.minor}`;
  if (type === 'dir') return treeBytes === undefined ? '-' : formatBytes(treeBytes);
  return marker !== undefined || (type !== 'file' && type !== 'hardlink') ? '-' : formatBytes(size);
}

/** What stands behind the name: where a link leads, what a marker hides. */
export function suffix(entry: LsEntry, style: TextStyle): string {
  if (entry.marker !== undefined) return `  ${painted(style, 'deleted', `(${markerText(entry)})`)}`;
  if (entry.link === null) return '';
  return `${painted(style, 'dim', entry.type === 'hardlink' ? ' link to ' : ' -> ')}${printable(entry.link)}`;
}

function markerText({ path, marker }: LsEntry): string {
  if (marker === 'bare') return 'names nothing';
  if (marker === 'opaque') return 'hides what lower layers have here';
  const name = path.slice(path.lastIndexOf('/') + 1);
  return `hides ${printable(name.startsWith(MARKER_PREFIX) ? name.slice(MARKER_PREFIX.length) : name)}`;
}
