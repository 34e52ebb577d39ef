import type { Limits } from '../model/limits.ts';
import { bunzip2 } from './bzip2.ts';
import { type Compression, SNIFF_BYTES, sniffCompression } from './compression.ts';
import { Damage, damageError } from './damage.ts';
import { gunzip } from './gzip.ts';
import { Intake } from './intake.ts';
import { limited } from './limited.ts';
import { unxz } from './xz.ts';
import { unzstd } from './zstd.ts';

export interface DecompressOptions {
  readonly limits: Limits;
  /** How messages name the stream. Printable. */
  readonly name: string;
}

const DECODERS: Readonly<Record<Compression, (intake: Intake) => AsyncIterable<Uint8Array>>> = {
  none: pass,
  gzip: gunzip,
  zstd: unzstd,
  xz: unxz,
  bzip2: bunzip2,
};

/**
 * The unpacked bytes of a packed stream, in order; `none` passes through. To be read once. The source is read to its end
 * even where the packed data ends before it; when the reader stops early, everything is released before that returns.
 *
 * @throws VarveError `LIMIT` for `maxBytes` and `maxRatio`, `STREAM_DAMAGED`, `UNSUPPORTED`, `READ_FAILED` when a worker
 * thread dies; what `chunks` throws comes out unchanged
 */
export async function* decompress(
  compression: Compression,
  chunks: AsyncIterable<Uint8Array>,
  { limits, name }: DecompressOptions,
): AsyncGenerator<Uint8Array> {
  const intake = new Intake(chunks);
  try {
    yield* limited(DECODERS[compression](intake), { name, limits, takenBytes: () => intake.takenBytes });
  } catch (error) {
    throw error instanceof Damage ? damageError(error, name, compression, intake.takenBytes) : error;
  } finally {
    await intake.close();
  }
}

/**
 * Tells by its first bytes how a stream is packed and unpacks it like {@link decompress}. Only the chunks that hold the
 * first bytes are read before the result is. Whoever calls this must read the result or `return` from its iterator,
 * which lets go of the source even before anything was read.
 */
export async function openDecompressed(
  chunks: AsyncIterable<Uint8Array>,
  options: DecompressOptions,
): Promise<{ compression: Compression; chunks: AsyncIterable<Uint8Array> }> {
  const source = chunks[Symbol.asyncIterator]();
  const first: Uint8Array[] = [];
  let head = new Uint8Array(0);
  while (head.length < SNIFF_BYTES) {
    const { value, done } = await source.next();
    if (done) break;
    first.push(value);
    head = Uint8Array.of(...head, ...value.subarray(0, SNIFF_BYTES));
  }
  const compression = sniffCompression(head);
  return { compression, chunks: releasing(decompress(compression, resumed(first, source), options), source) };
}

/** A generator that was never asked for anything runs none of its code when it is left: then this lets go of the source. */
function releasing(chunks: AsyncGenerator<Uint8Array>, source: AsyncIterator<Uint8Array>): AsyncIterable<Uint8Array> {
  const iterator: AsyncIterator<Uint8Array> = {
    next: () => chunks.next(),
    async return() {
      const end = await chunks.return(undefined);
      await source.return?.();
      return end;
    },
  };
  return { [Symbol.asyncIterator]: () => iterator };
}

async function* pass(intake: Intake): AsyncGenerator<Uint8Array> {
  for (let chunk; (chunk = await intake.chunk());) yield chunk;
}

/** The chunks already read, then the rest; leaving early lets go of the source wherever that happens. */
async function* resumed(first: readonly Uint8Array[], source: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  let hasEnded = false;
  try {
    yield* first;
    for (let step; !(step = await source.next()).done;) yield step.value;
    hasEnded = true;
  } finally {
    if (!hasEnded) await source.return?.();
  }
}
