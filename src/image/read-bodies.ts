import { hash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { concatBytes } from '../base/bytes.ts';
import { printableBytes } from '../base/text.ts';
import { openDecompressed } from '../blob/decompress.ts';
import { during, VarveError } from '../model/error.ts';
import type { Limits } from '../model/limits.ts';
import type { Inode } from '../union/path-table.ts';
import { liesOpen, openBody } from './bodies.ts';
import type { Image, ImageLayer } from './image.ts';

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
 * Reads many bodies, layer by layer in the order they lie: a compressed layer is unpacked once for all of them. A body
 * that is asked for whole is checked against the sha256 that was taken of it, as `openBody` does.
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
    inOnePass(from, layer, sorted.filter(isSimple), limits),
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
  layer: ImageLayer,
  ordinal: number,
  bodies: readonly WantedBody<T>[],
  limits: Limits,
): AsyncGenerator<readonly [Inode, T]> {
  if (bodies.length === 0) return;
  const { blob, index } = layer;
  const attempt = `layer ${ordinal} (${blob.name})`;
  const { chunks } = await during(attempt, () => openDecompressed(blob.open(), { limits, name: blob.name }));
  const unread = chunks[Symbol.asyncIterator]();
  let [at, chunk] = [0, new Uint8Array(0)];
  try {
    for (const { inode, read } of bodies) {
      const taker = new Taker(read(), index.hash(inode.row), index.stored[inode.row]!);
      const start = index.bodyOffsets[inode.row]!;
      const end = start + index.stored[inode.row]!;
      for (;;) {
        taker.push(chunk.subarray(Math.max(0, start - at), Math.max(0, end - at)));
        if (end <= at + chunk.length) break;
        const next = await during(attempt, () => unread.next());
        if (next.done)
          throw new VarveError('READ_FAILED', `${attempt} ended at byte ${at}: it changed while it was read`);
        at += chunk.length;
        chunk = next.value as Uint8Array<ArrayBuffer>;
      }
      yield [inode, checked(taker, layer, inode, attempt)];
    }
  } finally {
    await unread.return?.();
  }
}

function checked<T>(taker: Taker<T>, { index }: ImageLayer, { row }: Inode, attempt: string): T {
  const result = taker.end();
  if (!taker.isWrong) return result;
  throw new VarveError(
    'DIGEST_MISMATCH',
    `${attempt}: ${printableBytes(index.name(row))} is not what was read before`,
    {
      hint: 'The layer is not the one that was read before: the registry is damaged, or someone stands in between.',
    },
  );
}

/** Hands the ranges that a reader asks for out of a body that passes by. */
class Taker<T> {
  readonly #reader: BodyReader<T>;
  readonly #expected: Uint8Array | undefined;
  readonly #sizeBytes: number;
  #step: IteratorResult<Range, T>;
  #pieces: Uint8Array[] = [];
  #taken = 0;
  #at = 0;
  isWrong = false;

  constructor(reader: BodyReader<T>, expected?: Uint8Array, sizeBytes = -1) {
    this.#reader = reader;
    this.#expected = expected;
    this.#sizeBytes = sizeBytes;
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
    if (this.#expected && bytes.length === this.#sizeBytes) {
      this.isWrong ||= hash('sha256', bytes, 'hex') !== Buffer.from(this.#expected).toString('hex');
    }
    this.#pieces = [];
    this.#taken = 0;
    this.#step = this.#reader.next(bytes);
  }
}
