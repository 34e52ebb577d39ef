import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { sniffCompression } from '../blob/compression.ts';
import { openDecompressed } from '../blob/decompress.ts';
import { openFile, type OpenFile } from '../blob/file-blob.ts';
import { readAll } from '../blob/read-all.ts';
import { spool } from '../blob/spool.ts';
import { isSystemError, readFailed } from '../blob/system-error.ts';
import { firstCharacter } from '../base/json.ts';
import { printable } from '../base/text.ts';
import type { Limits } from '../model/limits.ts';
import type { LocalReference, LocalTransport, Reference } from '../model/reference.ts';
import { BLOCK_BYTES, looksLikeTar } from '../tar/header.ts';
import { folderMembers } from './folder-members.ts';
import { sourceOf } from './image-set.ts';
import type { ImageSource } from './image-source.ts';
import { notAnImage } from './not-an-image.ts';
import { openElsewhere } from './open-elsewhere.ts';
import { openFolder } from './open-folder.ts';
import type { OpenOptions } from './open-options.ts';
import { openTar, tarTransport, type TarTransport } from './open-tar.ts';
import { peek } from './peek.ts';
import { savedManifest } from './saved-manifest.ts';

/** An input that is read once, from its start. */
interface Input {
  /** Printable. */
  readonly name: string;
  readonly chunks: AsyncIterable<Uint8Array>;
  readonly transport: LocalTransport | null;
}

/**
 * Opens what a reference names; its form is told by content unless the reference says it.
 *
 * @throws VarveError of every code but `USAGE`, `IMAGE_AMBIGUOUS`, `PATH_NOT_FOUND` and `OUTPUT_FAILED`
 */
export async function openSource(reference: Reference, options: OpenOptions): Promise<ImageSource> {
  switch (reference.kind) {
    case 'name':
      return openElsewhere(reference, options, (name, image) =>
        openInput({ name, chunks: image.save(), transport: null }, options),
      );
    case 'stdin':
      return openInput({ name: 'standard input', chunks: options.stdin, transport: reference.transport }, options);
    case 'dir':
      return openFolder(reference, options.limits);
    case 'file':
      return openPath(reference, options);
  }
}

/** A pipe (`<(docker save …)`) is read like standard input. */
async function openPath(reference: LocalReference, options: OpenOptions): Promise<ImageSource> {
  const { path, transport } = reference;
  const found = await stat(path).catch(() => undefined); // opening it says better what is wrong
  if (found?.isFIFO() || found?.isCharacterDevice()) {
    return openInput({ name: printable(path), chunks: pipe(path), transport }, options);
  }
  const file = await openFile(path);
  try {
    return await openPlainFile(file, reference, options);
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function openPlainFile(
  file: OpenFile,
  { path, transport }: LocalReference,
  options: OpenOptions,
): Promise<ImageSource> {
  const name = printable(path);
  const whole = file.blob(name);
  const head = new Uint8Array(Math.min(BLOCK_BYTES, file.sizeBytes));
  whole.readInto!(head, 0);
  if (sniffCompression(head) !== 'none') {
    return closingAlso(await openInput({ name, chunks: whole.open(), transport }, options), file);
  }
  if (looksLikeTar(head))
    return sourceOf(await openTar(file, name, tarTransport(transport, name), options.limits), () => file.close());
  if (!isManifest(head, transport)) throw notAnImage(name, head);
  const bytes = await readAll(whole, options.limits.maxJson);
  await file.close();
  return openManifest(name, bytes, dirname(path), options.limits);
}

async function openInput({ name, chunks, transport }: Input, options: OpenOptions): Promise<ImageSource> {
  const { limits } = options;
  const unpacked = await openDecompressed(chunks, { limits, name });
  const start = await peek(unpacked.chunks, BLOCK_BYTES);
  if (looksLikeTar(start.head)) return openTarStream(name, start.chunks, tarTransport(transport, name), options);
  if (isManifest(start.head, transport)) {
    const bytes = await readAll({ name, sizeBytes: 0, open: () => start.chunks }, limits.maxJson);
    return openManifest(name, bytes, null, limits);
  }
  await start.close();
  throw notAnImage(unpacked.compression === 'none' ? name : `${name}, unpacked (${unpacked.compression}),`, start.head);
}

async function openTarStream(
  name: string,
  chunks: AsyncIterable<Uint8Array>,
  transport: TarTransport,
  { rereadable, openStream, limits }: OpenOptions,
): Promise<ImageSource> {
  if (!rereadable) return openStream(name, chunks, transport);
  const file = await spool(name, chunks);
  try {
    return sourceOf(await openTar(file, name, transport, limits), () => file.close());
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function openManifest(
  name: string,
  bytes: Uint8Array,
  folder: string | null,
  limits: Limits,
): Promise<ImageSource> {
  const beside = folder === null ? null : folderMembers(folder);
  try {
    return sourceOf(await savedManifest({ name, bytes, beside }, limits), () => {});
  } finally {
    beside?.close();
  }
}

function isManifest(head: Uint8Array, transport: LocalTransport | null): boolean {
  return (transport === null || transport === 'manifest') && ['{', '['].includes(firstCharacter(head));
}

function closingAlso(source: ImageSource, file: OpenFile): ImageSource {
  return {
    transport: source.transport,
    format: source.format,
    list: () => source.list(),
    open: (entry) => source.open(entry),
    close: () => source.close().finally(() => file.close()),
  };
}

async function* pipe(path: string): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(path) as AsyncIterable<Uint8Array>;
  } catch (error) {
    throw isSystemError(error) ? readFailed(`reading ${printable(path)}`, error) : error;
  }
}
