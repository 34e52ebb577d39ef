import { utf8 } from '../base/bytes.ts';
import type { Column } from '../base/columns.ts';
import { JsonError, parseJson } from '../base/json.ts';
import { list, number, object, ShapeError, string } from '../base/shape.ts';
import { VERSION } from '../base/version.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { HASH_BYTES, type LayerColumns } from './layer-columns.ts';
import { count, plainTables, readTables } from './layer-tables.ts';
import { packColumn, unpackColumn } from './packed-column.ts';
import { seal, unseal } from './sealed.ts';
import { areSound } from './sound-columns.ts';

/** What the bytes of an uncompressed tar lead to, whatever it was packed with. */
export interface LayerContent {
  readonly diffId: string;
  readonly tarBytes: number;
  readonly columns: LayerColumns;
  readonly diagnostics: readonly Diagnostic[];
}

/** To be raised when the format changes. What another version of varve wrote is not read: it may see a tar otherwise. */
const FORMAT = 1;
const MAGIC = utf8('VRVLAYER');
/**
 * Bytes that a file begins with: magic, format, rows, bytes of the head. Numbers are in the byte order of the machine, so
 * that a file of another kind of machine does not fit.
 */
export const START_BYTES = MAGIC.length + 3 * 4;

type Packed = { -readonly [K in keyof LayerColumns as LayerColumns[K] extends Column ? K : never]: LayerColumns[K] };

const headShape = object({
  varve: string,
  diffId: string,
  tarBytes: count,
  widths: list(number),
  hashedRows: count,
  heapBytes: count,
  tables: readTables,
});

/** The layer as a file: a start, a head in JSON with all small tables, the columns, and the sha256 of it all. */
export function encodeLayer({ diffId, tarBytes, columns, diagnostics }: LayerContent): Uint8Array {
  const packed = columnsOf(columns).map(packColumn);
  const head = utf8(
    JSON.stringify({
      varve: VERSION,
      diffId,
      tarBytes,
      widths: packed.map(({ width }) => width),
      hashedRows: columns.hashed.length,
      heapBytes: columns.heap.length,
      tables: plainTables({ ...columns, diagnostics }),
    }),
  );
  const numbers = Uint32Array.of(FORMAT, columns.rows, head.length);
  return seal([MAGIC, new Uint8Array(numbers.buffer), head, ...packed.map(({ bytes }) => bytes)]);
}

/** Reads what {@link encodeLayer} made; `undefined` for anything else: damaged, cut, of another version or machine. */
export function decodeLayer(file: Uint8Array): LayerContent | undefined {
  const start = readStart(file);
  const content = start && unseal(file);
  if (!content) return undefined;
  try {
    return contentOf(content.subarray(START_BYTES), start);
  } catch (error) {
    if (error instanceof JsonError || error instanceof ShapeError) return undefined;
    throw error;
  }
}

/** Rows of the layer in the file that begins like this; `undefined` when it is no such file. Nothing is checked. */
export function rowsOfFile(start: Uint8Array): number | undefined {
  return readStart(start)?.rows;
}

interface Start {
  readonly rows: number;
  readonly headBytes: number;
}

function readStart(file: Uint8Array): Start | undefined {
  if (file.length < START_BYTES || MAGIC.some((byte, i) => file[i] !== byte)) return undefined;
  const [format, rows, headBytes] = new Uint32Array(Uint8Array.from(file.subarray(MAGIC.length, START_BYTES)).buffer);
  return format === FORMAT ? { rows: rows!, headBytes: headBytes! } : undefined;
}

function contentOf(content: Uint8Array, { rows, headBytes }: Start): LayerContent | undefined {
  const head = headShape(parseJson(content.subarray(0, headBytes)), 'head');
  const { diagnostics, ...tables } = head.tables;
  const { hashedRows, heapBytes, widths } = head;
  const body = content.subarray(headBytes);
  // Types, hashes and names take a byte each: no count beyond the bytes there are can make us reserve memory for it.
  if (head.varve !== VERSION || Math.max(rows, hashedRows, heapBytes) > body.length) return undefined;
  const columns = { rows, ...emptyColumns(rows, hashedRows, heapBytes), ...tables };
  if (!isFilled(columnsOf(columns), widths, body) || !areSound(columns)) return undefined;
  return { diffId: head.diffId, tarBytes: head.tarBytes, columns, diagnostics };
}

/** Fills the columns, of these widths, with the bytes of `body`; whether it held them and no more. */
function isFilled(columns: readonly Column[], widths: readonly number[], body: Uint8Array): boolean {
  let at = 0;
  const allFit = columns.every((column, i) => {
    const width = widths[i] ?? -1;
    const bytes = body.subarray(at, at + width * column.length);
    at += bytes.length;
    return unpackColumn(column, { width, bytes });
  });
  return allFit && at === body.length;
}

/** The columns, in the order in which they lie one behind the other. */
function columnsOf(columns: Packed): Column[] {
  return [
    columns.types,
    columns.modes,
    columns.uids,
    columns.gids,
    columns.sizes,
    columns.stored,
    columns.mtimes,
    columns.mtimeNanos,
    columns.headerOffsets,
    columns.bodyOffsets,
    columns.nameStarts,
    columns.linkStarts,
    columns.xattrSets,
    columns.hashed,
    columns.hashes,
    columns.heap,
  ];
}

/** Columns of zeros, of the lengths that `rows` ask for. */
function emptyColumns(rows: number, hashedRows: number, heapBytes: number): Packed {
  return {
    types: new Uint8Array(rows),
    modes: new Uint16Array(rows),
    uids: new Float64Array(rows),
    gids: new Float64Array(rows),
    sizes: new Float64Array(rows),
    stored: new Float64Array(rows),
    mtimes: new Float64Array(rows),
    mtimeNanos: new Uint32Array(rows),
    headerOffsets: new Float64Array(rows),
    bodyOffsets: new Float64Array(rows),
    nameStarts: new Uint32Array(rows + 1),
    linkStarts: new Uint32Array(rows),
    xattrSets: new Uint32Array(rows),
    hashed: new Uint8Array(hashedRows),
    hashes: new Uint8Array(hashedRows * HASH_BYTES),
    heap: new Uint8Array(heapBytes),
  };
}
