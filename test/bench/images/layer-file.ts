import { type Entry, entry } from '../../../fixtures/tar.ts';
import { body, type BodyKind } from './bodies.ts';
import { OutputFile } from './output-file.ts';

const BLOCK_BYTES = 512;
const MTIME_SEC = 1_790_000_000;

/** What a file may be besides a small text of root's. */
export interface FileTraits {
  readonly kind?: BodyKind;
  readonly mode?: number;
  readonly uid?: number;
  readonly mtime?: number;
  /** Files with the same key have the same content; left out, it is the path. */
  readonly key?: string;
}

/** A layer as it is written: entries in the order they are added, each directory before what it holds. */
export class LayerFile {
  readonly #output: OutputFile;
  readonly #directories = new Set<string>();
  #entries = 0;

  constructor(path: string) {
    this.#output = new OutputFile(path);
  }

  get entries(): number {
    return this.#entries;
  }

  get sizeBytes(): number {
    return this.#output.sizeBytes;
  }

  file(path: string, sizeBytes: number, { kind = 'text', key = path, ...traits }: FileTraits = {}): void {
    this.#add({ name: path, size: sizeBytes, ...traits });
    for (const piece of body(kind, sizeBytes, key)) this.#output.write(piece);
    this.#output.write(new Uint8Array(-sizeBytes & (BLOCK_BYTES - 1)));
  }

  symlink(path: string, link: string): void {
    this.#add({ name: path, link });
  }

  hardlink(path: string, link: string): void {
    this.#add({ name: path, link, type: 'hardlink' });
  }

  whiteout(path: string): void {
    const name = path.lastIndexOf('/') + 1;
    this.#add({ name: `${path.slice(0, name)}.wh.${path.slice(name)}` });
  }

  /** Hides what lower layers have in that directory. */
  opaque(directory: string): void {
    this.#add({ name: `${directory}/.wh..wh..opq` });
  }

  /** Ends the tar; gives its digest in hexadecimal. */
  close(): string {
    this.#output.write(new Uint8Array(2 * BLOCK_BYTES));
    return this.#output.close();
  }

  #add(given: Entry & { readonly name: string }): void {
    this.#addDirectories(given.name, given.uid ?? 0);
    this.#write(given);
  }

  #addDirectories(path: string, uid: number): void {
    const parent = path.slice(0, path.lastIndexOf('/') + 1);
    if (parent === '' || this.#directories.has(parent)) return;
    this.#addDirectories(parent.slice(0, -1), uid);
    this.#directories.add(parent);
    this.#write({ name: parent, uid });
  }

  #write(given: Entry): void {
    this.#output.write(entry({ mtime: MTIME_SEC, ...given }));
    this.#entries += 1;
  }
}
