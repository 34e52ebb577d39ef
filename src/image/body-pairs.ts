import { roomFor } from '../base/columns.ts';
import type { Inode } from '../union/path-table.ts';
import type { BodyPair } from '../union/reasons.ts';
import type { Image } from './image.ts';

/** The image that was there before, and the one after; the same one for two of its views. */
export interface ImagePair {
  readonly before: Image;
  readonly after: Image;
}

/** Pairs whose bodies lie in the same two layers. */
export interface PairGroup {
  readonly before: number;
  readonly after: number;
  /** Of the pairs, in the order in which the first bodies lie. */
  readonly places: Int32Array;
}

const CELLS = 4;

/** Pairs of bodies as columns: there may be a million. */
export class BodyPairs {
  #cells = new Int32Array();
  #count = 0;
  readonly #before: readonly number[];
  readonly #after: readonly number[];

  constructor({ before, after }: ImagePair) {
    this.#before = rowStarts(before);
    this.#after = rowStarts(after);
  }

  add([a, b]: BodyPair): void {
    const at = this.#count * CELLS;
    this.#cells = roomFor(this.#cells, at + CELLS);
    this.#cells.set([a.layer, a.row, b.layer, b.row], at);
    this.#count += 1;
  }

  at(place: number): BodyPair {
    const [layer, row, otherLayer, otherRow] = this.#cells.subarray(place * CELLS, (place + 1) * CELLS);
    return [
      { layer: layer!, row: row! },
      { layer: otherLayer!, row: otherRow! },
    ];
  }

  /** A number that no other pair of the two images has. */
  numberOf(a: Inode, b: Inode): number {
    return (this.#before[a.layer]! + a.row) * this.#after.at(-1)! + this.#after[b.layer]! + b.row;
  }

  /** All pairs, those of the same two layers together. */
  *byLayers(): Generator<PairGroup> {
    const cell = (place: number, which: number): number => this.#cells[place * CELLS + which]!;
    const places = Int32Array.from({ length: this.#count }, (_, place) => place).sort(
      (a, b) => cell(a, 0) - cell(b, 0) || cell(a, 2) - cell(b, 2) || cell(a, 1) - cell(b, 1),
    );
    for (let start = 0, end = 0; start < places.length; start = end) {
      const [before, after] = [cell(places[start]!, 0), cell(places[start]!, 2)];
      while (end < places.length && cell(places[end]!, 0) === before && cell(places[end]!, 2) === after) end += 1;
      yield { before, after, places: places.subarray(start, end) };
    }
  }
}

/** The rows of all layers one behind the other: where each begins, and in the end how many there are. */
function rowStarts({ layers }: Image): number[] {
  const starts = [0];
  for (const { index } of layers) starts.push(starts.at(-1)! + index.rows);
  return starts;
}
