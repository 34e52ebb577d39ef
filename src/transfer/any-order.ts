import { spool } from '../blob/spool.ts';
import type { OpenFile } from '../blob/file-blob.ts';
import { liesOpen, readRange } from '../image/bodies.ts';
import type { Image } from '../image/image.ts';
import type { Limits } from '../model/limits.ts';
import type { Inode } from '../union/path-table.ts';
import { gathered } from './gathered.ts';
import { storedBodies } from '../image/stored-bodies.ts';

/** Stored bodies that can be asked for in any order. */
export interface AnyOrder {
  read(inode: Inode): AsyncIterable<Uint8Array>;
  close(): Promise<void>;
}

/**
 * Makes these bodies ready to be read in any order. Those of packed layers are copied into one temporary file first, so
 * that each layer is unpacked once; damage is found then. `wanted` holds rows of bodies, ascending, by layer.
 *
 * @throws VarveError naming the layer, or `READ_FAILED` when the copy cannot be kept
 */
export async function bodiesInAnyOrder(
  image: Image,
  wanted: ReadonlyMap<number, readonly number[]>,
  limits: Limits,
): Promise<AnyOrder> {
  const packed = [...wanted].filter(([layer]) => !liesOpen(image.layers[layer]!));
  const starts = new Map<number, Map<number, number>>();
  const file = packed.length > 0 ? await copyOf(image, packed, starts, limits) : undefined;
  const copy = file?.blob('the temporary copy of packed layers');
  return {
    read({ layer, row }) {
      const start = starts.get(layer)?.get(row);
      if (start === undefined) return one(image, { layer, row }, limits);
      return readRange(copy!, start, image.layers[layer]!.index.stored[row]!);
    },
    close: async () => file?.close(),
  };
}

/** Fills `starts` with where each body begins in the copy. */
function copyOf(
  image: Image,
  packed: readonly (readonly [number, readonly number[]])[],
  starts: Map<number, Map<number, number>>,
  limits: Limits,
): Promise<OpenFile> {
  async function* bodies(): AsyncGenerator<Uint8Array> {
    let at = 0;
    for (const [layer, rows] of packed) {
      const places = new Map<number, number>();
      starts.set(layer, places);
      for await (const { row, chunks } of storedBodies(image, layer, rows, limits)) {
        places.set(row, at);
        for await (const chunk of chunks) {
          at += chunk.length;
          yield chunk;
        }
      }
    }
  }
  return spool('the files of packed layers', gathered(bodies()));
}

async function* one(image: Image, { layer, row }: Inode, limits: Limits): AsyncGenerator<Uint8Array> {
  for await (const { chunks } of storedBodies(image, layer, [row], limits)) yield* chunks;
}
