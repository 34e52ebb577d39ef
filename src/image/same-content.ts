import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { equalBytes } from '../base/bytes.ts';
import type { Blob } from '../blob/blob.ts';
import { MAX_SPARSE_HASH_BYTES } from '../layer/content-hash.ts';
import type { Limits } from '../model/limits.ts';
import { Window } from '../tar/window.ts';
import type { Inode } from '../union/path-table.ts';
import { liesOpen, openBody } from './bodies.ts';
import type { Image, ImageLayer } from './image.ts';

const FIRST_LOOK_BYTES = 4096;
/** Bodies that lie near each other are read together: most are small, and a read of its own costs more than its bytes. */
const LOOK_BYTES = 256 * 1024;
const PAIRS_PER_TURN = 256;

type Pair = readonly [Inode, Inode];

/** Answers whether two bodies hold the same bytes; only pairs that were asked for before may be asked. */
export type SameContent = (a: Inode, b: Inode) => boolean;

/**
 * Compares bodies of the same size pair by pair: by the sha256 taken while their layers were read, else by their bytes.
 * What can be compared in neither way does not count as equal: this tool audits.
 */
export async function compareBodies(image: Image, pairs: Iterable<Pair>, limits: Limits): Promise<SameContent> {
  const numbers = new PairNumbers(image);
  const equal = new Set<number>();
  const open: Pair[] = [];
  for (const pair of pairs) {
    if (isBare(image, pair[0]) && isBare(image, pair[1])) open.push(pair);
    else if (!equal.has(numbers.of(pair)) && (await sameHash(image, pair, limits))) equal.add(numbers.of(pair));
  }
  for (const pairsOfLayers of byLayers(open)) {
    for await (const pair of sameStored(image, pairsOfLayers)) equal.add(numbers.of(pair));
  }
  return (a, b) => equal.has(numbers.of([a, b]));
}

/** Gives each pair of bodies of an image a number of its own. */
class PairNumbers {
  readonly #firstOf: number[] = [];
  #rows = 0;

  constructor({ layers }: Image) {
    for (const { index } of layers) {
      this.#firstOf.push(this.#rows);
      this.#rows += index.rows;
    }
  }

  of([a, b]: Pair): number {
    return (this.#firstOf[a.layer]! + a.row) * this.#rows + this.#firstOf[b.layer]! + b.row;
  }
}

/** Pairs of the same two layers together, in the order in which the first bodies lie. */
function byLayers(pairs: readonly Pair[]): Pair[][] {
  const groups = new Map<string, Pair[]>();
  for (const pair of pairs) {
    const key = `${pair[0].layer} ${pair[1].layer}`;
    const group = groups.get(key);
    if (group) group.push(pair);
    else groups.set(key, [pair]);
  }
  return [...groups.values()].map((group) => group.sort(([a], [b]) => a.row - b.row));
}

/** Those of the pairs, all of the same two layers, whose stored bytes are the same. */
async function* sameStored(image: Image, pairs: readonly Pair[]): AsyncGenerator<Pair> {
  const [first, second] = pairs[0]!.map(({ layer }) => image.layers[layer]!) as [ImageLayer, ImageLayer];
  const [readA, readB] = [windowOn(first.blob), windowOn(second.blob)];
  for (const [count, [a, b]] of pairs.entries()) {
    const length = first.index.stored[a.row]!;
    const [startA, startB] = [first.index.bodyOffsets[a.row]!, second.index.bodyOffsets[b.row]!];
    let isEqual = length === second.index.stored[b.row]!;
    for (let at = 0, look = FIRST_LOOK_BYTES; isEqual && at < length; at += look, look = LOOK_BYTES) {
      const size = Math.min(look, length - at);
      const one = readA.bytes(startA + at, size);
      isEqual = one.length === size && Buffer.compare(one, readB.bytes(startB + at, size)) === 0;
      if (look === LOOK_BYTES) await nextTurn();
    }
    if (isEqual) yield [a, b];
    if (count % PAIRS_PER_TURN === 0) await nextTurn();
  }
}

function windowOn({ readInto, sizeBytes }: Blob): Window {
  return new Window(readInto!, sizeBytes, LOOK_BYTES);
}

/** The sha256 of a body's content, `undefined` for a sparse file too large to be hashed. Reads it when it has to. */
export async function contentHashOf(image: Image, inode: Inode, limits: Limits): Promise<Uint8Array | undefined> {
  const { index } = image.layers[inode.layer]!;
  const known = index.hash(inode.row);
  if (known) return known;
  if (index.sparse(inode.row) && index.sizes[inode.row]! > MAX_SPARSE_HASH_BYTES) return undefined;
  const hash = createHash('sha256');
  for await (const chunk of openBody(image, inode, limits)) hash.update(chunk);
  return hash.digest();
}

async function sameHash(image: Image, [a, b]: Pair, limits: Limits): Promise<boolean> {
  const [one, two] = [await contentHashOf(image, a, limits), await contentHashOf(image, b, limits)];
  return one !== undefined && two !== undefined && equalBytes(one, two);
}

/** The body lies open, stored as it is read, and was never hashed: comparing bytes is the fastest way. */
function isBare(image: Image, { layer, row }: Inode): boolean {
  const from = image.layers[layer]!;
  return liesOpen(from) && from.index.sparse(row) === null && from.index.hash(row) === undefined;
}
