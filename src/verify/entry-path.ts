import { type Component, components, isAbsolute, withoutParents } from '../base/path.ts';
import { printableBytes } from '../base/text.ts';

/** A path inside a layer as text that can be compared: each byte is one character. */
export interface EntryPath {
  /** Without `.`, `..` and slashes at either end; empty for the root. */
  readonly key: string;
  /** Whether a `..` led out of the root, where it is dropped. */
  readonly climbed: boolean;
}

/** The path that a name in a tar means, by the name alone. */
export function entryPath(name: Uint8Array): EntryPath {
  return resolved(components(name));
}

/** The path that a symlink at `at` leads to, by the names alone. */
export function linkTarget(at: string, target: Uint8Array): EntryPath {
  const parents = isAbsolute(target) ? [] : components(Buffer.from(at, 'latin1')).slice(0, -1);
  return resolved([...parents, ...components(target)]);
}

/** The directories above a path, nearest first; the root is not among them. */
export function* parentsOf(key: string): Generator<string> {
  for (let end = key.lastIndexOf('/'); end > 0; end = key.lastIndexOf('/', end - 1)) yield key.slice(0, end);
}

/** The path as people read it: absolute, printable. */
export function shownPath(key: string): string {
  return `/${printableBytes(Buffer.from(key, 'latin1'))}`;
}

function resolved(path: readonly Component[]): EntryPath {
  const { path: kept, climbed } = withoutParents(path);
  const key = kept.map(({ bytes, start, end }) => Buffer.from(bytes.subarray(start, end)).toString('latin1')).join('/');
  return { key, climbed };
}
