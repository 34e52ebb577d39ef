import { concatBytes, utf8 } from '../base/bytes.ts';
import { printableBytes } from '../base/text.ts';
import type { Image } from '../image/image.ts';
import type { Limits } from '../model/limits.ts';
import { EntryType, type Sparse } from '../tar/entry.ts';
import { BLOCK_BYTES, padded } from '../tar/header.ts';
import { type NodeFacts } from '../union/node.ts';
import { pathBytesOf } from '../union/tree-path.ts';
import type { View } from '../union/view.ts';
import { type AnyOrder, bodiesInAnyOrder } from './any-order.ts';
import { cleanName, factsAt, FileNames, isDevice, type Target, targetOf, visibleRows } from './names.ts';
import { type StoredBody, storedBodies } from '../image/stored-bodies.ts';
import { tarHead, type WrittenEntry } from './tar-head.ts';

export interface ExportOptions {
  /** Device nodes, too. */
  readonly devices: boolean;
  readonly limits: Limits;
  /** Is told of each entry instead of its body being read: what is given is then no tar, but has its length. */
  readonly listing?: ((name: Uint8Array) => void) | undefined;
}

const EMPTY = new Uint8Array();
const DIRECTORY_END = utf8('/');
const NO_DEVICE = { major: 0, minor: 0 };

/** A tar that is being made, piece by piece. */
export class TarExport {
  readonly #image: Image;
  readonly #options: ExportOptions;
  #writtenBytes = 0;
  /** Bytes given so far up to the end of an entry: what comes after them may lack its end. */
  wholeBytes = 0;
  /** Device nodes that were left out. */
  devices = 0;
  /** Hard links that lead to nothing, in order; printable. */
  readonly deadLinks: string[] = [];

  constructor(image: Image, options: ExportOptions) {
    this.#image = image;
    this.#options = options;
  }

  /**
   * What the view shows, without the root, in tree order: a directory is followed by all that lies in it. Other names of
   * a file stand where they lie too, but behind the name that stands for it.
   */
  async *view(view: View): AsyncGenerator<Uint8Array> {
    const image = this.#image;
    const rows = visibleRows(image, view);
    const names = new FileNames(image, view, rows);
    const bodies = this.#options.listing ? UNREAD : await this.#bodiesOf(names);
    const waiting = new Map<number, number[]>();
    try {
      for (const row of rows) {
        const facts = factsAt(image, view, row);
        const target = targetOf(image.paths, facts);
        const first = target?.type === EntryType.file ? names.of(facts.inode!) : undefined;
        if (first === undefined) yield* this.#bodiless(this.#nameOf(row), facts, target);
        else if (first > row) waiting.set(first, [...(waiting.get(first) ?? []), row]);
        else if (first < row) yield this.#link(view, row, first);
        else {
          const { layer, row: body } = facts.inode!;
          const sparse = image.layers[layer]!.index.sparse(body);
          yield* this.#file(this.#fileAt(view, row), sparse, bodies.read(facts.inode!));
          for (const each of waiting.get(row) ?? []) yield this.#link(view, each, row);
        }
      }
    } finally {
      await bodies.close();
    }
    yield this.#end();
  }

