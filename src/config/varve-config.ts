import { dirname, join, resolve } from 'node:path';
import { JsonError, parseJson } from '../base/json.ts';
import { isObject } from '../base/shape.ts';
import { invalidSettings, unlessInvalid } from './invalid-settings.ts';
import type { SettingsDisk } from './settings-file.ts';
import type { SettingsText } from './settings-text.ts';
import type { KeyWords, VarveConfig } from './varve-config-text.ts';

/** Where the configuration is looked for. */
export interface ConfigSearch {
  /** `--config`. */
  readonly file?: string | undefined;
  /** The directory to start from; `null` where there is none any more. */
  readonly folder: string | null;
  readonly words: KeyWords;
}

/** Nothing set up. */
export const NO_CONFIG: VarveConfig = { keys: {}, ignore: [] };

const PACKAGE = 'package.json';
const NAMES = ['.varve.yaml', '.varve.json', PACKAGE];
const KEY = 'varve';

/**
 * The configuration that is named, else the one that is nearest: from the folder up to the root, in each `.varve.yaml`
 * before `.varve.json` before `varve` in package.json. A `package.json` that cannot be read is passed over.
 *
 * @throws VarveError `CONFIG_INVALID` with line and column
 */
export async function readVarveConfig(disk: SettingsDisk, search: ConfigSearch): Promise<VarveConfig> {
  const found = search.file === undefined ? await nearestConfig(disk, search.folder) : await named(disk, search.file);
  if (!found) return NO_CONFIG;
  const { parseVarveConfig } = await import('./varve-config-text.ts');
  return parseVarveConfig(found.text, found.at, search.words);
}

/** A file, and where in it the configuration stands. */
interface Found {
  readonly text: SettingsText;
  readonly at: readonly string[];
}

async function named(disk: SettingsDisk, file: string): Promise<Found> {
  const bytes = await disk.read(file);
  if (!bytes) throw invalidSettings(file, 'there is no such file', '--config takes the path of a configuration.');
  return { text: { name: file, bytes }, at: hasVarve(bytes) ? [KEY] : [] };
}

async function nearestConfig(disk: SettingsDisk, start: string | null): Promise<Found | null> {
  for (let folder = start === null ? null : resolve(start); folder !== null; folder = parentOf(folder)) {
    for (const name of NAMES) {
      const found = await configAt(disk, join(folder, name), name === PACKAGE);
      if (found) return found;
    }
  }
  return null;
}

async function configAt(disk: SettingsDisk, path: string, isPackage: boolean): Promise<Found | null> {
  const read = () => disk.read(path);
  const bytes = await (isPackage ? unlessInvalid(() => {}, undefined, read) : read());
  if (!bytes || (isPackage && !hasVarve(bytes))) return null;
  return { text: { name: path, bytes }, at: isPackage ? [KEY] : [] };
}

/** Whether this is JSON that has the key, as package.json may have it. What is no JSON has not. */
function hasVarve(bytes: Uint8Array): boolean {
  if (!Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes(`"${KEY}"`)) return false;
  try {
    const value = parseJson(bytes);
    return isObject(value) && Object.hasOwn(value, KEY);
  } catch (error) {
    if (error instanceof JsonError) return false;
    throw error;
  }
}

function parentOf(folder: string): string | null {
  const parent = dirname(folder);
  return parent === folder ? null : parent;
}
