const SLASH = 0x2f;
const DOT = 0x2e;

/** A component of a path: `bytes[start, end)`. */
export interface Component {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
}

/** The components of a path that say something: neither empty nor `.`; `..` is kept. */
export function components(bytes: Uint8Array): Component[] {
  const found: Component[] = [];
  let start = 0;
  for (let at = 0; at <= bytes.length; at += 1) {
    if (at < bytes.length && bytes[at] !== SLASH) continue;
    const isDot = at === start + 1 && bytes[start] === DOT;
    if (at > start && !isDot) found.push({ bytes, start, end: at });
    start = at + 1;
  }
  return found;
}

export function isParent({ bytes, start, end }: Component): boolean {
  return end === start + 2 && bytes[start] === DOT && bytes[start + 1] === DOT;
}

/** Resolves `..` by the names alone. One that would leave the root is dropped, and `climbed` says so. */
export function withoutParents(path: readonly Component[]): { path: Component[]; climbed: boolean } {
  const kept: Component[] = [];
  let climbed = false;
  for (const component of path) {
    if (!isParent(component)) kept.push(component);
    else if (kept.pop() === undefined) climbed = true;
  }
  return { path: kept, climbed };
}

export function isAbsolute(bytes: Uint8Array): boolean {
  return bytes[0] === SLASH;
}
