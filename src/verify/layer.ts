import type { Blob } from '../blob/blob.ts';
import { VarveError } from '../model/error.ts';
import type { Limits } from '../model/limits.ts';
import { plural, printable } from '../base/text.ts';
import { rangesOf, readUncheckedToc, type Toc } from '../layer/toc.ts';
import { attempt } from '../source/attempt.ts';
import type { SourceLayer } from '../source/image-source.ts';
import { type CheckId, compared, type Finding, skipped } from './check.ts';
import { checkEntries } from './entries.ts';
import { algorithmOf, checkBlob, hashBlob, type Hashed, unreadable } from './hashed.ts';
import { type LayerReading, readLayer } from './read-layer.ts';
import { checkTocContent, type TocBytes } from './toc-content.ts';
import { checkTocEntries } from './toc-entries.ts';

/** A layer's bytes, read and judged by themselves; what its image claims of them is compared later. */
export interface JudgedLayer {
  readonly stored: Hashed | VarveError;
  readonly unpacked: Hashed | VarveError;
  /** Whether the tar could be read, its entries, its table of contents. */
  readonly findings: readonly Finding[];
}

/** What all layers of an image share. */
export interface LayerOptions {
  readonly limits: Limits;
  /** Entries of all layers so far: the limit is on their sum. */
  readonly budget: { entries: number };
}

const OF_CONTENT: readonly CheckId[] = ['duplicate-entries', 'unsafe-entries'];

/** Reads a layer from end to end. */
export async function judgeLayer(blob: Blob, layer: SourceLayer, options: LayerOptions): Promise<JudgedLayer> {
  if (layer.mediaType?.includes('+encrypted')) return judgeEncrypted(blob, layer);
  const bytes = tocBytesOf(blob, options.limits);
  const toc =
    bytes &&
    (await attempt(() => readUncheckedToc(bytes.read, blob.sizeBytes, layer.annotations ?? {}, options.limits)));
  const hashFiles = toc !== undefined && toc !== null && !(toc instanceof VarveError);
  const reading = await readLayer(blob, layer, { ...options, hashFiles });
  const findings = [...contentFindings(reading), ...(await tocFindings(toc, reading, bytes))];
  return { stored: reading.stored, unpacked: reading.unpacked, findings };
}

/** What an image claims of a layer against what its bytes are. */
export function checkClaims(layer: SourceLayer, judged: JudgedLayer): readonly Finding[] {
  const { stored, unpacked, findings } = judged;
  const blobFindings =
    stored instanceof VarveError
      ? [skipped('digest', 'it cannot be read'), skipped('size', 'it cannot be read')]
      : checkBlob(layer, stored);
  return [...blobFindings, ...diffIdFinding(layer, unpacked), ...findings];
}

function diffIdFinding({ diffId }: SourceLayer, unpacked: Hashed | VarveError): readonly Finding[] {
  if (diffId === null) return [skipped('diff-id', 'the config does not tell its diff ID')];
  if (unpacked instanceof VarveError) return [skipped('diff-id', 'it cannot be unpacked')];
  return [compared('diff-id', 'diff ID', diffId, unpacked.digest)];
}

function contentFindings({ unpacked, index }: LayerReading): readonly Finding[] {
  if (unpacked instanceof VarveError) return unreadable(unpacked.message, OF_CONTENT);
  if (index instanceof VarveError) return unreadable(index.message, OF_CONTENT);
  const message = `${plural(index.rows, 'entry', 'entries')} in a tar of ${plural(unpacked.sizeBytes, 'byte')}`;
  return [{ check: 'readable', verdict: 'pass', message }, ...checkEntries(index)];
}

async function tocFindings(
  toc: Toc | VarveError | null | undefined,
  { index }: LayerReading,
  bytes: TocBytes | undefined,
): Promise<readonly Finding[]> {
  if (!toc || !bytes) return [];
  // A server that gives no parts says nothing about the layer.
  if (toc instanceof VarveError && toc.code === 'UNSUPPORTED') return [skipped('toc-digest', toc.message)];
  if (toc instanceof VarveError) return [{ check: 'toc-digest', verdict: 'fail', message: toc.message }];
  const digest =
    toc.claimedDigest === null
      ? { ...skipped('toc-digest', `no annotation names that of the ${toc.kind} table of contents`), found: toc.digest }
      : compared('toc-digest', `digest of the ${toc.kind} table of contents`, printable(toc.claimedDigest), toc.digest);
  if (index instanceof VarveError)
    return [digest, skipped('toc-entries', 'the tar cannot be read'), skipped('toc-content', 'the tar cannot be read')];
  return [digest, ...checkTocEntries(toc, index), ...(await checkTocContent(toc, index, bytes))];
}

function tocBytesOf(blob: Blob, limits: Limits): TocBytes | undefined {
  const read = rangesOf(blob);
  return read && { read, limits };
}

async function judgeEncrypted(blob: Blob, { digest }: SourceLayer): Promise<JudgedLayer> {
  const stored = await attempt(() => hashBlob(blob, algorithmOf(digest)));
  const encrypted = new VarveError('UNSUPPORTED', 'it is encrypted');
  return { stored, unpacked: encrypted, findings: [skipped('readable', 'it is encrypted')] };
}
