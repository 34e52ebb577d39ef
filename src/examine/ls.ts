import picomatch from 'picomatch';
import { lazily } from '../base/lazy.ts';
import { sumView, type TopView } from '../analysis/top-view.ts';
import { findPath } from '../image/find-path.ts';
import type { Image } from '../image/image.ts';
import { contentHashOf } from '../image/same-content.ts';
import type { LsDocument, LsEntry } from '../report/documents/ls.ts';
import { components, withoutParents } from '../base/path.ts';
import { isDirectory } from '../union/event.ts';
import { markerOf } from '../union/marker.ts';
import { inodeOf, isFile } from '../union/node.ts';
import type { PathTable } from '../union/path-table.ts';
import { PathCursor } from '../union/row-path.ts';
import { NOTHING } from '../union/view.ts';
import { ownEntry, visibleEntry } from './ls-entry.ts';
import { documentHead, imageDocument, type Opened, stepsByLayer } from './opened.ts';

export interface LsOptions {
  /** Where to list; the root when it is not given. */
  readonly path?: string | undefined;
  /** The view at this layer; the top one when it is not given. */
  readonly layer?: number | undefined;
  /** What that layer's tar itself holds, in tar order, markers too. */
  readonly own?: boolean;
  readonly recursive?: boolean;
  readonly sort?: 'path' | 'size';
  readonly glob?: string | undefined;
  readonly types?: readonly string[];
  readonly minSizeBytes?: number;
  /** Add the sha256 of each file's content. */
  readonly hash?: boolean;
}

/** What `ls` says. @throws VarveError `PATH_NOT_FOUND`; with `hash` also when a body cannot be read */
export async function ls(opened: Opened, options: LsOptions): Promise<LsDocument> {
  const { image, naming } = opened;
  const layer = options.layer ?? image.layers.length - 1;
  const wanted = filterOf(options);
  const entries = options.own ? ownEntries(image, layer, wanted) : await viewEntries(opened, layer, options, wanted);
  const listed = options.sort === 'size' ? bySize(entries) : entries;
  return {
    ...documentHead('ls'),
    image: imageDocument(naming, image.manifest),
    layer,
    layers: stepsByLayer(opened).map(({ instruction }, ordinal) => ({ layer: ordinal, instruction })),
    entries: listed,
    diagnostics: image.diagnostics,
  };
}

type Filter = (entry: LsEntry) => boolean;

async function viewEntries(
  opened: Opened,
  layer: number,
  options: LsOptions,
  wanted: Filter,
): Promise<Iterable<LsEntry>> {
  const { image, limits } = opened;
  const { row: start, view } = findPath(image, options.path ?? '/', { layer, followLast: false });
  const sums = sumView(image.paths, view);
  const rows = rowsBelow(image.paths, sums, start, options.recursive ?? false);
  const hashes = new Map<number, string | null>();
  if (options.hash) {
    for (const row of rows) {
      const inode = inodeOf(image.paths, view[row]!);
      if (!isFile(image.paths, inode)) continue;
      const hash = await contentHashOf(image, inode, limits);
      hashes.set(row, hash ? Buffer.from(hash).toString('hex') : null);
    }
  }
  return lazily(function* () {
    const cursor = new PathCursor(image.paths);
    for (const row of rows) {
      const entry = visibleEntry(image.paths, sums, row, cursor.at(row));
      const sha256 = hashes.get(row);
      if (wanted(entry)) yield sha256 === undefined ? entry : { ...entry, sha256 };
    }
  });
}

/** The rows to list: what a directory holds, or the file itself. Never the root. */
function rowsBelow(paths: PathTable, { view }: TopView, start: number, recursive: boolean): Iterable<number> {
  if (start !== 0 && !isDirectory(paths.eventFlags[view[start]!]!)) return [start];
  return lazily(function* () {
    for (let row = start + 1; row < paths.ends[start]!; row = recursive ? row + 1 : paths.ends[row]!) {
      if (view[row] !== NOTHING) yield row;
    }
  });
}

function ownEntries(image: Image, layer: number, wanted: Filter): Iterable<LsEntry> {
  const { index } = image.layers[layer]!;
  const deviceMarkers = new Set(image.paths.placements[layer]!.markers);
  return lazily(function* () {
    for (let row = 0; row < index.rows; row += 1) {
      const entry = ownEntry(index, layer, row);
      if (!wanted(entry)) continue;
      const marker = deviceMarkers.has(row) ? markerKind(index.name(row)) : undefined;
      yield marker ? { ...entry, marker } : entry;
    }
  });
}

function markerKind(name: Uint8Array): 'whiteout' | 'opaque' | 'bare' {
  const base = withoutParents(components(name)).path.at(-1);
  const kind = base && markerOf(base)?.kind;
  return kind === 'opaque' || kind === 'bare' ? kind : 'whiteout';
}

/** A glob without `/` matches base names, else the whole path. */
function filterOf({ glob, types, minSizeBytes = 0 }: LsOptions): Filter {
  const matches = glob === undefined ? undefined : picomatch(glob, { dot: true, flags: 's' });
  const byPath = glob?.includes('/') ?? false;
  return ({ path, type, size, treeBytes }) =>
    (!matches || matches(byPath ? path : path.slice(path.lastIndexOf('/') + 1))) &&
    (!types?.length || types.includes(type)) &&
    (treeBytes ?? size) >= minSizeBytes;
}

/** Largest first; ties in path order. */
function bySize(entries: Iterable<LsEntry>): LsEntry[] {
  const size = (entry: LsEntry): number => entry.treeBytes ?? entry.size;
  return [...entries].sort((a, b) => size(b) - size(a));
}
