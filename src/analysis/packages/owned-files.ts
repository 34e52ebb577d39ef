import { childRow, followPath } from '../../union/follow.ts';
import { Content, contentOf, isDirectory } from '../../union/event.ts';
import { inodeOf, isFile } from '../../union/node.ts';
import type { PathTable } from '../../union/path-table.ts';
import type { View } from '../../union/view.ts';
import type { BytePath, Ownership } from './claim.ts';
import { inodeKey } from './candidates.ts';

const NODE_MODULES = Buffer.from('node_modules');
const MISSING = -1;
/** No kernel opens a longer path; a database may spell millions of them, each as long as itself. */
const LONGEST_PATH = 4096;

/** Rows of regular files, hard links included, and the bodies behind them: key -> stored bytes. */
export interface Owned {
  readonly rows: readonly number[];
  readonly bodies: ReadonlyMap<number, number>;
}

/** Answers which files of one view a package owns. `listAt` gives what a list of files says in that view. */
export class OwnedFiles {
  readonly #paths: PathTable;
  readonly #view: View;
  readonly #listAt: (path: BytePath) => readonly BytePath[] | undefined;
  readonly #directories = new Map<BytePath, number>([['', 0]]);

  constructor(paths: PathTable, view: View, listAt: (path: BytePath) => readonly BytePath[] | undefined) {
    this.#paths = paths;
    this.#view = view;
    this.#listAt = listAt;
  }

  of({ files = [], trees = [], lists = [] }: Ownership): Owned {
    const rows = new Set<number>();
    const bodies = new Map<number, number>();
    for (const path of files) this.#add(this.#rowOf(path), rows, bodies);
    for (const path of this.#firstOf(lists)) this.#add(this.#rowOf(path), rows, bodies);
    for (const tree of trees) this.#addTree(this.#directory(tree), rows, bodies);
    return { rows: [...rows], bodies };
  }

  #firstOf(lists: readonly BytePath[]): readonly BytePath[] {
    for (const list of lists) {
      const found = this.#listAt(list);
      if (found) return found;
    }
    return [];
  }

  #add(row: number, rows: Set<number>, bodies: Map<number, number>): void {
    const event = row < 0 ? MISSING : this.#view[row]!;
    const inode = event < 0 ? null : inodeOf(this.#paths, event);
    if (!isFile(this.#paths, inode)) return;
    rows.add(row);
    bodies.set(inodeKey(inode), this.#paths.layers[inode.layer]!.stored[inode.row]!);
  }

  #addTree(start: number, rows: Set<number>, bodies: Map<number, number>): void {
    // The root is no package's.
    if (start <= 0) return;
    const { ends, tree, nodes, eventFlags } = this.#paths;
    for (let row = start + 1; row < ends[start]!;) {
      const event = this.#view[row]!;
      const isOthers = event >= 0 && isDirectory(eventFlags[event]!) && NODE_MODULES.equals(tree.name(nodes[row]!));
      if (!isOthers) this.#add(row, rows, bodies);
      row = isOthers ? ends[row]! : row + 1;
    }
  }

  #rowOf(path: BytePath): number {
    if (path.length > LONGEST_PATH) return MISSING;
    const slash = path.lastIndexOf('/');
    return this.#child(this.#directory(path.slice(0, slash)), path.slice(slash + 1));
  }

  /** The row of a directory, links on the way followed: packages of before a merged `/usr` list `/bin/ls`. */
  #directory(path: BytePath): number {
    if (path.length > LONGEST_PATH) return MISSING;
    const known = this.#directories.get(path);
    if (known !== undefined) return known;
    const { outcome, row } = followPath(this.#paths, this.#view, Buffer.from(path, 'latin1'));
    const event = outcome === 'found' ? this.#view[row]! : MISSING;
    const found = event >= 0 && contentOf(this.#paths.eventFlags[event]!) !== Content.other ? row : MISSING;
    this.#directories.set(path, found);
    return found;
  }

  #child(directory: number, name: string): number {
    if (directory < 0 || name === '' || name === '.' || name === '..') return MISSING;
    const bytes = Buffer.from(name, 'latin1');
    return childRow(this.#paths, directory, { bytes, start: 0, end: bytes.length });
  }
}

/** The bodies that a view shows, by key. */
export function shownBodies(paths: PathTable, view: View): ReadonlySet<number> {
  const shown = new Set<number>();
  for (let row = 1; row < paths.rows; row += 1) {
    const inode = view[row]! < 0 ? null : inodeOf(paths, view[row]!);
    if (isFile(paths, inode)) shown.add(inodeKey(inode));
  }
  return shown;
}
