import { utf8 } from '../base/bytes.ts';
import { printable } from '../base/text.ts';
import type { Blob } from '../blob/blob.ts';
import { parseDigest } from '../model/digest.ts';
import { VarveError } from '../model/error.ts';
import type { Limits } from '../model/limits.ts';
import { EntryType, type TarEntry } from '../tar/entry.ts';
import type { IndexedLayer } from './index-layer.ts';
import { LayerBuilder } from './layer-builder.ts';
import type { LayerIndex } from './layer-index.ts';
import type { EntryBudget } from './layer-sink.ts';
import { describesFiles, readToc, STARGZ_INDEX, type Toc } from './toc.ts';
import { isCheckable, tocFileContent } from './toc-content.ts';
import type { TocFile } from './toc-files.ts';
import { announcedDigest, type ReadRange } from './toc-place.ts';

/** What reading a layer by its table of contents needs beside the blob. */
export interface TocLayerOptions {
  readonly annotations: Readonly<Record<string, string>>;
  readonly limits: Limits;
  readonly budget: EntryBudget;
  /** Hears why a table that is announced is not used. */
  readonly trace: (line: string) => void;
}

/** What Go writes for a byte that is no UTF-8: the name in the tar is another. */
const REPLACEMENT = '\ufffd';

const NO_DIGEST = 'no digest is named to check it by';

/**
 * A layer that can be asked for parts, as its table of contents tells of it: contents are fetched when they are wanted.
 * `undefined` when no table is announced, and when it cannot be read, checked or relied on.
 *
 * @throws VarveError `DIGEST_MISMATCH` when the table is not the one that the image names, `LIMIT`
 */
export async function readTocLayer(blob: Blob, options: TocLayerOptions): Promise<IndexedLayer | undefined> {
  const { annotations, limits, trace } = options;
  const digest = announcedDigest(annotations);
  if (!blob.fetchRange || digest === undefined) return undefined;
  const toc = parseDigest(digest ?? '') ? await usableToc(blob.fetchRange, blob, annotations, limits) : NO_DIGEST;
  if (typeof toc !== 'string') return tocLayer(toc, blob.fetchRange, blob, options);
  trace(`${blob.name}: its table of contents is not used, the layer is read whole: ${toc}`);
  return undefined;
}

/** The table, or why it is of no use. */
async function usableToc(
  read: ReadRange,
  { sizeBytes }: Blob,
  annotations: TocLayerOptions['annotations'],
  limits: Limits,
): Promise<Toc | string> {
  try {
    const toc = await readToc(read, sizeBytes, annotations, limits);
    return toc ? (flawOf(toc) ?? toc) : 'there is none';
  } catch (error) {
    if (!(error instanceof VarveError) || error.code === 'DIGEST_MISMATCH') throw error;
    return error.message;
  }
}

function flawOf(toc: Toc): string | undefined {
  const files = toc.files.filter(({ type }) => type === EntryType.file);
  if (parseDigest(toc.claimedDigest ?? '') === undefined) return NO_DIGEST;
  if (files.length > 0 && !describesFiles(toc)) return 'it says no sizes of files';
  const respelled = toc.files.find(({ name, link }) => name.includes(REPLACEMENT) || link.includes(REPLACEMENT));
  if (respelled) return `${printable(respelled.name)} is spelled otherwise in the layer`;
  const unsure = files.find((file) => !isCheckable(file));
  return unsure && `it does not say what each chunk of ${printable(unsure.name)} holds`;
}

function tocLayer(toc: Toc, read: ReadRange, { sizeBytes }: Blob, options: TocLayerOptions): IndexedLayer {
  const { limits, budget } = options;
  const files = toc.kind === 'estargz' ? [...toc.files, ownFile(toc)] : toc.files;
  budget.entries += files.length;
  if (budget.entries > limits.maxEntries) {
    throw new VarveError('LIMIT', `the image has more than ${limits.maxEntries} entries`, {
      hint: 'Raise the limit with --max-entries.',
    });
  }
  return {
    index: indexOf(files),
    compression: toc.kind === 'estargz' ? 'gzip' : 'zstd',
    compressedBytes: sizeBytes,
    tarBytes: 0,
    digest: null,
    diffId: null,
    diagnostics: [],
    content: (row) => (row < toc.files.length ? tocFileContent(read, toc, toc.files[row]!, limits) : pieces(toc.json)),
  };
}

/** In eStargz the table is a file of the layer, which it does not list. */
function ownFile({ json, digest }: Toc): TocFile {
  return {
    ...{ name: STARGZ_INDEX, type: EntryType.file, sizeBytes: json.length, link: '', mode: null, uid: null, gid: null },
    ...{ xattrs: [], deviceMajor: 0, deviceMinor: 0, digest, chunks: [] },
  };
}

function indexOf(files: readonly TocFile[]): LayerIndex {
  const builder = new LayerBuilder();
  for (const [row, file] of files.entries()) {
    builder.add(entryOf(file));
    const digest = file.type === EntryType.file ? parseDigest(file.digest ?? '') : undefined;
    if (digest?.algorithm === 'sha256') builder.setHash(row, Buffer.from(digest.hex, 'hex'));
  }
  return builder.finish();
}

function entryOf({ name, link, mode, uid, gid, sizeBytes, ...file }: TocFile): TarEntry {
  return {
    ...{ name: utf8(name), link: utf8(link), sizeBytes, storedBytes: sizeBytes, sparse: null },
    ...{ type: file.type, mode: (mode ?? 0) & 0o7777, uid: uid ?? 0, gid: gid ?? 0, mtimeSec: 0, mtimeNanos: 0 },
    ...{ xattrs: file.xattrs, deviceMajor: file.deviceMajor, deviceMinor: file.deviceMinor },
    ...{ headerOffset: 0, bodyOffset: 0 },
  };
}

async function* pieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
