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
    const component = { bytes, start, end: at };
    if (saysSomething(component)) found.push(component);
    start = at + 1;
  }
  return found;
}

/** Whether a component is neither empty nor `.`. */
export function saysSomething({ bytes, start, end }: Component): boolean {
  return end > start && !(end === start + 1 && bytes[start] === DOT);
}

export function isParent({ bytes, start, end }: Component): boolean {
  return end === start + 2 && bytes[start] === DOT && bytes[start + 1] === DOT;
}

/** Whether a component of `bytes[start, end)` is `..`; it begins and ends with components. */
export function holdsParent(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at + 1 < end; at += 1) {
    if (bytes[at] !== DOT || bytes[at + 1] !== DOT) continue;
    const isAlone = (at === start || bytes[at - 1] === SLASH) && (at + 2 === end || bytes[at + 2] === SLASH);
    if (isAlone) return true;
  }
  return false;
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
