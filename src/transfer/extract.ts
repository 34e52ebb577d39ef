import { lstatSync, mkdirSync, statSync } from 'node:fs';
import { plural, printable } from '../base/text.ts';
import { isSystemError, systemReason } from '../blob/system-error.ts';
import type { Image } from '../image/image.ts';
import { VarveError } from '../model/error.ts';
import type { Limits } from '../model/limits.ts';
import { EntryType } from '../tar/entry.ts';
import { fillFile } from './fill-file.ts';
import { isDevice } from './names.ts';
import { nameTroubles, type System } from './portable-names.ts';
import { Obstacle, SafeFolder } from './safe-folder.ts';
import { type Item, type Selection, selectItems, shownPath, type Wanted } from './selection.ts';
import { storedBodies } from '../image/stored-bodies.ts';

export interface ExtractOptions extends Wanted {
  /** The folder; made when it is not there. */
  readonly to: string;
  /** The folder was not named by the user: it must be no link. */
  readonly ownFolder?: boolean;
  /** Files that are there are replaced. */
  readonly force: boolean;
  /** Device nodes and pipes, too. */
  readonly devices: boolean;
  readonly limits: Limits;
  /** Whose rules names have to keep, beside those of the disk itself. */
  readonly system: System;
}

/** What is to be written, checked against what is there. */
export interface ExtractPlan extends Selection {
  readonly options: ExtractOptions;
  /** Places in the list of what stays away: device nodes and pipes that are not wanted. */
  readonly special: ReadonlySet<number>;
  /** Likewise of directories that are there. */
  readonly present: ReadonlySet<number>;
}

const MAX_LISTED = 20;

/**
 * Looks whether the items can be written, without writing anything.
 *
 * @throws VarveError `PATH_NOT_FOUND`; `OUTPUT_FAILED` with the names that the system would refuse or mix up, and with
 *   what is there already
 */
export function planExtract(image: Image, options: ExtractOptions): ExtractPlan {
  const selection = selectItems(image, options);
  const { items } = selection;
  refuse(nameTroubles(items, options.system), 'cannot be written here under the names they have', {
    hint: 'Nothing was written. `varve export` writes them into a tar.',
  });
  const special = new Set<number>();
  for (const [i, { target }] of items.entries()) {
    if (!options.devices && (isDevice(target.type) || target.type === EntryType.fifo)) special.add(i);
  }
  const { present, inTheWay } = onDisk(options.to, () => lookAround(selection, options, special));
  refuse(inTheWay, `stand in ${printable(options.to)} where others are to be written`, {
    hint: options.force
      ? 'Nothing was written. A directory is never removed: do that first.'
      : 'Nothing was written. Add --force to replace files and links.',
  });
  return { ...selection, options, special, present };
}

/** Paths of what is there already and would be replaced, printable. @throws VarveError `OUTPUT_FAILED` */
export function wouldReplace({ options, special, ...selection }: ExtractPlan): readonly string[] {
  return onDisk(options.to, () => lookAround(selection, { ...options, force: false }, special)).inTheWay;
}

function lookAround(
  { items }: Selection,
  { to, ownFolder = false, force }: ExtractOptions,
  special: ReadonlySet<number>,
): { readonly present: Set<number>; readonly inTheWay: string[] } {
  const present = new Set<number>();
  const inTheWay: string[] = [];
  const root = (ownFolder ? lstatSync : statSync)(to, { throwIfNoEntry: false });
  if (!root) return { present, inTheWay };
  if (!root.isDirectory()) throw new VarveError('OUTPUT_FAILED', `${printable(to)} is no directory`);
  const folder = new SafeFolder(to, items);
  try {
    for (const [i, item] of items.entries()) {
      if (special.has(i) || (item.parent >= 0 && !present.has(item.parent))) continue;
      const found = folder.look(item);
      const isDirectory = item.target.type === EntryType.dir;
      if (found === 'directory' && isDirectory) present.add(i);
      else if (found === 'directory' || (found === 'other' && !force)) inTheWay.push(shownPath(items, item));
    }
  } finally {
    folder.close();
  }
  return { present, inTheWay };
}

/**
 * Writes what was planned: directories, then files layer by layer in the order in which their bodies lie, other names of
 * files, links and special files, and last the modes and times of directories. Each is written whole or not at all.
 *
 * `pause` is waited for after each entry and each piece of a file; it hears how many entries are written.
 *
 * @throws VarveError saying how much was written; `OUTPUT_FAILED` where the disk refuses
 */
export async function runExtract(image: Image, plan: ExtractPlan, pause?: Pause): Promise<void> {
  const { items, options } = plan;
  onDisk(options.to, () => mkdirSync(options.to, { recursive: true }));
  const folder = onDisk(options.to, () => new SafeFolder(options.to, items));
  try {
    await new Extraction(image, plan, folder, pause).run();
  } finally {
    folder.close();
  }
}

