import type { Column } from '../base/columns.ts';

type Narrow = Uint8Array | Uint16Array | Uint32Array;

/** A column as a file holds it, in as few bytes as its numbers allow. */
export interface PackedColumn {
  /** Bytes that each number takes, 0 when all are 0. */
  readonly width: number;
  readonly bytes: Uint8Array;
}

const NARROW: Readonly<Record<number, new (length: number | ArrayBufferLike | ArrayLike<number>) => Narrow>> = {
  1: Uint8Array,
  2: Uint16Array,
  4: Uint32Array,
};

/** The column in its narrowest form, in the byte order of this machine. Bytes stay as they are. */
export function packColumn(column: Column): PackedColumn {
  const width = column.BYTES_PER_ELEMENT === 1 ? 1 : Math.min(widthOf(column), column.BYTES_PER_ELEMENT);
  const packed = width === column.BYTES_PER_ELEMENT ? column : narrowed(column, width);
  return { width, bytes: new Uint8Array(packed.buffer, packed.byteOffset, packed.byteLength) };
}

/** Fills `column`, all zeros, with what {@link packColumn} made of one like it; whether the bytes can be that. */
export function unpackColumn(column: Column, { width, bytes }: PackedColumn): boolean {
  if (bytes.length !== width * column.length) return false;
  if (width === 0) return column.BYTES_PER_ELEMENT > 1;
  if (width === column.BYTES_PER_ELEMENT) {
    new Uint8Array(column.buffer, column.byteOffset, column.byteLength).set(bytes);
    return true;
  }
  const Type = NARROW[width];
  if (!Type || width > column.BYTES_PER_ELEMENT) return false;
  column.set(new Type(Uint8Array.from(bytes).buffer));
  return true;
}

function narrowed(column: Column, width: number): Narrow {
  return width === 0 ? new Uint8Array() : new NARROW[width]!(column);
}

/** What is negative, no whole number or beyond 32 bits takes eight bytes. */
function widthOf(column: Column): number {
  let most = 0;
  for (let i = 0; i < column.length; i += 1) {
    const value = column[i]!;
    if (value >>> 0 !== value || Object.is(value, -0)) return 8;
    if (value > most) most = value;
  }
  return most === 0 ? 0 : most < 2 ** 8 ? 1 : most < 2 ** 16 ? 2 : 4;
}
