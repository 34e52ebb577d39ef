import type { Diagnostics } from '../model/diagnostic.ts';
import { VarveError } from '../model/error.ts';
import type { Limits } from '../model/limits.ts';
import { EntryType, type TarEntry, type TarSink } from '../tar/entry.ts';
import { type ContentHash, contentHash, MAX_SPARSE_HASH_BYTES } from './content-hash.ts';
import { LayerBuilder } from './layer-builder.ts';
import type { LayerIndex } from './layer-index.ts';

/** Entries read so far in all layers of an image: the limit is on their sum. */
export interface EntryBudget {
  entries: number;
}

/** Takes entries as a tar reader finds them, into the columns of a layer. */
export class LayerSink implements TarSink {
  readonly #builder = new LayerBuilder();
  readonly #diagnostics: Diagnostics;
  readonly #limits: Limits;
  readonly #budget: EntryBudget;
  readonly #hashBodies: boolean;
  #hash: ContentHash | undefined;
  #hashLeft = 0;
  /** Zeros that sparse files of this layer may still cost: a kilobyte of tar can claim any number. */
  #sparseLeft = MAX_SPARSE_HASH_BYTES;

  constructor(
    diagnostics: Diagnostics,
    options: { readonly limits: Limits; readonly budget: EntryBudget },
    hashBodies: boolean,
  ) {
    this.#diagnostics = diagnostics;
    this.#limits = options.limits;
    this.#budget = options.budget;
    this.#hashBodies = hashBodies;
  }

  /** @throws VarveError `LIMIT` */
  entry(entry: TarEntry): void {
    this.#budget.entries += 1;
    if (this.#budget.entries > this.#limits.maxEntries) {
      throw new VarveError(
        'LIMIT',
        `the image has more than ${this.#limits.maxEntries} entries (at byte ${entry.headerOffset})`,
        {
          hint: 'Raise the limit with --max-entries.',
        },
      );
    }
    this.#builder.add(entry);
    this.#hash = this.#hashBodies && entry.type === EntryType.file ? this.#hashOf(entry) : undefined;
    this.#hashLeft = entry.storedBytes;
    if (this.#hashLeft === 0) this.#keepHash();
  }

  body(chunk: Uint8Array): void {
    if (!this.#hash) return;
    this.#hash.push(chunk);
    this.#hashLeft -= chunk.length;
    if (this.#hashLeft === 0) this.#keepHash();
  }

  oddity(code: string, message: string, byte: number): void {
    this.#diagnostics.add({ code, message, byte });
  }

  finish(): LayerIndex {
    return this.#builder.finish();
  }

  #hashOf(entry: TarEntry): ContentHash | undefined {
    if (entry.sparse) this.#sparseLeft -= entry.sizeBytes;
    return entry.sparse && this.#sparseLeft < 0 ? undefined : contentHash(entry);
  }

  #keepHash(): void {
    if (this.#hash) this.#builder.setHash(this.#builder.rows - 1, this.#hash.digest());
    this.#hash = undefined;
  }
}
