import type { Opened } from '../../../examine/opened.ts';
import { openBody } from '../../../image/bodies.ts';
import { factsOf, isFile } from '../../../union/node.ts';
import { viewAt } from '../../../union/view.ts';
import { inSlices } from '../../../base/slices.ts';
import { archiveLines } from './archive.ts';
import { firstBytes } from './first-bytes.ts';
import { textLines } from './text-lines.ts';
import { rowNamed } from './versions.ts';

/** What is read of a file to be shown. */
const MOST_BYTES = 2 ** 20;
/** A NUL among the first bytes makes a file a binary one, as for git. */
const SNIFF_BYTES = 8000;
const NUL = 0;

/** The beginning of a regular file. */
export interface FileContent {
  readonly bytes: Uint8Array;
  readonly sizeBytes: number;
  /** Whether the file goes on after these bytes. */
  readonly isCut: boolean;
  /** Lines to be read: the text, or what an archive holds; `null` for other bytes. */
  readonly readable: { readonly kind: 'text' | 'archive'; readonly lines: readonly string[] } | null;
}

/** Reads a file as it is after a layer; `null` for what is no regular file there. @throws VarveError */
export async function readContent(opened: Opened, path: string, layer: number): Promise<FileContent | null> {
  const { image, limits } = opened;
  const row = rowNamed(image.paths, path);
  const event = row < 0 ? -1 : viewAt(image.paths, layer)[row]!;
  const facts = event < 0 ? null : factsOf(image.paths, event);
  if (!facts || !isFile(image.paths, facts.inode)) return null;
  const { inode, size } = facts;
  const body = (): AsyncIterable<Uint8Array> => openBody(image, inode, limits);
  const bytes = await firstBytes(body(), MOST_BYTES);
  const content = { bytes, sizeBytes: size, isCut: size > bytes.length };
  const listed = await archiveLines({ path, bytes, sizeBytes: size, body }, limits);
  if (listed) return { ...content, readable: { kind: 'archive', lines: listed } };
  const isText = !bytes.subarray(0, SNIFF_BYTES).includes(NUL);
  return { ...content, readable: isText ? { kind: 'text', lines: await inSlices(textLines(bytes)) } : null };
}
