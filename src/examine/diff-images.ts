import { setImmediate as nextTurn } from 'node:timers/promises';
import { inSlices } from '../base/slices.ts';
import { configChanges } from '../analysis/compare/config-changes.ts';
import { historyChanges } from '../analysis/compare/history-changes.ts';
import type { LayerAlignment, SharedLayer } from '../analysis/compare/shared-layers.ts';
import { type Step, stepsOf } from '../history/steps.ts';
import type { ImagePair } from '../image/body-pairs.ts';
import { compareBodiesOf } from '../image/same-content.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { TwoImagesDocument } from '../report/documents/diff.ts';
import type { ImageManifest } from '../source/image-source.ts';
import { viewChangeSteps, viewPairs } from '../union/changes.ts';
import type { Difference } from '../image/renames.ts';
import { type MergedRows, mergeSteps, sidesOfTwo } from '../union/merge-tables.ts';
import type { SameContent } from '../union/reasons.ts';
import { PathCursor, type PathText } from '../union/row-path.ts';
import type { Sides, TablePair } from '../union/sides.ts';
import { viewAt } from '../union/view.ts';
import { alignmentOf, claimedLayers, commonBase, falseTwins, readLayers, type Two } from './aligned-layers.ts';
import { changeDocuments } from './change-documents.ts';
import { changedPackages } from './changed-packages.ts';
import { documentHead, imageDocument, type Naming, type Opened } from './opened.ts';
import { onlyTouched, withoutIgnored } from './row-filter.ts';
import { semanticsOf } from './semantics.ts';
import { MANY_RENAMES, tellChanges, type Told } from './tell-changes.ts';

export interface TwoImagesOptions {
  /** Globs of paths that are left out, with all below them. */
  readonly ignore?: readonly string[] | undefined;
  /** Leave out the base that both have in common, and what only it brings. */
  readonly onlyOwn?: boolean | undefined;
  /** Tell why files differ, and whether it matters. */
  readonly semantic?: boolean | undefined;
}

/** An image of which at least the manifest was read. */
export interface Described {
  readonly naming: Naming;
  readonly manifest: ImageManifest;
}

/** Two images row by row. */
export interface ComparedImages {
  readonly document: TwoImagesDocument;
  /** Their top views. */
  readonly sides: Sides;
  readonly changes: readonly Difference[];
  readonly same: SameContent;
}

/** What differs between two images by what their manifests and configs say. */
export function diffManifests({ a, b }: Two<Described>, options: TwoImagesOptions): TwoImagesDocument {
  const aligned = alignmentOf({ a: claimedLayers(a.manifest), b: claimedLayers(b.manifest) }, new Set());
  return {
    ...headOf({ a, b }),
    ...claimsOf({ a, b }),
    ...toldLayers(aligned, options),
    diagnostics: [...diagnosticsOf('a', a.manifest.diagnostics), ...diagnosticsOf('b', b.manifest.diagnostics)],
  };
}

/** What differs between two images: files, packages, config, history and layers. @throws VarveError when a layer cannot be read */
export async function diffImages(images: Two<Opened>, options: TwoImagesOptions): Promise<TwoImagesDocument> {
  return (await compareImages(images, options)).document;
}

/** The same, and the rows it was made of, for those who show them. @throws VarveError when a layer cannot be read */
export async function compareImages({ a, b }: Two<Opened>, options: TwoImagesOptions): Promise<ComparedImages> {
  const twins = falseTwins({ a: a.image, b: b.image });
  const aligned = alignmentOf({ a: readLayers(a.image), b: readLayers(b.image) }, twins.layers);
  const { told, same, sides } = await filesOf({ a, b }, commonBase(aligned), options);
  const packages = await changedPackages({ a, b }, sides, isPart(options) ? undefined : told.changes);
  const claims = claimsOf({ a: describe(a), b: describe(b) });
  const document = {
    ...headOf({ a: describe(a), b: describe(b) }),
    ...(options.semantic && { semantic: await semanticsOf({ a, b }, told.changes, { ...claims, same }) }),
    summary: told.summary,
    packages: packages.changes,
    ...claims,
    ...toldLayers(aligned, options),
    changes: changeDocuments(sides.tables, told.changes, same),
    diagnostics: [
      ...diagnosticsOf('a', [...a.image.diagnostics, ...packages.a]),
      ...diagnosticsOf('b', [...b.image.diagnostics, ...packages.b, ...twins.diagnostics]),
      ...(told.isCut ? [MANY_RENAMES] : []),
    ],
  };
  return { document, sides, changes: told.changes, same };
}

