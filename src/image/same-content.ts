import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { equalBytes } from '../base/bytes.ts';
import { MAX_SPARSE_HASH_BYTES } from '../layer/content-hash.ts';
import type { Limits } from '../model/limits.ts';
import type { Inode } from '../union/path-table.ts';
import { liesOpen, openBody } from './bodies.ts';
import type { Image } from './image.ts';

const FIRST_LOOK_BYTES = 4096;
const LOOK_BYTES = 2 ** 20;

/** Answers whether two bodies hold the same bytes; only pairs that were asked for before may be asked. */
export type SameContent = (a: Inode, b: Inode) => boolean;

/**
 * Compares bodies of the same size pair by pair: by the sha256 taken while their layers were read, else by their bytes.
 * What can be compared in neither way does not count as equal: this tool audits.
 */
export async function compareBodies(
  image: Image,
  pairs: Iterable<readonly [Inode, Inode]>,
  limits: Limits,
): Promise<SameContent> {
  const equal = new Set<string>();
  const buffers: Buffers = [Buffer.allocUnsafe(LOOK_BYTES), Buffer.allocUnsafe(LOOK_BYTES)];
  for (const [a, b] of pairs) {
    if (equal.has(keyOf(a, b))) continue;
    const isEqual =
      isBare(image, a) && isBare(image, b) ? sameStoredBytes(image, [a, b], buffers) : sameHash(image, [a, b], limits);
    if (await isEqual) equal.add(keyOf(a, b));
  }
  return (a, b) => equal.has(keyOf(a, b));
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

async function sameHash(image: Image, [a, b]: readonly [Inode, Inode], limits: Limits): Promise<boolean> {
  const [one, two] = [await contentHashOf(image, a, limits), await contentHashOf(image, b, limits)];
  return one !== undefined && two !== undefined && equalBytes(one, two);
}

/** The body lies open, stored as it is read, and was never hashed: comparing bytes is the fastest way. */
function isBare(image: Image, { layer, row }: Inode): boolean {
  const from = image.layers[layer]!;
  return liesOpen(from) && from.index.sparse(row) === null && from.index.hash(row) === undefined;
}

/** Read side by side, a little first: most bodies that differ do so early. */
async function sameStoredBytes(image: Image, [a, b]: readonly [Inode, Inode], buffers: Buffers): Promise<boolean> {
  const [first, second] = [image.layers[a.layer]!, image.layers[b.layer]!];
  const length = first.index.stored[a.row]!;
  const [startA, startB] = [first.index.bodyOffsets[a.row]!, second.index.bodyOffsets[b.row]!];
  for (let at = 0, look = FIRST_LOOK_BYTES; at < length; at += look, look = LOOK_BYTES) {
    const size = Math.min(look, length - at);
    const [one, two] = [buffers[0].subarray(0, size), buffers[1].subarray(0, size)];
    const [readA, readB] = [first.blob.readInto!(one, startA + at), second.blob.readInto!(two, startB + at)];
    if (readA !== size || readB !== size || !one.equals(two)) return false;
    if (look === LOOK_BYTES) await nextTurn();
  }
  return true;
}

/** What two bodies are read into, used for one pair after the other. */
type Buffers = readonly [Buffer, Buffer];

function keyOf(a: Inode, b: Inode): string {
  return `${a.layer}:${a.row}=${b.layer}:${b.row}`;
}
