import { createHash, hash as hashOnce } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { VarveError } from '../model/error.ts';
import { Window } from '../tar/window.ts';
import { liesOpen } from './bodies.ts';
import type { ImageLayer } from './image.ts';

const BYTES_PER_TURN = 2 * 2 ** 20;

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

  /** The sha256 of the body; of a large one, in turns. @throws VarveError `READ_FAILED` when the file ends in it */
  async hash(row: number): Promise<Uint8Array> {
    const length = this.storedBytes(row);
    const whole = length <= this.#lookBytes ? this.bytes(row, 0, length) : undefined;
    // Most are small, and a hash that grows is an object of its own.
    if (whole?.length === length) return hashOnce('sha256', whole, 'buffer');
    const hash = createHash('sha256');
    for (let at = 0, turnAt = BYTES_PER_TURN; at < length;) {
      const piece = this.bytes(row, at, Math.min(this.#lookBytes, length - at));
      if (piece.length === 0)
        throw new VarveError('READ_FAILED', `${this.#layer.blob.name} ended: it changed while it was read`);
      hash.update(piece);
      at += piece.length;
      if (at < turnAt) continue;
      turnAt = at + BYTES_PER_TURN;
      await nextTurn();
    }
    return hash.digest();
  }
}
