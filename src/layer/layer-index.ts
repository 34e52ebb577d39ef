import type { Sparse, Xattr } from '../tar/entry.ts';
import { type Device, HASH_BYTES, type LayerColumns } from './layer-columns.ts';

type NumberColumns =
  | 'types'
  | 'modes'
  | 'uids'
  | 'gids'
  | 'sizes'
  | 'stored'
  | 'mtimes'
  | 'mtimeNanos'
  | 'headerOffsets'
  | 'bodyOffsets';

const NO_DEVICE: Device = { major: 0, minor: 0 };

/** One layer's tar as columns, a row an entry, in the order of the tar. Rows are the only handle others keep. */
export interface LayerIndex extends Pick<LayerColumns, 'rows' | NumberColumns> {
  /** The plain values that all of this is made of. */
  readonly columns: LayerColumns;
  /** The name as the tar spells it. A view, not a copy; likewise {@link link}. */
  name(row: number): Uint8Array;
  link(row: number): Uint8Array;
  xattrs(row: number): readonly Xattr[];
  device(row: number): Device;
  sparse(row: number): Sparse | null;
  /** sha256 of the logical content of a regular file, if the bytes were seen while indexing. */
  hash(row: number): Uint8Array | undefined;
}

/** The index that these columns are. They are not copied. */
export function layerIndexOf(columns: LayerColumns): LayerIndex {
  const { heap, nameStarts, linkStarts, xattrSets, sets, devices, sparse, hashed, hashes } = columns;
  return {
    columns,
    rows: columns.rows,
    types: columns.types,
    modes: columns.modes,
    uids: columns.uids,
    gids: columns.gids,
    sizes: columns.sizes,
    stored: columns.stored,
    mtimes: columns.mtimes,
    mtimeNanos: columns.mtimeNanos,
    headerOffsets: columns.headerOffsets,
    bodyOffsets: columns.bodyOffsets,
    name: (row) => heap.subarray(nameStarts[row], linkStarts[row]),
    link: (row) => heap.subarray(linkStarts[row], nameStarts[row + 1]),
    xattrs: (row) => sets[xattrSets[row]!]!,
    device: (row) => devices.get(row) ?? NO_DEVICE,
    sparse: (row) => sparse.get(row) ?? null,
    hash: (row) => (hashed[row] ? hashes.subarray(row * HASH_BYTES, (row + 1) * HASH_BYTES) : undefined),
  };
}
