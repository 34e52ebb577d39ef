import type { Blob } from '../blob/blob.ts';
import { padded } from '../tar/header.ts';
import { encodeHeader, type HeaderFields } from './tar-header.ts';

/** Fills `target` with the body of an entry, from its byte `offset` on. The body is as long as the header says. */
export type ReadBody = (entry: HeaderFields, target: Uint8Array, offset: number) => void;

/** Which entry starts where; one more start marks the end. */
interface Plan {
  readonly entries: readonly HeaderFields[];
  readonly starts: Float64Array;
  readonly readBody: ReadBody;
}

const CHUNK_BYTES = 2 ** 20;
const END_BYTES = 1024;

/** A tar that is never written: headers are made and bodies read when their bytes are asked for. */
export function assembledTar(name: string, entries: readonly HeaderFields[], readBody: ReadBody): Blob {
  const starts = new Float64Array(entries.length + 1);
  entries.forEach((entry, i) => (starts[i + 1] = starts[i]! + encodeHeader(entry).length + padded(entry.sizeBytes)));
  const sizeBytes = starts[entries.length]! + END_BYTES;
  const plan = { entries, starts, readBody };
  const readInto = (target: Uint8Array, offset: number): number =>
    fill(target.subarray(0, Math.max(0, sizeBytes - offset)), offset, plan);
  return { name, sizeBytes, readInto, open: () => chunksOf(readInto, sizeBytes) };
}

async function* chunksOf(readInto: NonNullable<Blob['readInto']>, sizeBytes: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < sizeBytes; at += CHUNK_BYTES) {
    const chunk = new Uint8Array(Math.min(CHUNK_BYTES, sizeBytes - at));
    readInto(chunk, at);
    yield chunk;
  }
}

/** Fills `target` from `offset` of the tar on; what is neither header nor body is zeros. */
function fill(target: Uint8Array, offset: number, { entries, starts, readBody }: Plan): number {
  target.fill(0);
  for (let i = entryAt(starts, offset); i < entries.length && starts[i]! < offset + target.length; i += 1) {
    const entry = entries[i]!;
    const header = encodeHeader(entry);
    const headerAt = starts[i]! - offset;
    const bodyAt = headerAt + header.length;
    const headerPart = header.subarray(Math.max(0, -headerAt), Math.max(0, target.length - headerAt));
    target.set(headerPart, Math.max(0, headerAt));
    const bodyPart = target.subarray(Math.max(0, bodyAt), Math.max(0, bodyAt + entry.sizeBytes));
    if (bodyPart.length > 0) readBody(entry, bodyPart, Math.max(0, -bodyAt));
  }
  return target.length;
}

/** The last entry that starts at or before `offset`. */
function entryAt(starts: Float64Array, offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (starts[middle]! <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