  /** What the layer's tar holds, entry by entry as it stands there, markers too; names are cleaned. */
  async *own(layer: number): AsyncGenerator<Uint8Array> {
    const { index } = this.#image.layers[layer]!;
    const isFile = (row: number): boolean => index.types[row] === EntryType.file;
    const rows = Array.from({ length: index.rows }, (_, row) => row);
    const bodies = this.#bodies(layer, rows.filter(isFile));
    const markers = new Set(this.#image.paths.placements[layer]!.markers);
    try {
      for (const row of rows) {
        const entry = this.#ownEntry(layer, row);
        if (isFile(row)) yield* this.#file(entry, index.sparse(row), (await bodies.next()).value!.chunks);
        else if (isDevice(entry.type) && !this.#options.devices && !markers.has(row)) this.devices += 1;
        else yield this.#whole(this.#head(entry));
      }
    } finally {
      await bodies.return(undefined);
    }
    yield this.#end();
  }

  *#bodiless(name: Uint8Array, facts: NodeFacts, target: Target | null): Generator<Uint8Array> {
    if (!target) this.deadLinks.push(`/${printableBytes(name)}`);
    else if (isDevice(target.type) && !this.#options.devices) this.devices += 1;
    else yield this.#whole(this.#head(entryOf(name, facts, target, 0)));
  }

  async *#file(
    entry: WrittenEntry,
    sparse: Sparse | null,
    chunks: AsyncIterable<Uint8Array>,
  ): AsyncGenerator<Uint8Array> {
    const map = sparse ? sparseMap(sparse) : EMPTY;
    const storedBytes = map.length + entry.storedBytes;
    yield this.#counted(concatBytes([this.#head({ ...entry, storedBytes }), map]));
    if (this.#options.listing) this.#writtenBytes += entry.storedBytes;
    for await (const chunk of chunks) yield this.#counted(chunk);
    yield this.#whole(new Uint8Array(padded(storedBytes) - storedBytes));
  }

  /** Another name of a file. The metadata of the last name counts where the tar is read: all say the same. */
  #link(view: View, row: number, first: number): Uint8Array {
    const entry = this.#fileAt(view, first);
    const bare = { link: entry.name, type: EntryType.hardlink, storedBytes: 0, sparseBytes: undefined, xattrs: [] };
    return this.#whole(this.#head({ ...entry, ...bare, name: this.#nameOf(row) }));
  }

  #fileAt(view: View, row: number): WrittenEntry {
    const facts = factsAt(this.#image, view, row);
    const { layer, row: body } = facts.inode!;
    const { index } = this.#image.layers[layer]!;
    const target = targetOf(this.#image.paths, facts)!;
    const sparseBytes = index.sparse(body) ? index.sizes[body] : undefined;
    return { ...entryOf(this.#nameOf(row), facts, target, index.stored[body]!), sparseBytes };
  }

  #ownEntry(layer: number, row: number): WrittenEntry {
    const { index } = this.#image.layers[layer]!;
    const type = index.types[row] as EntryType;
    const isLink = type === EntryType.hardlink;
    const name = cleanName(index.name(row));
    const isFile = type === EntryType.file;
    return {
      ...{ type, mode: index.modes[row]!, uid: index.uids[row]!, gid: index.gids[row]! },
      ...{ mtimeSec: index.mtimes[row]!, mtimeNanos: index.mtimeNanos[row]! },
      ...{ device: index.device(row), xattrs: index.xattrs(row), storedBytes: isFile ? index.stored[row]! : 0 },
      name: spelled(name, type),
      link: isLink ? cleanName(index.link(row)) : index.link(row),
      sparseBytes: isFile && index.sparse(row) ? index.sizes[row] : undefined,
    };
  }

  #bodies(layer: number, rows: readonly number[]): AsyncGenerator<StoredBody> {
    return this.#options.listing ? unread(rows) : storedBodies(this.#image, layer, rows, this.#options.limits);
  }

  #bodiesOf(names: FileNames): Promise<AnyOrder> {
    const wanted = new Map([...names.byLayer()].map(([layer, files]) => [layer, [...files.keys()]]));
    return bodiesInAnyOrder(this.#image, wanted, this.#options.limits);
  }

  #head(entry: WrittenEntry): Uint8Array {
    this.#options.listing?.(entry.name);
    return tarHead(entry);
  }

  #nameOf(row: number): Uint8Array {
    const { tree, nodes } = this.#image.paths;
    return pathBytesOf(tree, nodes[row]!).subarray(1);
  }

  #end(): Uint8Array {
    return this.#whole(new Uint8Array(2 * BLOCK_BYTES));
  }

  #counted(piece: Uint8Array): Uint8Array {
    this.#writtenBytes += piece.length;
    return piece;
  }

  #whole(piece: Uint8Array): Uint8Array {
    this.wholeBytes = this.#writtenBytes + piece.length;
    return this.#counted(piece);
  }
}

const UNREAD: AnyOrder = { read: nothing, close: async () => {} };

async function* unread(rows: readonly number[]): AsyncGenerator<StoredBody> {
  for (const row of rows) yield { row, chunks: nothing() };
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

function entryOf(name: Uint8Array, facts: NodeFacts, target: Target, storedBytes: number): WrittenEntry {
  const { type, link, xattrs } = target;
  const { mode, uid, gid } = facts;
  return {
    ...{ type, mode, uid, gid, link: type === EntryType.symlink ? link : EMPTY, xattrs, storedBytes },
    ...{ mtimeSec: facts.mtime ?? 0, mtimeNanos: facts.mtimeNanos, name: spelled(name, type) },
    device: isDevice(type) ? target.device : NO_DEVICE,
  };
}

/** A directory ends in a slash; the root is `./`. */
function spelled(name: Uint8Array, type: EntryType): Uint8Array {
  const shown = name.length === 0 ? utf8('.') : name;
  return type === EntryType.dir ? concatBytes([shown, DIRECTORY_END]) : shown;
}

/** The map that stands before the stored bytes of a sparse file; none where it is part of them. */
function sparseMap({ chunks }: Sparse): Uint8Array {
  if (!chunks) return EMPTY;
  const numbers = [chunks.length, ...chunks.flatMap(({ offset, length }) => [offset, length])];
  const text = utf8(numbers.map((number) => `${number}\n`).join(''));
  return concatBytes([text, new Uint8Array(padded(text.length) - text.length)]);
}
