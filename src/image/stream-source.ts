import { concatBytes, decodeUtf8 } from '../base/bytes.ts';
import { printable, printableBytes } from '../base/text.ts';
import type { Blob } from '../blob/blob.ts';
import { sniffCompression } from '../blob/compression.ts';
import { memoryBlob } from '../blob/memory-blob.ts';
import { type IndexedLayer, streamLayer } from '../layer/index-layer.ts';
import { LayerSink } from '../layer/layer-sink.ts';
import { Diagnostics } from '../model/diagnostic.ts';
import { VarveError } from '../model/error.ts';
import type { Limits } from '../model/limits.ts';
import { isSavedImage, TraceFinder } from '../source/archive-kind.ts';
import { type ImageSet, sourceOf } from '../source/image-set.ts';
import type { ImageSource } from '../source/image-source.ts';
import { imagesInTar, type TarTransport } from '../source/open-tar.ts';
import { cleanPath, type Link, type Members, resolvePath } from '../source/members.ts';
import { rootfs } from '../source/rootfs.ts';
import { BLOCK_BYTES, looksLikeTar } from '../tar/header.ts';
import { EntryType } from '../tar/entry.ts';
import { SparseContent } from '../tar/sparse-content.ts';
import { type PassingEntry, passingEntries } from './member-stream.ts';

/** An archive that was read front to back, once. */
export interface StreamedArchive {
  readonly source: ImageSource;
  /** The layer that was read from a blob of this source when it went by. @throws VarveError why it could not be read */
  captured(blob: Blob): IndexedLayer | undefined;
}

type Capture = IndexedLayer | VarveError;

/**
 * Reads an archive that cannot be read twice. What a member is, a docker or OCI archive tells only at its end, so each
 * member that looks like a layer is indexed while it passes, each one that looks like JSON is kept, and the archive as a
 * whole is indexed as the layer it is if it turns out to be a root filesystem.
 *
 * @throws VarveError `TAR_DAMAGED`, `STREAM_DAMAGED`, `LIMIT`, `FORMAT_INVALID`
 */
export async function readStreamedArchive(
  name: string,
  chunks: AsyncIterable<Uint8Array>,
  { transport, limits }: { readonly transport: TarTransport; readonly limits: Limits },
): Promise<StreamedArchive> {
  const outer = new OuterLayer(limits);
  const passed = new PassedMembers(name, limits);
  const traces = new TraceFinder();
  for await (const { entry, body } of passingEntries(outer.counting(chunks), outer.sink, name)) {
    traces.add(entry.name);
    await passed.take(entry, body);
  }
  if (transport !== 'rootfs' && (transport !== null || isSavedImage(traces.traces))) {
    return { source: opened(await imagesInTar(passed, transport, limits)), captured: (blob) => passed.captured(blob) };
  }
  const blob = passedBlob(name, outer.tarBytes);
  return { source: opened(rootfs(blob)), captured: (asked) => (asked === blob ? outer.finish() : undefined) };
}

function opened(images: ImageSet): ImageSource {
  return sourceOf(images, () => {});
}

/** A blob that went by: whoever asks for its bytes should have asked while they passed. */
function passedBlob(name: string, sizeBytes: number): Blob {
  return {
    name,
    sizeBytes,
    open() {
      throw new VarveError('READ_FAILED', `${name} went by and cannot be read again`);
    },
  };
}

/** The archive itself, as the one layer of a root filesystem. */
class OuterLayer {
  readonly #diagnostics = new Diagnostics();
  readonly sink: LayerSink;
  tarBytes = 0;

  constructor(limits: Limits) {
    this.sink = new LayerSink(this.#diagnostics, { limits, budget: { entries: 0 } }, true);
  }

  /** The same chunks; their bytes are the size of the tar. */
  async *counting(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      this.tarBytes += chunk.length;
      yield chunk;
    }
  }

  finish(): IndexedLayer {
    return {
      index: this.sink.finish(),
      compression: 'none',
      compressedBytes: null,
      tarBytes: this.tarBytes,
      digest: null,
      diffId: null,
      diagnostics: this.#diagnostics.list(),
    };
  }
}

/** What was kept of the members that went by. */
class PassedMembers implements Members {
  readonly name: string;
  readonly #limits: Limits;
  readonly #blobs = new Map<string, Blob>();
  readonly #links = new Map<string, Link>();
  readonly #captures = new Map<Blob, Capture>();
  readonly #budget = { entries: 0 };
  #documentBytes = 0;

  constructor(name: string, limits: Limits) {
    this.name = name;
    this.#limits = limits;
  }

  paths(): Iterable<string> {
    return this.#blobs.keys();
  }

