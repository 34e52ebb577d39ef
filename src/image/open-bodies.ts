import { createHash } from 'node:crypto';
import { VarveError } from '../model/error.ts';
import { Window } from '../tar/window.ts';
import { liesOpen } from './bodies.ts';
import type { ImageLayer } from './image.ts';

/** Bodies of a layer that lie open, stored as they are read and never hashed, read piece by piece through a window. */
export class OpenBodies {
  readonly #layer: ImageLayer;
  readonly #window: Window | undefined;
  readonly #lookBytes: number;

  constructor(layer: ImageLayer, lookBytes: number) {
    const { readInto, sizeBytes } = layer.blob;
    this.#layer = layer;
    this.#lookBytes = lookBytes;
    this.#window = liesOpen(layer) ? new Window(readInto!, sizeBytes, lookBytes) : undefined;
  }

  /** Whether the body at `row` is such a one: only these may be asked for. */
  has(row: number): boolean {
    const { index } = this.#layer;
    return this.#window !== undefined && index.sparse(row) === null && index.hash(row) === undefined;
  }

  storedBytes(row: number): number {
    return this.#layer.index.stored[row]!;
  }

  /** The `length` bytes at `offset` of the body, fewer only where the file ends. A view, good until the next call. */
  bytes(row: number, offset: number, length: number): Uint8Array {
    return this.#window!.bytes(this.#layer.index.bodyOffsets[row]! + offset, length);
  }

  /** The sha256 of the body. @throws VarveError `READ_FAILED` when the file ends in it */
  hash(row: number): Uint8Array {
    const hash = createHash('sha256');
    const length = this.storedBytes(row);
    for (let at = 0; at < length;) {
      const piece = this.bytes(row, at, Math.min(this.#lookBytes, length - at));
      if (piece.length === 0)
        throw new VarveError('READ_FAILED', `${this.#layer.blob.name} ended: it changed while it was read`);
      hash.update(piece);
      at += piece.length;
    }
    return hash.digest();
  }
}
