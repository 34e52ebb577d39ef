import type { Claim, Finding, Place } from './claim.ts';
import { linesOf, type Stanza, stanzasOf } from './stanzas.ts';

/** States in which dpkg has none of the package's files. */
const ABSENT = new Set(['not-installed', 'config-files']);

/** dpkg's `status`: a paragraph for each package it knows, also of those that are gone. */
export function parseStatus(content: Buffer, { directory }: Place): Finding {
  return {
    claims: claimsOf(content, (name, arch) => [
      `${directory}/info/${name}:${arch}.list`,
      `${directory}/info/${name}.list`,
    ]),
  };
}

/** A file of distroless' `status.d`: one package, without a state. */
export function parseStatusPart(content: Buffer, { path }: Place): Finding {
  return { claims: claimsOf(content, () => [`${path}.md5sums`]) };
}

/** `info/NAME.list`: a path a line, directories too. */
export function parseList(content: Buffer): Finding {
  return { owned: [...linesOf(content.toString('latin1'))].filter((line) => line.startsWith('/')) };
}

/** `NAME.md5sums`: digest, blanks, path without its first slash. */
export function parseMd5sums(content: Buffer): Finding {
  const lines = [...linesOf(content.toString('latin1'))].map((line) => /^[0-9a-f]{32} [ *](.+)$/.exec(line)?.[1]);
  return { owned: lines.flatMap((path) => (path === undefined ? [] : [`/${path.replace(/^(?:\.?\/)+/, '')}`])) };
}

function claimsOf(content: Buffer, lists: (name: string, arch: string) => string[]): Claim[] {
  return [...stanzasOf(content.toString('utf8'))].flatMap((stanza): Claim[] => {
    const [name, version] = [stanza.get('package'), stanza.get('version')];
    const state = stanza.get('status')?.split(' ')[2] ?? 'installed';
    if (!name || !version || ABSENT.has(state)) return [];
    const arch = stanza.get('architecture') ?? '';
    const owns = { lists: lists(bytesOf(name), bytesOf(arch)) };
    return [{ type: 'deb', name, version, arch: arch || undefined, source: sourceOf(stanza, name), owns }];
  });
}

/** `Source: gcc-12 (12.2.0-14)`. */
function sourceOf(stanza: Stanza, name: string): string | undefined {
  const source = stanza.get('source')?.split(' ')[0];
  return source === name || source === '' ? undefined : source;
}

function bytesOf(text: string): string {
  return Buffer.from(text).toString('latin1');
}
