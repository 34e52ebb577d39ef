import { setImmediate as nextTurn } from 'node:timers/promises';
import { concatBytes } from '../base/bytes.ts';
import type { Limits } from '../model/limits.ts';
import type { Inode } from '../union/path-table.ts';
import { liesOpen, openBody } from './bodies.ts';
import type { Image, ImageLayer } from './image.ts';
import { storedBodies } from './stored-bodies.ts';

/** Bytes of a body: `length` of them from `offset` on, fewer where it ends. */
export interface Range {
  readonly offset: number;
  readonly length: number;
}

/** Asks for ranges of one body, each behind the one before, and makes something of them. */
export type BodyReader<T> = Generator<Range, T, Uint8Array>;

/** A regular file, and what is to be made of its content. */
export interface WantedBody<T> {
  readonly inode: Inode;
  read(): BodyReader<T>;
}

const BODIES_PER_TURN = 256;

/**
 * Reads many bodies, layer by layer in the order they lie: a compressed layer is unpacked once for all of them, and each
 * of its bodies checked against the sha256 that was taken of it, as `openBody` does.
 *
 * @throws VarveError naming the layer
 */
export async function* readBodies<T>(
  image: Image,
  wanted: Iterable<WantedBody<T>>,
  limits: Limits,
): AsyncGenerator<readonly [Inode, T]> {
  const byLayer = image.layers.map((): WantedBody<T>[] => []);
  for (const body of wanted) byLayer[body.inode.layer]!.push(body);
  let count = 0;
  for (const [layer, bodies] of byLayer.entries()) {
    for await (const read of bodiesOf(image, layer, bodies, limits)) {
      yield read;
      count += 1;
      if (count % BODIES_PER_TURN === 0) await nextTurn();
    }
  }
}

function bodiesOf<T>(
  image: Image,
  layer: number,
  bodies: readonly WantedBody<T>[],
  limits: Limits,
): AsyncGenerator<readonly [Inode, T]> {
  const from = image.layers[layer]!;
  const { bodyOffsets } = from.index;
  const sorted = bodies.toSorted((a, b) => bodyOffsets[a.inode.row]! - bodyOffsets[b.inode.row]!);
  const isPacked = !liesOpen(from) && !from.content;
  const isSimple = ({ inode }: WantedBody<T>): boolean => isPacked && from.index.sparse(inode.row) === null;
  return joined([
    separately(
      image,
      sorted.filter((body) => !isSimple(body)),
      limits,
    ),
    inOnePass(image, layer, sorted.filter(isSimple), limits),
  ]);
}

async function* joined<T>(lists: readonly AsyncIterable<T>[]): AsyncGenerator<T> {
  for (const list of lists) yield* list;
}

/** Bodies that can be read without what lies before them. */
async function* separately<T>(
  image: Image,
  bodies: readonly WantedBody<T>[],
  limits: Limits,
): AsyncGenerator<readonly [Inode, T]> {
  for (const { inode, read } of bodies) {
    const layer = image.layers[inode.layer]!;
    if (liesOpen(layer) && layer.index.sparse(inode.row) === null) {
      yield [inode, readInPlace(layer, inode, read())];
      continue;
    }
    const taker = new Taker(read());
    for await (const chunk of openBody(image, inode, limits)) if (taker.push(chunk)) break;
    yield [inode, taker.end()];
  }
}

function readInPlace<T>({ blob, index }: ImageLayer, { row }: Inode, reader: BodyReader<T>): T {
  const [start, size] = [index.bodyOffsets[row]!, index.stored[row]!];
  let step = reader.next();
  while (!step.done) {
    const { offset, length } = step.value;
    const target = new Uint8Array(Math.max(0, Math.min(length, size - offset)));
    const filled = target.length === 0 ? 0 : blob.readInto!(target, start + offset);
    step = reader.next(target.subarray(0, filled));
  }
  return step.value;
}

async function* inOnePass<T>(
  image: Image,
  layer: number,
  bodies: readonly WantedBody<T>[],
  limits: Limits,
): AsyncGenerator<readonly [Inode, T]> {
  const rows = bodies.map(({ inode }) => inode.row);
  let next = 0;
  for await (const { chunks } of storedBodies(image, layer, rows, limits)) {
    const { inode, read } = bodies[next]!;
    next += 1;
    const taker = new Taker(read());
    // To its end, also when the reader has enough: it passes by anyway, and is checked only there.
    for await (const chunk of chunks) taker.push(chunk);
    yield [inode, taker.end()];
  }
}

/** Hands the ranges that a reader asks for out of a body that passes by. */
class Taker<T> {
  readonly #reader: BodyReader<T>;
  #step: IteratorResult<Range, T>;
  #pieces: Uint8Array[] = [];
  #taken = 0;
  #at = 0;

  constructor(reader: BodyReader<T>) {
    this.#reader = reader;
    this.#step = reader.next();
  }

  /** Takes the next bytes of the body; whether no more are wanted. */
  push(chunk: Uint8Array): boolean {
    while (!this.#step.done) {
      const { offset, length } = this.#step.value;
      const from = Math.max(0, offset + this.#taken - this.#at);
      const piece = chunk.subarray(from, from + length - this.#taken);
      // The decompressor may use its memory again.
      if (piece.length > 0) this.#pieces.push(piece.slice());
      this.#taken += piece.length;
      if (this.#taken < length) break;
      this.#give();
    }
    this.#at += chunk.length;
    return this.#step.done ?? false;
  }

  /** What the reader made of it; what it asked for behind the end is empty. */
  end(): T {
    while (!this.#step.done) this.#give();
    return this.#step.value;
  }

  #give(): void {
    const bytes = concatBytes(this.#pieces);
    this.#pieces = [];
    this.#taken = 0;
    this.#step = this.#reader.next(bytes);
  }
}
