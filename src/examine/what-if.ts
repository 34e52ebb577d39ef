import { shareWithBase } from '../analysis/base-share.ts';
import { claimedBase } from '../history/base-claim.ts';
import { type LayerRange, squashLayers } from '../analysis/squash.ts';
import type { Image } from '../image/image.ts';
import type { AnalyzeDocument } from '../report/documents/analyze.ts';
import type { BaseDocument, SquashDocument } from '../report/documents/what-if.ts';
import type { ImageManifest } from '../source/image-source.ts';

type Layer = AnalyzeDocument['layers'][number];
type Pairs = NonNullable<AnalyzeDocument['dead']>['pairs'];

/** The base that an image is held against: its layers need not be at hand. */
export interface Base {
  /** As the user named it. */
  readonly reference: string;
  readonly manifest: ImageManifest;
}

/** The analysis of an image that was read, with what it would store if the layers of `range` were one. */
export function withSquash(document: AnalyzeDocument, { paths }: Image, range: LayerRange): AnalyzeDocument {
  const { rows, whiteouts } = squashLayers(paths, range);
  const entries = rows.length + whiteouts.length;
  return { ...document, squash: squashOf(document, range, { entries, whiteouts: whiteouts.length }) };
}

function squashOf(
  { totals, layers, dead }: AnalyzeDocument,
  { from, to }: LayerRange,
  counts: Pick<SquashDocument['layer'], 'entries' | 'whiteouts'>,
): SquashDocument {
  const { pairs } = dead!;
  const range = layers.slice(from, to + 1);
  const going = pairs.filter(({ createdIn, hiddenBy }) => createdIn >= from && hiddenBy <= to);
  const savedBytes = sumOf(going, ({ bytes }) => bytes);
  const before = { layers: layers.length, layerBytes: totals.layerBytes!, deadBytes: totals.deadBytes! };
  return {
    from,
    to,
    savedBytes,
    before,
    after: {
      layers: before.layers - (to - from),
      layerBytes: before.layerBytes - savedBytes,
      deadBytes: before.deadBytes - savedBytes,
    },
    layer: { bytes: sumOf(range, ({ bytes }) => bytes!) - savedBytes, ...counts },
    hiddenBelowBytes: bytesHidden(pairs, { by: (layer) => layer >= from && layer <= to, of: (layer) => layer < from }),
    replacedCompressedBytes: compressedBytesOf(range),
    pairs: going.map(({ createdIn, hiddenBy, cause, bytes, paths }) => ({ createdIn, hiddenBy, cause, bytes, paths })),
  };
}

/** The analysis of an image, of its manifest alone too, with what of it is the base's. */
export function withBase(document: AnalyzeDocument, manifest: ImageManifest, base: Base): AnalyzeDocument {
  const { layers, dead } = document;
  const { isPrefix, isShared } = shareWithBase(layers, base.manifest.layers);
  const bases = layers.filter(({ layer }) => isShared[layer]);
  const yours = layers.filter(({ layer }) => !isShared[layer]);
  const hiddenBytes =
    dead && bytesHidden(dead.pairs, { by: (layer) => !isShared[layer], of: (layer) => isShared[layer]! });
  return {
    ...document,
    base: {
      reference: base.reference,
      digest: base.manifest.digest,
      layers: base.manifest.layers.length,
      isPrefix,
      sharedLayers: bases.length,
      verified: bases.length > 0 && bases.every(({ verified }) => verified),
      yours: partOf(yours),
      bases: { ...partOf(bases), hiddenBytes },
      pull: pullOf(yours),
      claimed: claimedBase(manifest),
    },
  };
}

function partOf(layers: readonly Layer[]): BaseDocument['yours'] {
  const bytes = knownSum(layers, (layer) => layer.bytes);
  const deadBytes = knownSum(layers, (layer) => layer.deadBytes);
  const visibleBytes = bytes === null || deadBytes === null ? null : bytes - deadBytes;
  return { layers: layers.length, bytes, visibleBytes, deadBytes };
}

function pullOf(layers: readonly Layer[]): BaseDocument['pull'] {
  const bytes = knownSum(layers, ({ tarBytes }) => tarBytes);
  return { layers: layers.length, bytes, compressedBytes: layers.length === 0 ? 0 : compressedBytesOf(layers) };
}

/** As stored: a plain layer among compressed ones counts with its tar. */
function compressedBytesOf(layers: readonly Layer[]): number | null {
  if (layers.every(({ compressedBytes }) => compressedBytes === null)) return null;
  return knownSum(layers, ({ compressedBytes, tarBytes }) => compressedBytes ?? tarBytes);
}

function bytesHidden(
  pairs: Pairs,
  { by, of }: { readonly by: (layer: number) => boolean; readonly of: (layer: number) => boolean },
): number {
  return sumOf(
    pairs.filter(({ createdIn, hiddenBy }) => of(createdIn) && by(hiddenBy)),
    ({ bytes }) => bytes,
  );
}

function sumOf<T>(items: readonly T[], bytesOf: (item: T) => number): number {
  return items.reduce((sum, item) => sum + bytesOf(item), 0);
}

/** `null` when one of them is not known. */
function knownSum(layers: readonly Layer[], bytesOf: (layer: Layer) => number | null): number | null {
  return layers.reduce<number | null>((sum, layer) => {
    const bytes = bytesOf(layer);
    return sum === null || bytes === null ? null : sum + bytes;
  }, 0);
}
