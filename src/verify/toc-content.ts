import { createHash } from 'node:crypto';
import { formatCount, plural, printable } from '../base/text.ts';
import { parseDigest } from '../model/digest.ts';
import { VarveError } from '../model/error.ts';
import type { Limits } from '../model/limits.ts';
import type { LayerIndex } from '../layer/layer-index.ts';
import type { Toc } from '../layer/toc.ts';
import { tocFileContent } from '../layer/toc-content.ts';
import type { TocFile } from '../layer/toc-files.ts';
import type { ReadRange } from '../layer/toc-place.ts';
import { attempt } from '../source/attempt.ts';
import { EntryType } from '../tar/entry.ts';
import { type Finding, skipped } from './check.ts';
import { Faults } from './findings.ts';
import { rowsByPath, tocPath } from './toc-entries.ts';

/** Where the packed bytes are read from, and how. */
export interface TocBytes {
  readonly read: ReadRange;
  readonly limits: Limits;
}

/**
 * Reads each file as a lazy runtime would, from where the table says its chunks lie, and compares what comes with the
 * table's digests and with the tar.
 */
export async function checkTocContent(toc: Toc, index: LayerIndex, bytes: TocBytes): Promise<readonly Finding[]> {
  const rows = rowsByPath(index);
  if (!hasDigests(toc) && toc.files.some((file) => index.sizes[rows.get(tocPath(file)) ?? -1]! > 0))
    return [skipped('toc-content', 'the table of contents gives no digests of files')];
  const faults = new Faults();
  const files = toc.files.filter(({ type, sizeBytes }) => type === EntryType.file && sizeBytes > 0);
  for (const file of files) {
    const row = rows.get(tocPath(file));
    const path = `/${printable(tocPath(file))}`;
    const fault = await faultOf(toc, file, row === undefined ? undefined : index.hash(row), bytes);
    if (fault !== undefined) faults.add({ path, message: fault });
  }
  const chunks = files.reduce((sum, file) => sum + file.chunks.length, 0);
  return faults.findings(
    'toc-content',
    `${plural(files.length, 'file')} in ${plural(chunks, 'chunk')} hold what the tar holds`,
  );
}

function hasDigests({ files }: Toc): boolean {
  return files.some(({ digest, chunks }) => digest !== null || chunks.some((chunk) => chunk.digest !== null));
}

async function faultOf(
  toc: Toc,
  file: TocFile,
  inTar: Uint8Array | undefined,
  { read, limits }: TocBytes,
): Promise<string | undefined> {
  const name = printable(file.name);
  const algorithm = parseDigest(file.digest ?? '')?.algorithm ?? 'sha256';
  const own = createHash(algorithm);
  const plain = createHash('sha256');
  const failure = await attempt(async () => {
    for await (const piece of tocFileContent(read, toc, file, limits)) {
      if (algorithm !== 'sha256') own.update(piece);
      plain.update(piece);
    }
  });
  if (failure instanceof VarveError) return failure.message;
  const sha256 = plain.digest();
  const found = `${algorithm}:${algorithm === 'sha256' ? sha256.toString('hex') : own.digest('hex')}`;
  if (file.digest !== null && file.digest !== found)
    return `${name} should have the digest ${printable(file.digest)} but its chunks have ${found}`;
  if (inTar && !sha256.equals(inTar)) return `${name}: its ${formatCount(file.sizeBytes)} bytes are others in the tar`;
  return undefined;
}
