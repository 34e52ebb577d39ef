import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import { EntryType } from '../tar/entry.ts';
import type { Item } from './selection.ts';

/** A name in a directory of the list. */
export type Place = Pick<Item, 'parent' | 'name'>;

/** What stands at a place. */
export type Found = 'nothing' | 'directory' | 'other';

/** A place cannot be written to; the message says why. */
export class Obstacle extends Error {
  override readonly name = 'Obstacle';
}

const { O_DIRECTORY = 0, O_NOFOLLOW = 0, O_RDONLY, O_WRONLY, O_CREAT, O_EXCL } = fs.constants;
const DESCRIPTORS = '/proc/self/fd';
const MAX_OPEN = 64;
const PRIVATE_FILE = 0o600;
const PRIVATE_DIRECTORY = 0o700;
const SET_ID_BITS = 0o6000;
const SLASH = Buffer.from('/');

/**
 * A folder into which the items of a list are written. No link below it is ever followed. Where the system shows open
 * directories as paths (Linux), each directory is opened from the one above it without following links, and used through
 * what was opened: nobody gains by swapping a directory for a link. Elsewhere each directory of a path is looked at right
 * before the path is used; who may write there can still swap it between the look and the use.
 */
export class SafeFolder {
  /** Whether owners are given: only root may. */
  readonly keepsOwners = process.getuid?.() === 0;
  readonly #root: string;
  readonly #items: readonly Item[];
  readonly #byDescriptor: boolean;
  /** Open directories by their place in the list, the one used last at the end. */
  readonly #open = new Map<number, number>();
  /** What nobody can guess: in names that are there for a moment. */
  readonly #mark = randomBytes(8).toString('hex');
  #temporaries = 0;
  /** What was put over something else. */
  readonly #replacing = new Set<string>();

  /** `root` may be a link: it is the user's, not the image's. */
  constructor(root: string, items: readonly Item[], byDescriptor = fs.existsSync(DESCRIPTORS)) {
    this.#root = fs.realpathSync(root);
    this.#items = items;
    this.#byDescriptor = byDescriptor;
  }

