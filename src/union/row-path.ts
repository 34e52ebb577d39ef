import { decodeUtf8 } from '../base/bytes.ts';
import { printableBytes } from '../base/text.ts';
import type { PathTable } from './path-table.ts';
import { pathBytesOf } from './tree-path.ts';

/** A path for documents: text, and its bytes where the text is not what they spell. */
export interface PathText {
  readonly path: string;
  /** base64; only where the path is not UTF-8. */
  readonly pathBytes?: string;
}

/**
 * An item of a document with the bytes of its path, where the text is not what they spell. Documents have a million
 * items: each is a literal, and only the rare one is spread, which takes V8 a hundred times as long.
 */
export function located<T extends { readonly path: string }>(item: T, text: PathText): T & PathText {
  return text.pathBytes === undefined ? item : { ...text, ...item };
}

/** The absolute path of a row. */
export function pathAt(table: PathTable, row: number): PathText {
  return pathText(pathBytesOf(table.tree, table.nodes[row]!));
}

/** Paths of rows asked for in any order: the text of a directory is made once, for all that lie in it. */
export class PathTexts {
  readonly #table: PathTable;
  readonly #directories = new Map<number, PathText>([[0, { path: '' }]]);

  constructor(table: PathTable) {
    this.#table = table;
  }

  at(row: number): PathText {
    if (row === 0) return { path: '/' };
    return joined(this.#table, this.#directory(this.#table.parents[row]!), row);
  }

  #directory(row: number): PathText {
    const known = this.#directories.get(row);
    if (known) return known;
    const text = joined(this.#table, this.#directory(this.#table.parents[row]!), row);
    this.#directories.set(row, text);
    return text;
  }
}

function joined(table: PathTable, directory: PathText, row: number): PathText {
  const name = decodeUtf8(table.tree.name(table.nodes[row]!));
  if (directory.pathBytes === undefined && name !== undefined) return { path: `${directory.path}/${name}` };
  return pathAt(table, row);
}

/** A path from its bytes. One that is not UTF-8 is shown escaped, byte by byte. */
export function pathText(bytes: Uint8Array): PathText {
  const path = decodeUtf8(bytes);
  if (path !== undefined) return { path };
  return { path: printableBytes(bytes), pathBytes: Buffer.from(bytes).toString('base64') };
}

/**
 * Paths of rows asked for in tree order: what a row shares with the one before is not made again, so listing a million
 * paths costs a string each, not a walk to the root each.
 */
export class PathCursor {
  readonly #table: PathTable;
  readonly #rows: number[] = [0];
  readonly #texts: PathText[] = [{ path: '' }];

  constructor(table: PathTable) {
    this.#table = table;
  }

  at(row: number): PathText {
    const missing: number[] = [];
    let above = row;
    for (; this.#rows[this.#table.depths[above]!] !== above; above = this.#table.parents[above]!) missing.push(above);
    let text = this.#texts[this.#table.depths[above]!]!;
    for (const next of missing.reverse()) {
      const depth = this.#table.depths[next]!;
      text = joined(this.#table, text, next);
      this.#rows[depth] = next;
      this.#rows.length = depth + 1;
      this.#texts[depth] = text;
    }
    return row === 0 ? { path: '/' } : text;
  }
}
