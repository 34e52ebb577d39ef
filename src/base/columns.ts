/** A typed array that keeps numbers of one kind. */
export type Column = Uint8Array | Uint16Array | Uint32Array | Int32Array | Float64Array;

const FIRST_ROWS = 256;

/** Gives `column` itself when it holds at least `rows` cells, else a copy with room to grow. */
export function roomFor<T extends Column>(column: T, rows: number): T {
  if (rows <= column.length) return column;
  const size = Math.max(FIRST_ROWS, rows, Math.ceil(column.length * 2));
  const grown = new (column.constructor as new (length: number) => T)(size);
  grown.set(column as never);
  return grown;
}
