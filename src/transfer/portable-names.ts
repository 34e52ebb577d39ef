import { decodeUtf8 } from '../base/bytes.ts';
import { type Item, shownPath } from './selection.ts';

/** Whose file systems are to take the names. */
export type System = 'linux' | 'darwin' | 'win32';

const MAX_NAME_BYTES = 255;
/** Names of devices, in every folder and with any extension. */
const WINDOWS_DEVICE = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³]) *(\.|$)/i;
const WINDOWS_CHARACTERS = /[<>:"|?*\\\x00-\x1f]/; // oxlint-disable-line no-control-regex -- Windows refuses these

/**
 * What is wrong with names, a line each: those that the system refuses or reads otherwise, and those that it takes for
 * one and the same though the image tells them apart, so that the one would be written over, or through, the other.
 */
export function nameTroubles(items: readonly Item[], system: System): string[] {
  const troubles: string[] = [];
  const seen = new Map<string, Item>();
  for (const item of items) {
    const text = decodeUtf8(item.name);
    const trouble = troubleOf(item.name, text, system);
    if (trouble) troubles.push(`${shownPath(items, item)} ${trouble}`);
    if (system === 'linux' || text === undefined) continue;
    const key = `${item.parent}/${folded(text)}`;
    const other = seen.get(key);
    if (other) troubles.push(`${shownPath(items, item)} is the same name as ${shownPath(items, other)}`);
    else seen.set(key, item);
  }
  return troubles;
}

function troubleOf(name: Uint8Array, text: string | undefined, system: System): string | undefined {
  if (name.length > MAX_NAME_BYTES) return `has a name of ${name.length} bytes`;
  if (system === 'linux') return undefined;
  if (text === undefined) return 'is not UTF-8';
  if (system === 'darwin') return undefined;
  const character = WINDOWS_CHARACTERS.exec(text)?.[0];
  if (character !== undefined) return `has ${JSON.stringify(character)} in its name`;
  if (/[. ]$/.test(text)) return 'ends in a dot or a blank';
  return WINDOWS_DEVICE.test(text) ? 'is the name of a device' : undefined;
}

/** Names that a file system without regard to case and Unicode form takes for one become one. */
function folded(text: string): string {
  return text.normalize('NFD').toUpperCase().toLowerCase().toUpperCase().normalize('NFC');
}
