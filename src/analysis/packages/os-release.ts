import type { Finding } from './claim.ts';
import { linesOf } from './stanzas.ts';

/** `os-release`: shell assignments, of which `ID` and `VERSION_ID` matter here. */
export function parseOsRelease(content: Buffer): Finding {
  const values = new Map<string, string>();
  for (const line of linesOf(content.toString('utf8'))) {
    const [, key, value] = /^([A-Z_]+)=(.*)$/.exec(line) ?? [];
    if (key !== undefined && value !== undefined) values.set(key, value.replace(/^(["'])(.*)\1$/, '$2'));
  }
  const id = values.get('ID');
  return id ? { distribution: { id, version: values.get('VERSION_ID') ?? '' } } : null;
}
