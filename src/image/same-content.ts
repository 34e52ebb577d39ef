import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { equalBytes } from '../base/bytes.ts';
import { inSlices } from '../base/slices.ts';
import { sorted } from '../base/sorted.ts';
import { MAX_SPARSE_HASH_BYTES } from '../layer/content-hash.ts';
import type { Limits } from '../model/limits.ts';
import type { Inode } from '../union/path-table.ts';
import type { BodyPair, SameContent } from '../union/reasons.ts';
import { openBody } from './bodies.ts';
import { BodyPairs, type ImagePair } from './body-pairs.ts';
import type { Image } from './image.ts';
import { OpenBodies } from './open-bodies.ts';

const FIRST_LOOK_BYTES = 4096;
/** Bodies that lie near each other are read together: most are small, and a read of its own costs more than its bytes. */
const LOOK_BYTES = 256 * 1024;
const PAIRS_PER_TURN = 256;
const BYTES_PER_TURN = 2 * 2 ** 20;
/** A hash takes as long as so many bytes more. */
const HASH_BYTES = 16 * 1024;

/**
 * Compares bodies of the same size pair by pair: by the sha256 taken while their layers were read, else by their bytes.
 * What can be compared in neither way does not count as equal: this tool audits. Only pairs that were given may be asked;
 * `undefined` between pairs gives others a turn.
 */
export function compareBodies(
  image: Image,
  pairs: Iterable<BodyPair | undefined>,
  limits: Limits,
): Promise<SameContent> {
  return compareBodiesOf({ before: image, after: image }, pairs, limits);
}

/** The same where the first body of each pair is of another image than the second. */
export async function compareBodiesOf(
  images: ImagePair,
  pairs: Iterable<BodyPair | undefined>,
  limits: Limits,
): Promise<SameContent> {
  const wanted = new BodyPairs(images);
  for (const pair of pairs) {
    if (pair) wanted.add(pair);
    else await nextTurn();
  }
  const equal = new Set<number>();
  let count = 0;
  for (const group of wanted.byLayers()) {
    const [before, after] = [
      new Side(images.before, group.before, limits),
      new Side(images.after, group.after, limits),
    ];
    for (const place of group.places) {
      const [a, b] = wanted.at(place);
      if (await isSame(before, a, after, b)) equal.add(wanted.numberOf(a, b));
      count += 1;
      if (count % PAIRS_PER_TURN === 0) await nextTurn();
    }
  }
  return (a, b) => equal.has(wanted.numberOf(a, b));
}

/** One layer of one image, its bodies asked for in the order in which they lie. */
class Side {
  readonly bare: OpenBodies;
  readonly #image: Image;
  readonly #limits: Limits;

  constructor(image: Image, layer: number, limits: Limits) {
    this.bare = new OpenBodies(image.layers[layer]!, LOOK_BYTES);
    this.#image = image;
    this.#limits = limits;
  }

  async hash(inode: Inode): Promise<Uint8Array | undefined> {
    const known = this.#image.layers[inode.layer]!.index.hash(inode.row);
    return (
      known ?? (this.bare.has(inode.row) ? this.bare.hash(inode.row) : contentHashOf(this.#image, inode, this.#limits))
    );
  }
}

async function isSame(before: Side, a: Inode, after: Side, b: Inode): Promise<boolean> {
  if (before.bare.has(a.row) && after.bare.has(b.row)) return sameStored(before.bare, a.row, after.bare, b.row);
  const [one, two] = [await before.hash(a), await after.hash(b)];
  return one !== undefined && two !== undefined && equalBytes(one, two);
}

/** Neither was hashed and both lie open: comparing bytes is the fastest way. */
async function sameStored(before: OpenBodies, a: number, after: OpenBodies, b: number): Promise<boolean> {
  const length = before.storedBytes(a);
  let isEqual = length === after.storedBytes(b);
  for (let at = 0, look = FIRST_LOOK_BYTES; isEqual && at < length; at += look, look = LOOK_BYTES) {
    const size = Math.min(look, length - at);
    const one = before.bytes(a, at, size);
    isEqual = one.length === size && Buffer.compare(one, after.bytes(b, at, size)) === 0;
    if (look === LOOK_BYTES) await nextTurn();
  }
  return isEqual;
}

/**
 * The sha256 of each body's content, in the order of the bodies, as {@link contentHashOf} tells it. Those of one layer are
 * read in the order in which they lie.
 */
export async function contentHashesOf(
  image: Image,
  bodies: readonly Inode[],
  limits: Limits,
): Promise<(Uint8Array | undefined)[]> {
  const hashes = Array.from<Uint8Array | undefined>({ length: bodies.length });
  const sides = image.layers.map((_, layer) => new Side(image, layer, limits));
  const inOrder = (a: number, b: number): number =>
    bodies[a]!.layer - bodies[b]!.layer || bodies[a]!.row - bodies[b]!.row;
  const places = await inSlices(sorted(bodies.length, inOrder));
  let leftBytes = BYTES_PER_TURN;
  for (const place of places) {
    const { layer, row } = bodies[place]!;
    hashes[place] = await sides[layer]!.hash({ layer, row });
    leftBytes -= HASH_BYTES + image.layers[layer]!.index.stored[row]!;
    if (leftBytes > 0) continue;
    leftBytes = BYTES_PER_TURN;
    await nextTurn();
  }
  return hashes;
}

/** The sha256 of a body's content, `undefined` for a sparse file too large to be hashed. Reads it when it has to. */
export async function contentHashOf(image: Image, inode: Inode, limits: Limits): Promise<Uint8Array | undefined> {
  const { index } = image.layers[inode.layer]!;
  const known = index.hash(inode.row);
  if (known) return known;
  if (index.sparse(inode.row) && index.sizes[inode.row]! > MAX_SPARSE_HASH_BYTES) return undefined;
  const hash = createHash('sha256');
  let leftBytes = BYTES_PER_TURN;
  for await (const chunk of openBody(image, inode, limits)) {
    hash.update(chunk);
    leftBytes -= chunk.length;
    if (leftBytes > 0) continue;
    leftBytes = BYTES_PER_TURN;
    await nextTurn();
  }
  return hash.digest();
}