  find(path: string): { path: string; blob: Blob } | undefined {
    const real = resolvePath(path, (each) => this.#links.get(each));
    const blob = real === undefined ? undefined : this.#blobs.get(real);
    return real === undefined || !blob ? undefined : { path: real, blob };
  }

  captured(blob: Blob): IndexedLayer {
    const capture = this.#captures.get(blob);
    if (capture instanceof VarveError) throw capture;
    if (!capture) throw new VarveError('TAR_DAMAGED', 'it is no tar archive, neither plain nor compressed');
    return capture;
  }

  async take(entry: PassingEntry, body: AsyncIterable<Uint8Array>): Promise<void> {
    const path = cleanPath(textOf(entry.name));
    if (path === undefined) return;
    this.#blobs.delete(path);
    this.#links.delete(path);
    if (entry.type === EntryType.symlink) this.#links.set(path, { target: textOf(entry.link), fromRoot: false });
    else if (entry.type === EntryType.hardlink) this.#links.set(path, { target: textOf(entry.link), fromRoot: true });
    else if (entry.type === EntryType.file) this.#blobs.set(path, await this.#keep(path, entry, body));
  }

  async #keep(path: string, entry: PassingEntry, stored: AsyncIterable<Uint8Array>): Promise<Blob> {
    const { sizeBytes } = entry;
    const body = entry.sparse ? filledIn(entry, stored) : stored;
    const name = `${this.name}: ${printable(path)}`;
    const blob = passedBlob(name, sizeBytes);
    const { head, whole } = await startOf(body);
    if (looksLikeJson(head)) return this.#keepDocument(name, sizeBytes, whole);
    if (sizeBytes === 0 || looksLikeTar(head) || sniffCompression(head) !== 'none') {
      this.#captures.set(blob, await this.#capture(path, blob, whole));
    }
    return blob;
  }

  async #keepDocument(name: string, sizeBytes: number, chunks: AsyncIterable<Uint8Array>): Promise<Blob> {
    this.#documentBytes += sizeBytes;
    if (this.#documentBytes > this.#limits.maxJson) return tooMuchJson(name, sizeBytes, this.#limits.maxJson);
    const pieces: Uint8Array[] = [];
    for await (const chunk of chunks) pieces.push(chunk.slice());
    return memoryBlob(name, concatBytes(pieces));
  }

  /** Most of what looks like a layer in a root filesystem is none; only who asks for it hears why. */
  async #capture(path: string, blob: Blob, chunks: AsyncIterable<Uint8Array>): Promise<Capture> {
    const algorithm = /(?:^|\/)sha512\//.test(path) ? `sha512:${'0'.repeat(128)}` : null;
    const about = { name: blob.name, storedBytes: blob.sizeBytes, claims: { digest: algorithm, diffId: null } };
    try {
      return await streamLayer(chunks, about, { limits: this.#limits, budget: this.#budget, hashAll: true });
    } catch (error) {
      if (error instanceof VarveError) return error;
      throw error;
    }
  }
}

function tooMuchJson(name: string, sizeBytes: number, maxJson: number): Blob {
  return {
    name,
    sizeBytes,
    open() {
      throw new VarveError(
        'LIMIT',
        `${name} was passed over: the JSON documents of the stream take more than ${maxJson} bytes`,
        {
          hint: 'Raise the limit with --max-json, or read the archive from a file.',
        },
      );
    },
  };
}

/** The bytes of a member that was packed with `tar -S`: its holes become zeros again. */
async function* filledIn(
  { sparse, sizeBytes, bodyOffset }: PassingEntry,
  stored: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const content = new SparseContent(sparse!, sizeBytes, bodyOffset);
  for await (const chunk of stored) yield* content.push(chunk);
  yield* content.rest();
}

/** The first block of a body, and the body from its start. */
async function startOf(
  body: AsyncIterable<Uint8Array>,
): Promise<{ head: Uint8Array; whole: AsyncIterable<Uint8Array> }> {
  const chunks = body[Symbol.asyncIterator]();
  const first: Uint8Array[] = [];
  let length = 0;
  while (length < BLOCK_BYTES) {
    const next = await chunks.next();
    if (next.done) break;
    first.push(next.value);
    length += next.value.length;
  }
  const whole = (async function* (): AsyncGenerator<Uint8Array> {
    yield* first;
    for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value;
  })();
  return { head: concatBytes(first).subarray(0, BLOCK_BYTES), whole };
}

/** Begins like a JSON object or list, after blanks and a byte order mark. */
function looksLikeJson(head: Uint8Array): boolean {
  return /^(?:\xef\xbb\xbf)?[\t\n\r ]*[[{]/.test(Buffer.from(head).toString('latin1'));
}

function textOf(name: Uint8Array): string {
  return decodeUtf8(name) ?? printableBytes(name);
}
