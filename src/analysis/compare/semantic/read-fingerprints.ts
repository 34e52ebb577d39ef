import { readBodies, type WantedBody } from '../../../image/read-bodies.ts';
import type { Image } from '../../../image/image.ts';
import type { Limits } from '../../../model/limits.ts';
import type { Inode } from '../../../union/path-table.ts';
import { keyOf, type NamedPath } from './file-difference.ts';
import { type Fingerprint, fingerprintOf, MAX_BODY_BYTES } from './fingerprints.ts';

/** A regular file of an image. */
export interface NamedFile extends NamedPath {
  readonly inode: Inode;
}

/** Fingerprints by `keyOf` of their paths. */
export type Fingerprints = ReadonlyMap<string, Fingerprint>;

/**
 * The fingerprints of files, read in one way through the layers; no more than one body is in memory at a time. Bodies
 * larger than `MAX_BODY_BYTES` have none.
 *
 * @throws VarveError naming the layer
 */
export async function readFingerprints(
  image: Image,
  files: Iterable<NamedFile>,
  limits: Limits,
): Promise<Fingerprints> {
  const names = new Map<string, NamedFile[]>();
  for (const file of files) {
    const { layer, row } = file.inode;
    if (image.layers[layer]!.index.sizes[row]! > MAX_BODY_BYTES) continue;
    const key = `${layer} ${row}`;
    names.set(key, [...(names.get(key) ?? []), file]);
  }
  const wanted = [...names.values()].map((sameBody) => wantedBody(image, sameBody));
  const found = new Map<string, Fingerprint>();
  for await (const [, fingerprints] of readBodies(image, wanted, limits)) {
    for (const [key, fingerprint] of fingerprints) found.set(key, fingerprint);
  }
  return found;
}

/** A body and all paths that it has. */
function wantedBody(image: Image, files: readonly NamedFile[]): WantedBody<[string, Fingerprint][]> {
  const { inode } = files[0]!;
  const length = image.layers[inode.layer]!.index.sizes[inode.row]!;
  return {
    inode,
    *read() {
      const content = yield { offset: 0, length };
      return files.map((file) => [keyOf(file), fingerprintOf(file.path, content)]);
    },
  };
}
