import { mapLazily } from '../base/lazy.ts';
import { diveFigures } from '../analysis/dive.ts';
import { costOf, type DuplicateGroup, findDuplicates } from '../analysis/duplicates.ts';
import { layerSizes } from '../analysis/layer-sizes.ts';
import { largest, type Sized, topView } from '../analysis/top-view.ts';
import { CAUSES, type DeadCopy, deadCopies, findDeaths } from '../analysis/waste.ts';
import { compareBodies } from '../image/same-content.ts';
import type { ImageManifest } from '../source/image-source.ts';
import type { AnalyzeDocument } from '../report/documents/analyze.ts';
import type { PathTable } from '../union/path-table.ts';
import { located, pathAt, PathTexts } from '../union/row-path.ts';
import { historyDiagnostics } from '../history/honesty.ts';
import { type Step, stepsOf } from '../history/steps.ts';
import { deadPairs } from './dead-pairs.ts';
import { unignored } from './row-filter.ts';
import { documentHead, imageDocument, type Naming, type Opened, stepsByLayer } from './opened.ts';

const LARGEST = 20;

export interface AnalyzeOptions {
  /** Find equal files: every file that another one has the size of is read. */
  readonly duplicates?: boolean;
  /** Do not cut lists. */
  readonly all?: boolean;
  /** Globs of paths that are not looked at for equal files. */
  readonly ignore?: readonly string[];
}

/** Everything `analyze` says of an image. @throws VarveError when bodies that must be compared cannot be read */
export async function analyze(opened: Opened, options: AnalyzeOptions = {}): Promise<AnalyzeDocument> {
  const { image, limits, naming } = opened;
  const { paths } = image;
  const top = topView(image);
  const deaths = await findDeaths(image);
  const copies = deadCopies(image, deaths, await compareBodies(image, deaths.pairs, limits));
  const big = largest(image, top, options.all ? Infinity : LARGEST);
  const layers = layersOf(opened, copies);
  const duplicates = options.duplicates
    ? await findDuplicates(image, unignored(paths, top.view, options.ignore), limits)
    : undefined;
  const sized = (list: readonly Sized[]) =>
    list.map(({ row, bytes, layer }) => ({ ...pathAt(paths, row), bytes, layer }));
  return {
    ...documentHead('analyze'),
    image: imageDocument(naming, image.manifest),
    totals: totalsOf(opened, layers, top),
    dive: diveFigures(image),
    layers,
    dead: deadOf(opened, copies),
    ...(duplicates && { duplicates: duplicatesOf(paths, duplicates) }),
    largest: { files: sized(big.files), directories: sized(big.directories) },
    diagnostics: [...image.diagnostics, ...historyDiagnostics(image)],
  };
}

type Dead = NonNullable<AnalyzeDocument['dead']>;
type LayerDocument = AnalyzeDocument['layers'][number];

/** What `analyze` can say of an image whose layers are not at hand: what its manifest and config claim. */
export function analyzeManifest(naming: Naming, manifest: ImageManifest): AnalyzeDocument {
  const steps = stepsOf(manifest.config, manifest.layers.length);
  const byLayer = steps.filter(({ layer }) => layer !== null);
  const sizes = manifest.layers.map(({ sizeBytes }) => sizeBytes);
  const unknown = { entries: null, files: null, deadBytes: null };
  const unread = {
    tarBytes: null,
    bytes: null,
    whiteouts: null,
    opaques: null,
    added: null,
    changed: null,
    deleted: null,
  };
  return {
    ...documentHead('analyze'),
    image: imageDocument(naming, manifest),
    totals: {
      layers: manifest.layers.length,
      emptySteps: steps.length - byLayer.length,
      ...unknown,
      layerBytes: null,
      visibleBytes: null,
      compressedBytes: sizes.includes(null) ? null : sizes.reduce<number>((sum, size) => sum + size!, 0),
      efficiency: null,
    },
    dive: null,
    layers: manifest.layers.map(({ diffId, digest, mediaType, sizeBytes }, layer) => ({
      layer,
      diffId,
      digest,
      mediaType,
      compression: null,
      compressedBytes: sizeBytes,
      ...unknown,
      ...unread,
      ...stepDocument(byLayer[layer]!),
      verified: false,
    })),
    dead: null,
    largest: null,
    diagnostics: manifest.diagnostics,
  };
}

