import { parse, TomlError } from 'smol-toml';
import { JsonError, parseJson } from '../base/json.ts';
import { type Shape, ShapeError } from '../base/shape.ts';
import { invalidSettings } from './invalid-settings.ts';

/** A file of settings: its content, and the name by which complaints call it. */
export interface SettingsText {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/**
 * Reads JSON of that shape; a blank file is an empty object, as docker and podman have it.
 *
 * @throws VarveError `CONFIG_INVALID`
 */
export function jsonSettings<T>({ name, bytes }: SettingsText, shape: Shape<T>): T {
  return shapedSettings(name, () => shape(isBlank(bytes) ? {} : parseJson(bytes), 'it'));
}

/**
 * Reads TOML of that shape.
 *
 * @throws VarveError `CONFIG_INVALID`, with line and column where the text is no TOML
 */
export function tomlSettings<T>({ name, bytes }: SettingsText, shape: Shape<T>): T {
  return shapedSettings(name, () => shape(parse(new TextDecoder().decode(bytes)), 'it'));
}

/**
 * What `read` gives; what parsers and shapes complain of becomes a complaint of the file. It quotes nothing of the file
 * but names of fields: the rest may be a secret.
 *
 * @throws VarveError `CONFIG_INVALID`
 */
export function shapedSettings<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof ShapeError) throw invalidSettings(name, error.expectation.replace(/^it\./, ''));
    if (error instanceof JsonError) throw invalidSettings(name, error.message);
    if (error instanceof TomlError) {
      throw invalidSettings(name, `line ${error.line}, column ${error.column} is no TOML`);
    }
    throw error;
  }
}

function isBlank(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d));
}
