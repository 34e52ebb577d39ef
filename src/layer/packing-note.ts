import { utf8 } from '../base/bytes.ts';
import { JsonError, parseJson } from '../base/json.ts';
import { object, ShapeError, string, type Shape } from '../base/shape.ts';
import type { Compression } from '../blob/compression.ts';
import { count } from './layer-tables.ts';
import { seal, unseal } from './sealed.ts';

/** What stored bytes, known by their digest, were found to be: a packing of a layer. */
export interface PackingNote {
  readonly digest: string;
  readonly diffId: string;
  readonly compression: Compression;
  readonly storedBytes: number;
  /** The limit they unpacked under. */
  readonly maxRatio: number;
}

/** To be raised when the format changes. */
const FORMAT = 1;
const COMPRESSIONS: readonly Compression[] = ['none', 'gzip', 'zstd', 'xz', 'bzip2'];

const compressionShape: Shape<Compression> = (value, at) => {
  const found = COMPRESSIONS.find((each) => each === value);
  if (found === undefined) throw new ShapeError(`${at} should be a compression`);
  return found;
};

const shape = object({
  format: count,
  digest: string,
  diffId: string,
  compression: compressionShape,
  storedBytes: count,
  maxRatio: count,
});

/** The note as a file, with its sha256 behind. */
export function encodeNote(note: PackingNote): Uint8Array {
  return seal([utf8(JSON.stringify({ format: FORMAT, ...note }))]);
}

/** Reads what {@link encodeNote} made; `undefined` for anything else. */
export function decodeNote(file: Uint8Array): PackingNote | undefined {
  const content = unseal(file);
  if (!content) return undefined;
  try {
    const { format, ...note } = shape(parseJson(content), 'note');
    return format === FORMAT ? note : undefined;
  } catch (error) {
    if (error instanceof JsonError || error instanceof ShapeError) return undefined;
    throw error;
  }
}
