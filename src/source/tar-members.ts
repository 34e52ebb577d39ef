import type { Blob } from '../blob/blob.ts';
import { printable, printableBytes } from '../base/text.ts';
import { decodeUtf8 } from '../base/bytes.ts';
import { VarveError } from '../model/error.ts';
import type { Limits } from '../model/limits.ts';
import { EntryType, type Sparse, type TarEntry } from '../tar/entry.ts';
import { SparseContent } from '../tar/sparse-content.ts';
import { cleanPath, resolvePath, type Link, type Members } from './members.ts';
import { scanTar, type Seekable } from './scan-tar.ts';

/** Where a file's body lies in the archive. */
interface Body {
  readonly offset: number;
  readonly storedBytes: number;
  readonly sizeBytes: number;
  readonly sparse: Sparse | null;
}

/**
 * The members of a plain tar, found by one hop from header to header. Of names that come twice the last counts; names
 * that climb out of the archive are passed over.
 *
 * @throws VarveError `TAR_DAMAGED`, `LIMIT`
 */
export async function tarMembers(file: Seekable, name: string, limits: Limits): Promise<Members> {
  const files = new Map<string, Body>();
  const links = new Map<string, Link>();
  let entries = 0;
  await scanTar(file, name, (entry) => {
    entries += 1;
    if (entries > limits.maxEntries) throw tooMany(name, limits.maxEntries);
    const path = cleanPath(textOf(entry.name));
    if (path === undefined) return;
    files.delete(path);
    links.delete(path);
    if (entry.type === EntryType.file) files.set(path, bodyOf(entry));
    const link = linkOf(entry);
    if (link) links.set(path, link);
  });
  return {
    name,
    paths: () => files.keys(),
    find(path) {
      const real = resolvePath(path, (each) => links.get(each));
      const body = real === undefined ? undefined : files.get(real);
      return real === undefined || !body
        ? undefined
        : { path: real, blob: blobOf(file, `${name}: ${printable(real)}`, body) };
    },
  };
}

function linkOf({ type, link }: TarEntry): Link | undefined {
  if (type === EntryType.symlink) return { target: textOf(link), fromRoot: false };
  return type === EntryType.hardlink ? { target: textOf(link), fromRoot: true } : undefined;
}

/** Manifests name members in UTF-8; a name that is none can only be shown. */
function textOf(name: Uint8Array): string {
  return decodeUtf8(name) ?? printableBytes(name);
}

function bodyOf({ bodyOffset, storedBytes, sizeBytes, sparse }: TarEntry): Body {
  return { offset: bodyOffset, storedBytes, sizeBytes, sparse };
}

function blobOf(file: Seekable, name: string, body: Body): Blob {
  const { offset, storedBytes, sizeBytes, sparse } = body;
  const stored = file.blob(name, offset, storedBytes);
  return sparse ? { name, sizeBytes, open: () => filledIn(stored, sparse, body) } : stored;
}

/** A layout packed with `tar -S`: the holes become zeros again. */
async function* filledIn(stored: Blob, sparse: Sparse, body: Body): AsyncIterable<Uint8Array> {
  const content = new SparseContent(sparse, body.sizeBytes, body.offset);
  for await (const chunk of stored.open()) yield* content.push(chunk);
  yield* content.rest();
}

function tooMany(name: string, maxEntries: number): VarveError {
  return new VarveError('LIMIT', `${name} has more than ${maxEntries} entries`, {
    hint: 'Raise it with --max-entries.',
  });
}
