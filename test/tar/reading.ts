import { concatBytes } from '../../src/base/bytes.ts';
import { VarveError } from '../../src/model/error.ts';
import { ENTRY_TYPES, type TarEntry, type TarSink } from '../../src/tar/entry.ts';
import { hopTar } from '../../src/tar/hop.ts';
import { SparseContent } from '../../src/tar/sparse-content.ts';
import { TarStream } from '../../src/tar/stream.ts';

/** An entry as tests speak of it: names as Latin-1, so that every byte shows. */
export interface ReadEntry extends Omit<TarEntry, 'name' | 'link' | 'type' | 'xattrs'> {
  readonly name: string;
  readonly link: string;
  readonly type: (typeof ENTRY_TYPES)[number];
  readonly xattrs: Readonly<Record<string, string>>;
}

/** All that a reader tells of an archive. */
export interface Reading {
  readonly entries: readonly ReadEntry[];
  /** `code @byte`. */
  readonly oddities: readonly string[];
  readonly failure: VarveError | undefined;
}

/** What the hopping reader finds. Anything but a `VarveError` is thrown. */
export function hop(archive: Uint8Array): Reading {
  const found = collector();
  const readInto = (target: Uint8Array, offset: number): number => {
    const piece = archive.subarray(offset, offset + target.length);
    target.set(piece);
    return piece.length;
  };
  return found.reading(() => {
    for (const _ of hopTar(readInto, archive.length, found.sink));
  });
}

/** What the stream finds in pieces of these lengths, in turn. Each piece is overwritten once it was taken. */
export function stream(archive: Uint8Array, lengths: readonly number[] = [archive.length]): Reading {
  const found = collector();
  return found.reading(() => {
    const tar = new TarStream(found.sink);
    for (const piece of piecesOf(archive, lengths)) {
      tar.push(piece);
      piece.fill(0xee);
    }
    tar.end();
  });
}

/** The entries of a sound archive. */
export function entriesIn(archive: Uint8Array): readonly ReadEntry[] {
  const { entries, failure } = hop(archive);
  if (failure) throw failure;
  return entries;
}

/** The one entry of a sound archive. */
export function onlyEntry(archive: Uint8Array): ReadEntry {
  const [first, ...more] = entriesIn(archive);
  if (!first || more.length > 0) throw new Error(`expected one entry, found ${more.length + (first ? 1 : 0)}`);
  return first;
}

/** Why the archive cannot be read, both readers agreeing; empty when it can. */
export function failureOf(archive: Uint8Array): string {
  const [hopped, streamed] = [hop(archive), stream(archive)].map(({ failure }) =>
    failure ? `${failure.code}: ${failure.message}` : '',
  );
  if (hopped !== streamed) throw new Error(`the hopping reader says "${hopped}", the stream "${streamed}"`);
  return hopped!;
}

/** The content of an entry as its reader sees it. */
export function contentOf(archive: Uint8Array, { bodyOffset, storedBytes, sparse, sizeBytes }: ReadEntry): Uint8Array {
  const stored = archive.subarray(bodyOffset, bodyOffset + storedBytes);
  if (!sparse) return stored;
  const content = new SparseContent(sparse, sizeBytes, bodyOffset);
  return concatBytes([...content.push(stored), ...content.rest()]);
}

/** Copies of the pieces of `archive`. */
function* piecesOf(archive: Uint8Array, lengths: readonly number[]): Generator<Uint8Array> {
  for (let at = 0, i = 0; at < archive.length; i += 1) {
    const length = Math.max(1, lengths[i % lengths.length]!);
    yield Uint8Array.from(archive.subarray(at, at + length)); // a Buffer's slice would be no copy
    at += length;
  }
}

function collector(): { sink: TarSink; reading: (read: () => void) => Reading } {
  const entries: ReadEntry[] = [];
  const oddities: string[] = [];
  const sink: TarSink = {
    entry: (entry) => void entries.push(copyOf(entry)),
    oddity: (code, _message, byte) => void oddities.push(`${code} @${byte}`),
  };
  const reading = (read: () => void): Reading => {
    try {
      read();
    } catch (error) {
      if (!(error instanceof VarveError)) throw error;
      return { entries, oddities, failure: error };
    }
    return { entries, oddities, failure: undefined };
  };
  return { sink, reading };
}

function copyOf(entry: TarEntry): ReadEntry {
  return {
    ...entry,
    name: latin1(entry.name),
    link: latin1(entry.link),
    type: ENTRY_TYPES[entry.type],
    xattrs: Object.fromEntries(entry.xattrs.map(({ name, value }) => [name, latin1(value)])),
  };
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}
