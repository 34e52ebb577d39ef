import { concatBytes, decodeUtf8 } from '../base/bytes.ts';
import { JsonError, parseJson } from '../base/json.ts';
import { ShapeError } from '../base/shape.ts';
import { formatCount, printable } from '../base/text.ts';
import type { Blob } from '../blob/blob.ts';
import { decompress } from '../blob/decompress.ts';
import { digestOf } from '../blob/hash.ts';
import { readAll } from '../blob/read-all.ts';
import { parseDigest } from '../model/digest.ts';
import { VarveError } from '../model/error.ts';
import type { Limits } from '../model/limits.ts';
import type { TarEntry } from '../tar/entry.ts';
import { TarStream } from '../tar/stream.ts';
import { type TocFile, tocFiles } from './toc-files.ts';
import { locateToc, type ReadRange, type TocKind, type TocPlace } from './toc-place.ts';

/** A layer's table of contents: what lazy runtimes take for the files of the layer, and where each one's bytes lie. */
export interface Toc {
  readonly kind: TocKind;
  /** As an annotation would name it: in eStargz of the JSON, in zstd:chunked of the packed JSON. */
  readonly digest: string;
  /** What an annotation does name; `null` without one. */
  readonly claimedDigest: string | null;
  /** The table itself, unpacked. */
  readonly json: Uint8Array;
  readonly files: readonly TocFile[];
}

/** The frame that holds the table of zstd:chunked begins before it. */
const SKIPPABLE_HEADER_BYTES = 8;

/** The entry of an eStargz layer that holds the table. */
export const STARGZ_INDEX = 'stargz.index.json';

const NAME = 'the table of contents';

/**
 * Reads a layer's table of contents by positional reads, last bytes first; `null` when the layer has none.
 *
 * @throws VarveError `DIGEST_MISMATCH` when it differs from its annotation, `FORMAT_INVALID`, `STREAM_DAMAGED`, `LIMIT`
 */
export async function readToc(
  read: ReadRange,
  sizeBytes: number,
  annotations: Readonly<Record<string, string>>,
  limits: Limits,
): Promise<Toc | null> {
  const toc = await readUncheckedToc(read, sizeBytes, annotations, limits);
  if (!toc || toc.claimedDigest === null || toc.claimedDigest === toc.digest) return toc;
  const claimed = printable(toc.claimedDigest);
  throw new VarveError('DIGEST_MISMATCH', `${NAME} should have the digest ${claimed} but has ${toc.digest}`);
}

/**
 * The same, whatever its annotation says.
 *
 * @throws VarveError `FORMAT_INVALID`, `STREAM_DAMAGED`, `LIMIT`
 */
export async function readUncheckedToc(
  read: ReadRange,
  sizeBytes: number,
  annotations: Readonly<Record<string, string>>,
  limits: Limits,
): Promise<Toc | null> {
  const place = await locateToc(read, sizeBytes, annotations);
  if (!place) return null;
  if (place.length > limits.maxJson) {
    throw new VarveError('LIMIT', `${NAME} has ${formatCount(place.length)} bytes, beyond the limit max-json`, {
      hint: 'Raise --max-json if you trust this image.',
    });
  }
  const packed = await read(place.offset, place.length);
  const json = place.kind === 'estargz' ? await stargzJson(packed, limits) : await unpackedJson(packed, limits);
  const algorithm = parseDigest(place.digest ?? '')?.algorithm;
  return {
    kind: place.kind,
    digest: digestOf(place.kind === 'estargz' ? json : packed, algorithm),
    claimedDigest: place.digest,
    json,
    files: filesIn(json, place),
  };
}

/** Whether a table says how long files are and what they hold; one without tells of names only. */
export function describesFiles({ files }: Pick<Toc, 'files'>): boolean {
  return files.some(({ sizeBytes, digest }) => sizeBytes > 0 || digest !== null);
}

/** Reads of a blob at an offset, where it allows them: what lies plain on disk, or at a registry. */
export function rangesOf({ readInto, fetchRange }: Pick<Blob, 'readInto' | 'fetchRange'>): ReadRange | undefined {
  if (!readInto) return fetchRange;
  return async (offset, length) => {
    const target = new Uint8Array(length);
    return target.subarray(0, readInto(target, offset));
  };
}

function filesIn(json: Uint8Array, { kind, offset }: TocPlace): readonly TocFile[] {
  const endOffset = kind === 'estargz' ? offset : offset - SKIPPABLE_HEADER_BYTES;
  try {
    return tocFiles(endOffset)(parseJson(json), NAME);
  } catch (error) {
    if (!(error instanceof ShapeError || error instanceof JsonError)) throw error;
    const message = error instanceof JsonError ? `${NAME} cannot be read: ${error.message}` : error.message;
    throw new VarveError('FORMAT_INVALID', message, { cause: error });
  }
}

function unpackedJson(packed: Uint8Array, limits: Limits): Promise<Uint8Array> {
  const open = () => decompress('zstd', inOnePiece(packed), { limits, name: NAME });
  return readAll({ name: NAME, sizeBytes: 0, open }, limits.maxJson);
}

/** In eStargz the table is the one entry of the tar that the last members hold. */
async function stargzJson(packed: Uint8Array, limits: Limits): Promise<Uint8Array> {
  const open = () => decompress('gzip', inOnePiece(packed), { limits, name: NAME });
  const body = new StargzIndex();
  const tar = new TarStream(body);
  tar.push(await readAll({ name: NAME, sizeBytes: 0, open }, limits.maxJson));
  if (body.json) return body.json;
  throw new VarveError('FORMAT_INVALID', `${NAME} is not where the layer's footer says: there is no ${STARGZ_INDEX}`);
}

/** Takes the body of the table's entry. */
class StargzIndex {
  readonly #pieces: Uint8Array[] = [];
  #isWanted = false;
  #wasMet = false;

  get json(): Uint8Array | undefined {
    return this.#wasMet ? concatBytes(this.#pieces) : undefined;
  }

  entry({ name }: TarEntry): void {
    this.#isWanted = decodeUtf8(name) === STARGZ_INDEX;
    this.#wasMet ||= this.#isWanted;
  }

  body(chunk: Uint8Array): void {
    if (this.#isWanted) this.#pieces.push(chunk);
  }

  oddity(): void {
    // Whoever reads the layer as a tar hears of it there.
  }
}

async function* inOnePiece(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