  look(place: Place): Found {
    const found = fs.lstatSync(this.#pathOf(place), { throwIfNoEntry: false });
    if (!found) return 'nothing';
    return found.isDirectory() ? 'directory' : 'other';
  }

  /** Makes a directory; with `replace` what is there and is none is removed first. */
  makeDirectory(place: Place, replace: boolean): void {
    const path = this.#pathOf(place);
    if (replace && this.look(place) === 'other') fs.unlinkSync(path);
    fs.mkdirSync(path, PRIVATE_DIRECTORY);
  }

  /** Makes a file under a name of its own, which becomes the right one when `fill` is done; likewise all that follow. */
  async makeFile(item: Item, replace: boolean, fill: (file: number) => Promise<void>): Promise<void> {
    const temporary = this.#temporaryBeside(item);
    try {
      const file = fs.openSync(this.#pathOf(temporary), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, PRIVATE_FILE);
      try {
        await fill(file);
        this.#finishOpen(file, item);
      } finally {
        fs.closeSync(file);
      }
      this.#settle(temporary, item, replace);
    } catch (error) {
      fs.rmSync(this.#pathOf(temporary), { force: true });
      throw error;
    }
  }

  makeLink(item: Item, replace: boolean): void {
    const first = this.#items[item.linkOf!]!;
    this.#make(item, replace, (path) => fs.linkSync(this.#pathOf(first), path));
  }

  makeSymlink(item: Item, replace: boolean): void {
    this.#make(item, replace, (path) => {
      fs.symlinkSync(Buffer.from(item.target.link), path);
      if (this.keepsOwners) fs.lchownSync(path, item.facts.uid, item.facts.gid);
      fs.lutimesSync(path, timeOf(item), timeOf(item));
    });
  }

  /** A device node or a pipe, by the system's program: Node has no call for it. */
  makeSpecial(item: Item, replace: boolean): void {
    this.#make(item, replace, (path, name) => {
      // The program starts in the directory that is open here, and is told no more than a name in it.
      const directory = path.subarray(0, path.length - name.length).toString();
      // Giving it its mode afterwards would follow a link that was put in its place. Not every mknod has -m.
      const mode = this.#byDescriptor ? ['-m', this.#modeOf(item).toString(8)] : [];
      runMknod([...mode, name, ...nodeArguments(item)], directory);
      this.#finishPath(path, item, mode.length === 0);
    });
  }

  /** Gives a directory its mode, owner and time: nothing is written into it any more. */
  finishDirectory(index: number): void {
    const item = this.#items[index]!;
    if (this.#byDescriptor) return this.#finishOpen(this.#descriptorOf(index), item);
    if (this.look(item) !== 'directory') throw new Obstacle('it was replaced meanwhile');
    this.#finishPath(this.#pathOf(item), item);
  }

  close(): void {
    for (const descriptor of this.#open.values()) fs.closeSync(descriptor);
    this.#open.clear();
  }

  #temporaryBeside({ parent }: Place): { readonly parent: number; readonly name: Buffer } {
    this.#temporaries += 1;
    return { parent, name: Buffer.from(`.varve-${this.#mark}-${this.#temporaries}.tmp`) };
  }

  #make(item: Item, replace: boolean, make: (path: Buffer, name: string) => void): void {
    const temporary = this.#temporaryBeside(item);
    try {
      make(this.#pathOf(temporary), temporary.name.toString());
      this.#settle(temporary, item, replace);
    } catch (error) {
      fs.rmSync(this.#pathOf(temporary), { force: true });
      throw error;
    }
  }

  #settle(temporary: Place, item: Item, replace: boolean): void {
    const [from, to] = [this.#pathOf(temporary), this.#pathOf(item)];
    // Unlike renaming, linking fails where something is. Not everything can be linked everywhere.
    if (!replace && item.target.type === EntryType.file && linked(from, to)) return fs.unlinkSync(from);
    const there = fs.lstatSync(to, { throwIfNoEntry: false });
    if (there && (!replace || this.#replacing.has(idOf(there)))) {
      throw new Obstacle('something of this name appeared meanwhile, or two names are one on this disk');
    }
    fs.renameSync(from, to);
    if (replace) this.#replacing.add(idOf(fs.lstatSync(to)));
  }

  #finishOpen(file: number, item: Item): void {
    if (this.keepsOwners) fs.fchownSync(file, item.facts.uid, item.facts.gid);
    fs.fchmodSync(file, this.#modeOf(item));
    // An implied directory has no time: it keeps that of its making.
    if (item.facts.mtime !== null) fs.futimesSync(file, timeOf(item), timeOf(item));
  }

  #finishPath(path: Buffer, item: Item, givesMode = true): void {
    if (this.keepsOwners) fs.lchownSync(path, item.facts.uid, item.facts.gid);
    if (givesMode) fs.chmodSync(path, this.#modeOf(item));
    if (item.facts.mtime !== null) fs.lutimesSync(path, timeOf(item), timeOf(item));
  }

  /** A program that runs as its owner must not run as whoever happened to unpack it. */
  #modeOf({ facts }: Item): number {
    return this.keepsOwners ? facts.mode : facts.mode & ~SET_ID_BITS;
  }

  /** A path that leads to the place now, and only there; to be asked for again before each use. */
  #pathOf({ parent, name }: Place): Buffer {
    const directory = this.#byDescriptor
      ? Buffer.from(`${DESCRIPTORS}/${this.#descriptorOf(parent)}`)
      : this.#checkedPathOf(parent);
    return Buffer.concat([directory, SLASH, name]);
  }

  #checkedPathOf(index: number): Buffer {
    if (index < 0) return Buffer.from(this.#root);
    const { parent, name } = this.#items[index]!;
    const path = Buffer.concat([this.#checkedPathOf(parent), SLASH, name]);
    if (!fs.lstatSync(path).isDirectory()) throw new Obstacle('a directory above it was replaced meanwhile');
    return path;
  }

  #descriptorOf(index: number): number {
    const known = this.#open.get(index);
    if (known !== undefined) {
      this.#open.delete(index);
      this.#open.set(index, known);
      return known;
    }
    const path = index < 0 ? this.#root : this.#pathOf(this.#items[index]!);
    const descriptor = fs.openSync(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
    this.#open.set(index, descriptor);
    for (const [oldest, open] of this.#open) {
      if (this.#open.size <= MAX_OPEN) break;
      this.#open.delete(oldest);
      fs.closeSync(open);
    }
    return descriptor;
  }
}

/**
 * Nanoseconds are lost: Node takes times as one number, good for a quarter of a microsecond. A negative number would be
 * taken for the time that it is now; as text it is taken as it is.
 */
function timeOf({ facts }: Item): number | string {
  const seconds = (facts.mtime ?? 0) + facts.mtimeNanos / 1e9;
  return seconds < 0 ? String(seconds) : seconds;
}

function idOf({ dev, ino }: fs.Stats): string {
  return `${dev}:${ino}`;
}

function linked(from: Buffer, to: Buffer): boolean {
  try {
    fs.linkSync(from, to);
    return true;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EPERM' || code === 'ENOTSUP' || code === 'ENOSYS' || code === 'EMLINK') return false;
    throw error;
  }
}

function nodeArguments({ target: { type, device } }: Item): string[] {
  if (type === EntryType.fifo) return ['p'];
  return [type === EntryType.char ? 'c' : 'b', String(device.major), String(device.minor)];
}

function runMknod(words: readonly string[], directory: string): void {
  try {
    execFileSync('mknod', words, { cwd: directory, stdio: 'pipe', encoding: 'utf8' });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const said = 'stderr' in error && typeof error.stderr === 'string' ? error.stderr.trim() : '';
    throw new Obstacle(`mknod says: ${(said || error.message).replace(/^mknod: \S+ /, '')}`, { cause: error });
  }
}
