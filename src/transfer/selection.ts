import { components, withoutParents } from '../base/path.ts';
import { printable, printableBytes } from '../base/text.ts';
import { anyRowOf, findPath } from '../image/find-path.ts';
import type { Image } from '../image/image.ts';
import { VarveError } from '../model/error.ts';
import { EntryType } from '../tar/entry.ts';
import { Content, contentOf } from '../union/event.ts';
import { followPath } from '../union/follow.ts';
import type { NodeFacts } from '../union/node.ts';
import type { Inode } from '../union/path-table.ts';
import { type View, viewAt } from '../union/view.ts';
import { factsAt, FileNames, joined, type Target, targetOf } from './names.ts';

/** One thing to be written into a folder. */
export interface Item {
  /** Place in the list of the directory it lies in; -1 for the folder itself. */
  readonly parent: number;
  readonly name: Uint8Array;
  readonly facts: NodeFacts;
  readonly target: Target;
  /** Of another name of a file: place in the list of the name that stands for it. */
  readonly linkOf?: number | undefined;
}

/** What to take out of an image. */
export interface Wanted {
  /** As a user types them; none is everything. */
  readonly paths: readonly string[];
  readonly layer: number;
  /** What that layer's tar holds, markers too. */
  readonly own: boolean;
}

/** What was selected. */
export interface Selection {
  /** In tree order, parents first; other names of files, then markers, at the end. */
  readonly items: readonly Item[];
  /** Paths of links to nothing, printable: hard links without a target, symlinks that no system makes. */
  readonly deadLinks: readonly string[];
}

/** @throws VarveError `PATH_NOT_FOUND` */
export function selectItems(image: Image, wanted: Wanted): Selection {
  const view = wanted.own ? ownView(image, wanted.layer) : viewAt(image.paths, wanted.layer);
  const isTaken = takenRows(image, view, startsOf(image, wanted, view));
  const rows: number[] = [];
  for (let row = 1; row < image.paths.rows; row += 1) if (isTaken[row] && view[row]! >= 0) rows.push(row);
  const list = new ItemList(image, view, rows);
  if (wanted.own) list.addMarkers(wanted.layer, isTaken);
  return list;
}

class ItemList implements Selection {
  readonly items: Item[] = [];
  readonly deadLinks: string[] = [];
  readonly #image: Image;
  readonly #view: View;
  readonly #places = new Map<number, number>([[0, -1]]);

  constructor(image: Image, view: View, rows: readonly number[]) {
    this.#image = image;
    this.#view = view;
    const names = new FileNames(image, view, rows);
    const links: number[] = [];
    for (const row of rows) {
      const { inode } = factsAt(image, view, row);
      if (targetOf(image.paths, factsAt(image, view, row))?.type === EntryType.file && names.of(inode!) !== row)
        links.push(row);
      else this.#add(row);
    }
    // A name may stand before the one that stands for its file.
    for (const row of links) this.#add(row, this.#places.get(names.of(factsAt(image, view, row).inode!)));
  }

  #add(row: number, linkOf?: number): void {
    const { paths } = this.#image;
    const facts = factsAt(this.#image, this.#view, row);
    const target = targetOf(paths, facts);
    const name = paths.tree.name(paths.nodes[row]!);
    const parent = this.#places.get(paths.parents[row]!)!;
    if (!target || !canBeMade(target)) this.deadLinks.push(shownPath(this.items, { parent, name }));
    else this.#places.set(row, this.items.push({ parent, name, facts, target, linkOf }) - 1);
  }

  /** Markers have no rows: they are put where the names of their tar lead. */
  addMarkers(layer: number, isTaken: Uint8Array): void {
    const { index } = this.#image.layers[layer]!;
    const { paths } = this.#image;
    const taken = new Set(this.items.map(keyOf));
    for (const row of paths.placements[layer]!.markers) {
      const path = withoutParents(components(index.name(row))).path;
      const { bytes, start, end } = path.pop()!;
      const directory = joined(path.map((part) => part.bytes.subarray(part.start, part.end)));
      const found = followPath(paths, this.#view, directory);
      const parent = found.outcome === 'found' && isTaken[found.row] ? this.#places.get(found.row) : undefined;
      if (parent === undefined) continue;
      const item = { parent, name: bytes.subarray(start, end), ...this.#markerOf(layer, row) };
      if (!taken.has(keyOf(item))) this.items.push(item);
      taken.add(keyOf(item));
    }
  }

  #markerOf(layer: number, row: number): Pick<Item, 'facts' | 'target'> {
    const { index } = this.#image.layers[layer]!;
    const type = index.types[row] as EntryType;
    const inode: Inode = { layer, row };
    const facts: NodeFacts = {
      ...{ type, mode: index.modes[row]!, uid: index.uids[row]!, gid: index.gids[row]!, size: index.sizes[row]! },
      ...{ mtime: index.mtimes[row]!, mtimeNanos: index.mtimeNanos[row]!, layer, entry: row, inode },
    };
    return { facts, target: { type, link: index.link(row), device: index.device(row), xattrs: index.xattrs(row) } };
  }
}

const MAX_TARGET_BYTES = 4095;

function canBeMade({ type, link }: Target): boolean {
  return type !== EntryType.symlink || (link.length > 0 && link.length <= MAX_TARGET_BYTES);
}

function keyOf({ parent, name }: Pick<Item, 'parent' | 'name'>): string {
  return `${parent}/${Buffer.from(name).toString('latin1')}`;
}

/** The absolute path of an item in the image, printable. */
export function shownPath(items: readonly Item[], item: Pick<Item, 'parent' | 'name'>): string {
  const parts = [item.name];
  for (let at = item.parent; at >= 0; at = items[at]!.parent) parts.push(items[at]!.name);
  return `/${printableBytes(joined(parts.reverse()))}`;
}

/** What one layer alone puts where: its markers hide nothing here. */
function ownView({ paths }: Image, layer: number): View {
  const view = new Int32Array(paths.rows).fill(-1);
  for (const event of paths.eventsOf(layer)) {
    if (contentOf(paths.eventFlags[event]!) !== Content.none) view[paths.eventRows[event]!] = event;
  }
  return view;
}

function startsOf(image: Image, { paths, layer, own }: Wanted, view: View): readonly number[] {
  if (paths.length === 0) return [0];
  if (!own) return paths.map((path) => findPath(image, path, { layer, followLast: false }).row);
  return paths.map((path) => {
    const row = anyRowOf(image, path);
    if (row === 0 || (row > 0 && view[row]! >= 0)) return row;
    throw new VarveError('PATH_NOT_FOUND', `${printable(path)} is not in layer ${layer}'s own entries`, {
      hint: `List them with \`varve ls IMAGE --own --layer ${layer}\`.`,
    });
  });
}

/** What lies at or below the starts, and the directories above them. */
function takenRows({ paths }: Image, view: View, starts: readonly number[]): Uint8Array {
  const isTaken = new Uint8Array(paths.rows);
  for (const start of starts) {
    for (let above = start; above > 0; above = paths.parents[above]!) isTaken[above] = 1;
    isTaken.fill(1, start, view[start]! >= 0 || start === 0 ? paths.ends[start]! : start + 1);
  }
  return isTaken;
}
