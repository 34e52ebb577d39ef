import { ENTRY_TYPES } from '../tar/entry.ts';
import { HASH_BYTES, type LayerColumns } from './layer-columns.ts';

const MODE_BITS = 0o7777;
const NANOS = 1e9;

/** Whether the columns of a file fit each other, so that no function of an index made of them can go astray. */
export function areSound(columns: LayerColumns): boolean {
  const { rows, types, modes, mtimeNanos, xattrSets, sets, devices, sparse, hashed, hashes } = columns;
  const hasHashes = hashed.length > 0;
  return (
    namesLieInHeap(columns) &&
    isBelow(types, ENTRY_TYPES.length) &&
    isBelow(modes, MODE_BITS + 1) &&
    isBelow(mtimeNanos, NANOS) &&
    [columns.sizes, columns.stored, columns.headerOffsets, columns.bodyOffsets].every(areCounts) &&
    [columns.uids, columns.gids, columns.mtimes].every(areNumbers) &&
    sets[0]?.length === 0 &&
    isBelow(xattrSets, sets.length) &&
    [...devices.keys(), ...sparse.keys()].every((row) => row < rows) &&
    hashed.length === (hasHashes ? rows : 0) &&
    hashes.length === hashed.length * HASH_BYTES &&
    isBelow(hashed, 2)
  );
}

function namesLieInHeap({ rows, heap, nameStarts, linkStarts }: LayerColumns): boolean {
  if (nameStarts[0] !== 0 || nameStarts[rows] !== heap.length) return false;
  for (let row = 0; row < rows; row += 1) {
    if (linkStarts[row]! < nameStarts[row]! || nameStarts[row + 1]! < linkStarts[row]!) return false;
  }
  return true;
}

function isBelow(column: Uint8Array | Uint16Array | Uint32Array, bound: number): boolean {
  for (let i = 0; i < column.length; i += 1) if (column[i]! >= bound) return false;
  return true;
}

function areCounts(column: Float64Array): boolean {
  for (let i = 0; i < column.length; i += 1) if (!(column[i]! >= 0 && column[i]! < Infinity)) return false;
  return true;
}

function areNumbers(column: Float64Array): boolean {
  for (let i = 0; i < column.length; i += 1) if (!Number.isFinite(column[i])) return false;
  return true;
}