/** Whether changes are left out. */
function isPart({ ignore = [], onlyOwn = false }: TwoImagesOptions): boolean {
  return onlyOwn || ignore.length > 0;
}

function headOf({ a, b }: Two<Described>): Pick<TwoImagesDocument, 'schemaVersion' | 'kind' | 'varve' | 'a' | 'b'> {
  const [one, other] = [imageDocument(a.naming, a.manifest), imageDocument(b.naming, b.manifest)];
  return { ...documentHead('diff'), a: one, b: other };
}

function claimsOf({ a, b }: Two<Described>): Pick<TwoImagesDocument, 'config' | 'history'> {
  const [before, after] = [a.manifest, b.manifest];
  const steps = ({ config, layers }: ImageManifest): Step[] => stepsOf(config, layers.length);
  return {
    config: configChanges(before.config, after.config),
    history: historyChanges(steps(before), steps(after)),
  };
}

function toldLayers(
  aligned: LayerAlignment,
  { onlyOwn = false }: TwoImagesOptions,
): Pick<TwoImagesDocument, 'base' | 'layers'> {
  const base = commonBase(aligned);
  const isOfBase = ({ layerA, layerB }: SharedLayer): boolean => layerA === layerB && layerA < base;
  const shared = onlyOwn ? aligned.shared.filter((each) => !isOfBase(each)) : aligned.shared;
  return { base, layers: { ...aligned, shared } };
}

function describe({ naming, image }: Opened): Described {
  return { naming, manifest: image.manifest };
}

/** What differs between the files that two images show. */
interface Files {
  readonly told: Told;
  readonly same: SameContent;
  readonly sides: Sides;
}

async function filesOf({ a, b }: Two<Opened>, base: number, options: TwoImagesOptions): Promise<Files> {
  const images: ImagePair = { before: a.image, after: b.image };
  const tables = { before: a.image.paths, after: b.image.paths };
  const merged = await inSlices(mergeSteps(tables));
  const sidesAt = (layerA: number, layerB: number): Sides =>
    sidesOfTwo(tables, merged, viewAt(tables.before, layerA), viewAt(tables.after, layerB));
  const sides = sidesAt(a.image.layers.length - 1, b.image.layers.length - 1);
  await nextTurn();
  const ignored = withoutIgnored(merged, options.ignore ?? [], mergedPaths(tables, merged));
  const filter = options.onlyOwn ? onlyTouched(sides, sidesAt(base - 1, base - 1), ignored) : ignored;
  const same = await compareBodiesOf(images, viewPairs(sides, filter), a.limits);
  const changes = await inSlices(viewChangeSteps(sides, same, filter));
  return { told: await tellChanges(images, sides, changes, { renames: true, filter, limits: a.limits }), same, sides };
}

/** The path of a merged row; rows are asked for in tree order. */
function mergedPaths(tables: TablePair, { before, after }: MergedRows): (row: number) => PathText {
  const [old, now] = [new PathCursor(tables.before), new PathCursor(tables.after)];
  return (row) => (after[row]! < 0 ? old.at(before[row]!) : now.at(after[row]!));
}

function diagnosticsOf(image: 'a' | 'b', diagnostics: readonly Diagnostic[]): TwoImagesDocument['diagnostics'] {
  return diagnostics.map((diagnostic) => ({ image, ...diagnostic }));
}
