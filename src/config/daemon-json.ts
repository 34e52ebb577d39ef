import { list, object, optional, string } from '../base/shape.ts';
import { type MirrorAddress, parseMirrorAddress } from './address.ts';
import { invalidSettings } from './invalid-settings.ts';
import { jsonSettings, type SettingsText } from './settings-text.ts';

/** What docker's daemon is told of registries. */
export interface DaemonSettings {
  /** Mirrors of Docker Hub. */
  readonly mirrors: readonly MirrorAddress[];
  /** Hosts, with or without a port, and ranges of addresses (`10.0.0.0/8`). */
  readonly insecure: readonly string[];
}

export const NO_DAEMON: DaemonSettings = { mirrors: [], insecure: [] };

const document = object({
  'registry-mirrors': optional(list(string)),
  'insecure-registries': optional(list(string)),
});

/**
 * Reads docker's daemon.json.
 *
 * @throws VarveError `CONFIG_INVALID`
 */
export function parseDaemonJson(text: SettingsText): DaemonSettings {
  const given = jsonSettings(text, document);
  const mirrors = (given['registry-mirrors'] ?? []).map((each, i) => {
    const mirror = parseMirrorAddress(each);
    if (!mirror) throw invalidSettings(text.name, `registry-mirrors[${i}] should be a URL without a user or a query`);
    return mirror;
  });
  // docker, too, takes hosts with a scheme here.
  const insecure = (given['insecure-registries'] ?? []).map((each) => each.replace(/^https?:\/\//, ''));
  return { mirrors, insecure };
}
