import { decodeUtf8 } from '../base/bytes.ts';
import { printable } from '../base/text.ts';
import { VarveError } from '../model/error.ts';

/** The `length` bytes of a layer from `offset` on; fewer only at its end. */
export type ReadRange = (offset: number, length: number) => Promise<Uint8Array>;

/** Layers with a table of contents, by the name of their form. */
export type TocKind = 'estargz' | 'zstd:chunked';

/** Where a layer's table of contents lies, packed, and what is claimed of it. */
export interface TocPlace {
  readonly kind: TocKind;
  readonly offset: number;
  readonly length: number;
  /** The digest that an annotation names; `null` without one. Of the unpacked JSON in eStargz, of the packed in zstd:chunked. */
  readonly digest: string | null;
}

type Annotations = Readonly<Record<string, string>>;

const STARGZ_DIGEST = 'containerd.io/snapshot/stargz/toc.digest';
/** Tools of 2022 and before left `github` out. */
const CHUNKED = ['io.github.containers.zstd-chunked.manifest', 'io.containers.zstd-chunked.manifest'] as const;

/** The longest of the footers. */
const FOOTER_BYTES = 64;
/** Written `GnUlInUx`, and `GNUlInUx`. */
const CHUNKED_MAGIC = 'gnulinux';
const SKIPPABLE_FRAME = 0x184d2a50;
const SHORT_FRAME_AT = FOOTER_BYTES - 48;

/**
 * Looks for a table of contents: eStargz's and stargz's empty gzip member at the end, zstd:chunked's annotation or footer.
 *
 * @throws VarveError `FORMAT_INVALID` when annotations promise one that is not there, or footer and annotation disagree
 */
export async function locateToc(
  read: ReadRange,
  sizeBytes: number,
  annotations: Annotations,
): Promise<TocPlace | null> {
  const start = Math.max(0, sizeBytes - FOOTER_BYTES);
  const footer = await read(start, sizeBytes - start);
  const annotated = annotatedPlace(annotations);
  const place = stargzPlace(footer, sizeBytes, annotations) ?? chunkedPlace(footer, annotations);
  if (annotated && place && (annotated.offset !== place.offset || annotated.length !== place.length)) {
    throw wrong('its footer and its annotation tell of different places');
  }
  const found = annotated ?? place;
  if (!found && (annotations[STARGZ_DIGEST] !== undefined || chunkedDigest(annotations) !== null)) {
    throw wrong('an annotation names one, but the layer has none');
  }
  if (found && (found.length <= 0 || found.offset + found.length > sizeBytes)) {
    throw wrong('it would lie beyond the end of the layer');
  }
  return found ?? null;
}

/** The digest that annotations name for a table of contents; `null` when they tell of one without, `undefined` when of none. */
export function announcedDigest(annotations: Annotations): string | null | undefined {
  const digest = annotations[STARGZ_DIGEST] ?? chunkedDigest(annotations);
  return digest ?? (CHUNKED.some((name) => annotations[`${name}-position`] !== undefined) ? null : undefined);
}

/** `offset:length:uncompressed length:type`. */
function annotatedPlace(annotations: Annotations): TocPlace | undefined {
  const text = CHUNKED.map((name) => annotations[`${name}-position`]).find((each) => each !== undefined);
  if (text === undefined) return undefined;
  const match = /^(\d{1,15}):(\d{1,15}):\d{1,15}:\d+$/.exec(text);
  if (!match) throw wrong(`the annotation of its position is ${printable(text)}`);
  const digest = chunkedDigest(annotations);
  return { kind: 'zstd:chunked', offset: Number(match[1]), length: Number(match[2]), digest };
}

function chunkedDigest(annotations: Annotations): string | null {
  return CHUNKED.map((name) => annotations[`${name}-checksum`]).find((each) => each !== undefined) ?? null;
}

/** An empty gzip member whose extra field holds sixteen digits and `STARGZ`; eStargz puts them into a subfield `SG`. */
function stargzPlace(footer: Uint8Array, sizeBytes: number, annotations: Annotations): TocPlace | undefined {
  for (const [length, extraAt] of [
    [51, 16],
    [47, 12],
  ] as const) {
    const member = footer.subarray(footer.length - length);
    if (member.length < length || member[0] !== 0x1f || member[1] !== 0x8b || member[3] !== 4) continue;
    const digits = /^([0-9a-f]{16})STARGZ$/.exec(decodeUtf8(member.subarray(extraAt, extraAt + 22)) ?? '')?.[1];
    if (digits === undefined) continue;
    const offset = Number.parseInt(digits, 16);
    return { kind: 'estargz', offset, length: sizeBytes - length - offset, digest: annotations[STARGZ_DIGEST] ?? null };
  }
  return undefined;
}

/**
 * The body of a frame that decoders jump over: numbers of eight bytes, least significant byte first, of which the last is
 * the magic. There are eight of them, or in tools of 2022 and before five.
 */
function chunkedPlace(footer: Uint8Array, annotations: Annotations): TocPlace | undefined {
  if (footer.length < FOOTER_BYTES) return undefined;
  if (decodeUtf8(footer.subarray(-CHUNKED_MAGIC.length))?.toLowerCase() !== CHUNKED_MAGIC) return undefined;
  const view = new DataView(footer.buffer, footer.byteOffset, FOOTER_BYTES);
  const isShort =
    view.getUint32(SHORT_FRAME_AT, true) === SKIPPABLE_FRAME && view.getUint32(SHORT_FRAME_AT + 4, true) === 40;
  const start = isShort ? SHORT_FRAME_AT + 8 : 0;
  const [offset, length] = [Number(view.getBigUint64(start, true)), Number(view.getBigUint64(start + 8, true))];
  return { kind: 'zstd:chunked', offset, length, digest: chunkedDigest(annotations) };
}

function wrong(what: string): VarveError {
  return new VarveError('FORMAT_INVALID', `the layer's table of contents cannot be found: ${what}`);
}
