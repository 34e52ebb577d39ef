import type { Claim } from './claim.ts';
import { linesOf } from './stanzas.ts';

const MAGIC = Buffer.from('\xff Go buildinf:', 'latin1');
const ALIGNMENT = 16;
const TEXT_OFFSET = 32;
/** Set since Go 1.18: the texts stand behind the header, not behind pointers. */
const INLINE = 2;
/** What the linker puts around the module lines. */
const SENTINEL_BYTES = 16;

/** The modules that Go noted in these data of a program, which lie at `offset` in it: `go version -m`. */
export function goClaims(data: Buffer, offset: number, path: string): Claim[] | undefined {
  const info = buildInfo(data, offset);
  return info && claimsOf(info, path);
}

interface BuildInfo {
  readonly go: string;
  readonly modules: string;
}

function buildInfo(data: Buffer, offset: number): BuildInfo | undefined {
  let at = data.indexOf(MAGIC);
  while (at >= 0 && (offset + at) % ALIGNMENT !== 0) at = data.indexOf(MAGIC, at + 1);
  if (at < 0 || at + TEXT_OFFSET > data.length || !(data[at + MAGIC.length + 1]! & INLINE)) return undefined;
  const go = lengthFirst(data, at + TEXT_OFFSET);
  const modules = go && lengthFirst(data, go.end);
  if (!modules) return undefined;
  const isFramed = modules.text.length > 2 * SENTINEL_BYTES && modules.text.at(-SENTINEL_BYTES - 1) === '\n';
  const lines = isFramed ? modules.text.slice(SENTINEL_BYTES, -SENTINEL_BYTES) : '';
  return { go: go.text, modules: Buffer.from(lines, 'latin1').toString('utf8') };
}

/** A text behind its length, a varint. */
function lengthFirst(data: Buffer, start: number): { text: string; end: number } | undefined {
  let [length, shift, at] = [0, 1, start];
  for (; at < data.length && shift < 2 ** 35; at += 1, shift *= 128) {
    length += (data[at]! & 0x7f) * shift;
    if (data[at]! < 0x80) break;
  }
  const end = at + 1 + length;
  return end > data.length ? undefined : { text: data.toString('latin1', at + 1, end), end };
}

/** The lines are `mod` (the program's own module), `dep`, and `=>`, which replaces the `dep` before it. */
function claimsOf({ go, modules }: BuildInfo, path: string): Claim[] {
  const claims: Claim[] = [];
  const add = (name: string, version: string, owns: Claim['owns']): void => {
    claims.push({ type: 'golang', name, version, place: path, owns });
  };
  for (const line of linesOf(modules)) {
    const [kind, name = '', version = ''] = line.split('\t');
    if (name === '') continue;
    if (kind === '=>') claims.pop();
    if (kind === 'mod') add(name, version, { files: [path] });
    else if (kind === 'dep' || kind === '=>') add(name, version, {});
  }
  const standard = /^go(\d[^ ]*)/.exec(go)?.[1];
  if (standard !== undefined) add('stdlib', standard, claims.length === 0 ? { files: [path] } : {});
  return claims;
}