/** Lets others have a turn. */
type Pause = (written: number) => Promise<void>;

class Extraction {
  readonly #pause: Pause | undefined;
  readonly #image: Image;
  readonly #plan: ExtractPlan;
  readonly #folder: SafeFolder;
  #written = 0;

  constructor(image: Image, plan: ExtractPlan, folder: SafeFolder, pause: Pause | undefined) {
    this.#pause = pause;
    this.#image = image;
    this.#plan = plan;
    this.#folder = folder;
  }

  async run(): Promise<void> {
    const { items, special, present, options } = this.#plan;
    const isOf = (item: Item, type: EntryType): boolean => item.target.type === type && item.linkOf === undefined;
    const files: Item[] = [];
    for (const [i, item] of items.entries()) {
      if (isOf(item, EntryType.file)) files.push(item);
      if (!isOf(item, EntryType.dir) || present.has(i)) continue;
      await this.#one(item, () => this.#folder.makeDirectory(item, options.force));
    }
    await this.#files(files);
    for (const [i, item] of items.entries()) if (!special.has(i)) await this.#bodiless(item);
    // What lies in a directory changes its time: the deepest come first.
    for (let i = items.length - 1; i >= 0; i -= 1) {
      const item = items[i]!;
      if (!isOf(item, EntryType.dir) || (present.has(i) && !options.force)) continue;
      await this.#one(item, () => this.#folder.finishDirectory(i), 0);
    }
  }

  async #files(files: readonly Item[]): Promise<void> {
    const { limits, force } = this.#plan.options;
    for (const [layer, items] of byLayer(files)) {
      const rows = [...items.keys()];
      const bodies = storedBodies(this.#image, layer, rows, limits);
      for await (const { row, chunks } of bodies) {
        const item = items.get(row)!;
        const { index } = this.#image.layers[layer]!;
        const fill = (file: number): Promise<void> => fillFile(file, index, row, this.#paced(chunks), limits);
        await this.#one(item, () => this.#folder.makeFile(item, force, fill));
      }
    }
  }

  async *#paced(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      yield chunk;
      await this.#pause?.(this.#written);
    }
  }

  async #bodiless(item: Item): Promise<void> {
    const { force } = this.#plan.options;
    const { type } = item.target;
    if (item.linkOf !== undefined) await this.#one(item, () => this.#folder.makeLink(item, force));
    else if (type === EntryType.symlink) await this.#one(item, () => this.#folder.makeSymlink(item, force));
    else if (type !== EntryType.file && type !== EntryType.dir)
      await this.#one(item, () => this.#folder.makeSpecial(item, force));
  }

  /** Does one thing; a failure says of which item it is, and what was written before. */
  async #one(item: Item, work: () => void | Promise<void>, counts = 1): Promise<void> {
    try {
      await work();
      this.#written += counts;
      await this.#pause?.(this.#written);
    } catch (error) {
      const { items, options } = this.#plan;
      const done = `; ${this.#written} of ${plural(items.length, 'entry', 'entries')} were written, each of them whole`;
      const path = shownPath(items, item);
      if (error instanceof VarveError) {
        throw new VarveError(error.code, `${path}: ${error.message}${done}`, { hint: error.hint, cause: error });
      }
      throw outputFailed(`${path} could not be written in ${printable(options.to)}`, error, done);
    }
  }
}

/** Row of the body -> item, layer by layer, in the order in which bodies lie. */
function byLayer(files: readonly Item[]): ReadonlyMap<number, ReadonlyMap<number, Item>> {
  const layers = new Map<number, Map<number, Item>>();
  const inodeOf = ({ facts }: Item) => facts.inode!;
  const sorted = files.toSorted((a, b) => inodeOf(a).layer - inodeOf(b).layer || inodeOf(a).row - inodeOf(b).row);
  for (const item of sorted) {
    const { layer, row } = inodeOf(item);
    const items = layers.get(layer) ?? new Map<number, Item>();
    layers.set(layer, items.set(row, item));
  }
  return layers;
}

function refuse(lines: readonly string[], what: string, { hint }: { readonly hint: string }): void {
  if (lines.length === 0) return;
  const listed = lines.slice(0, MAX_LISTED).map((line) => `  ${line}`);
  if (lines.length > MAX_LISTED) listed.push(`  and ${lines.length - MAX_LISTED} more`);
  throw new VarveError('OUTPUT_FAILED', `${plural(lines.length, 'path')} ${what}:\n${listed.join('\n')}`, { hint });
}

function onDisk<T>(folder: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw outputFailed(`${printable(folder)} cannot be written to`, error, '');
  }
}

function outputFailed(what: string, error: unknown, done: string): unknown {
  if (error instanceof VarveError || !(isSystemError(error) || error instanceof Obstacle)) return error;
  const reason = isSystemError(error) ? systemReason(error) : printable(error.message);
  return new VarveError('OUTPUT_FAILED', `${what}: ${reason}${done}`, { cause: error });
}