function totalsOf(
  { image }: Opened,
  layers: readonly LayerDocument[],
  top: { readonly files: number; readonly visibleBytes: number },
): AnalyzeDocument['totals'] {
  const layerBytes = image.paths.placements.reduce((sum, { bodyBytes }) => sum + bodyBytes, 0);
  const isCompressed = image.layers.some(({ compressedBytes }) => compressedBytes !== null);
  const storedBytes = image.layers.reduce(
    (sum, { compressedBytes, tarBytes }) => sum + (compressedBytes ?? tarBytes),
    0,
  );
  return {
    layers: layers.length,
    emptySteps: stepsOf(image.manifest.config, layers.length).filter(({ layer }) => layer === null).length,
    entries: image.layers.reduce((sum, { index }) => sum + index.rows, 0),
    files: top.files,
    layerBytes,
    visibleBytes: top.visibleBytes,
    deadBytes: layerBytes - top.visibleBytes,
    compressedBytes: isCompressed ? storedBytes : null,
    efficiency: layerBytes === 0 ? 1 : top.visibleBytes / layerBytes,
  };
}

function layersOf(opened: Opened, copies: readonly DeadCopy[]): LayerDocument[] {
  const steps = stepsByLayer(opened);
  const sizes = layerSizes(opened.image);
  const dead = new Float64Array(opened.image.layers.length);
  for (const { layer, bytes } of copies) dead[layer]! += bytes;
  return opened.image.layers.map((read, layer) => {
    const { bytes, entries, files, whiteouts, opaques, changes } = sizes[layer]!;
    return {
      layer,
      diffId: read.diffId,
      digest: read.digest,
      mediaType: read.mediaType,
      compression: read.compression,
      compressedBytes: read.compressedBytes,
      tarBytes: read.tarBytes,
      bytes,
      entries,
      files,
      whiteouts,
      opaques,
      added: changes.A,
      changed: changes.C,
      deleted: changes.D,
      deadBytes: dead[layer]!,
      ...stepDocument(steps[layer]!),
      verified: read.verified,
    };
  });
}

function stepDocument({
  instruction,
  history,
}: Step): Pick<LayerDocument, 'instruction' | 'createdBy' | 'created' | 'author' | 'comment'> {
  const { createdBy = '', created = null, author = null, comment = null } = history ?? {};
  return { instruction, createdBy, created, author, comment };
}

function deadOf(opened: Opened, copies: readonly DeadCopy[]): Dead {
  const byCause = Object.fromEntries(CAUSES.map((cause) => [cause, 0])) as Record<DeadCopy['cause'], number>;
  for (const { cause, bytes } of copies) byCause[cause] += bytes;
  return { byCause, paths: deadPaths(opened.image.paths, copies), pairs: deadPairs(opened, copies) };
}

/** Copies come in path order: those of one path stand together. */
function deadPaths(paths: PathTable, copies: readonly DeadCopy[]): Dead['paths'] {
  const groups: { row: number; bytes: number; from: number; to: number }[] = [];
  for (const [place, { row, bytes }] of copies.entries()) {
    const last = groups.at(-1);
    if (last?.row !== row) groups.push({ row, bytes, from: place, to: place + 1 });
    else {
      last.bytes += bytes;
      last.to = place + 1;
    }
  }
  groups.sort((a, b) => b.bytes - a.bytes || a.row - b.row);
  const texts = new PathTexts(paths);
  return mapLazily(groups, ({ row, bytes, from, to }) => {
    const text = texts.at(row);
    const ofPath = copies.slice(from, to);
    const item = {
      path: text.path,
      bytes,
      copies: ofPath.map(({ layer, hiddenBy, bytes: size, cause }) => ({ layer, hiddenBy, bytes: size, cause })),
    };
    return located(item, text);
  });
}

function duplicatesOf(paths: PathTable, groups: readonly DuplicateGroup[]): NonNullable<AnalyzeDocument['duplicates']> {
  return {
    bytes: groups.reduce((sum, group) => sum + costOf(group), 0),
    groups: mapLazily(groups, ({ bytes, sha256, rows }) => ({
      bytes,
      count: rows.length,
      sha256,
      paths: rows.map((row) => pathAt(paths, row).path),
    })),
  };
}
