import { components, withoutParents } from '../base/path.ts';
import { concatBytes, utf8 } from '../base/bytes.ts';
import type { Image } from '../image/image.ts';
import { EntryType, type Xattr } from '../tar/entry.ts';
import { factsOf, inodeOf, isFile, type NodeFacts } from '../union/node.ts';
import type { Inode, PathTable } from '../union/path-table.ts';
import type { View } from '../union/view.ts';

const SLASH = utf8('/');

/** Which of the names of each file stands for it; all others are hard links to that one. */
export class FileNames {
  readonly #paths: PathTable;
  readonly #view: View;
  readonly #firstOf: number[] = [];
  readonly #rows = new Map<number, number>();

  /** Of the names among `rows`, the first that is no hard link in its layer, else the first. */
  constructor({ paths, layers }: Image, view: View, rows: Iterable<number>) {
    this.#paths = paths;
    this.#view = view;
    let count = 0;
    for (const { index } of layers) {
      this.#firstOf.push(count);
      count += index.rows;
    }
    for (const row of rows) {
      const inode = inodeOf(paths, view[row]!);
      if (!isFile(paths, inode)) continue;
      const known = this.#rows.get(this.#key(inode));
      if (known === undefined || (this.#isLink(known) && !this.#isLink(row))) this.#rows.set(this.#key(inode), row);
    }
  }

  /** The row of the name that stands for the file. */
  of(inode: Inode): number {
    return this.#rows.get(this.#key(inode))!;
  }

  /** The files in the order in which their bodies lie, layer by layer: row of the body -> row of the name. */
  byLayer(): ReadonlyMap<number, ReadonlyMap<number, number>> {
    const inodes = [...this.#rows.values()].map((row) => ({ row, inode: inodeOf(this.#paths, this.#view[row]!)! }));
    inodes.sort((a, b) => a.inode.layer - b.inode.layer || a.inode.row - b.inode.row);
    const layers = new Map<number, Map<number, number>>();
    for (const { row, inode } of inodes) {
      const files = layers.get(inode.layer) ?? new Map<number, number>();
      layers.set(inode.layer, files.set(inode.row, row));
    }
    return layers;
  }

  #key({ layer, row }: Inode): number {
    return this.#firstOf[layer]! + row;
  }

  #isLink(row: number): boolean {
    const event = this.#view[row]!;
    const { eventLayers, eventEntries, layers } = this.#paths;
    return layers[eventLayers[event]!]!.types[eventEntries[event]!] === EntryType.hardlink;
  }
}

/** What a name leads to: a hard link is what it is a name of, `null` where that is nothing. */
export interface Target {
  readonly type: EntryType;
  readonly link: Uint8Array;
  readonly device: { readonly major: number; readonly minor: number };
  readonly xattrs: readonly Xattr[];
}

const IMPLIED: Target = { type: EntryType.dir, link: new Uint8Array(), device: { major: 0, minor: 0 }, xattrs: [] };

/** What the facts are of, hard links followed. */
export function targetOf(paths: PathTable, { type, layer, entry, inode }: NodeFacts): Target | null {
  if (entry < 0) return IMPLIED;
  if (type === EntryType.hardlink && !inode) return null;
  const index = paths.layers[inode?.layer ?? layer]!;
  const row = inode?.row ?? entry;
  return {
    type: index.types[row] as EntryType,
    link: index.link(row),
    device: index.device(row),
    xattrs: index.xattrs(row),
  };
}

/** Everything that is visible, in tree order, without the root. */
export function visibleRows({ paths }: Image, view: View): number[] {
  const rows: number[] = [];
  for (let row = 1; row < paths.rows; row += 1) if (view[row]! >= 0) rows.push(row);
  return rows;
}

/** A name of a tar without what says nothing or climbs: `/a/../b//c` is `b/c`. */
export function cleanName(name: Uint8Array): Uint8Array {
  const parts = withoutParents(components(name)).path.map(({ bytes, start, end }) => bytes.subarray(start, end));
  return joined(parts);
}

/** Components with slashes between them. */
export function joined(parts: readonly Uint8Array[]): Uint8Array {
  return concatBytes(parts.flatMap((part, i) => (i === 0 ? [part] : [SLASH, part])));
}

/** The facts of a row of the view. */
export function factsAt({ paths }: Image, view: View, row: number): NodeFacts {
  return factsOf(paths, view[row]!);
}

/** Whether it is a device node. */
export function isDevice(type: EntryType): boolean {
  return type === EntryType.char || type === EntryType.block;
}
