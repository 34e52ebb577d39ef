import type { Image } from '../image/image.ts';
import { compareBodies } from '../image/same-content.ts';
import type { DiffDocument } from '../report/documents/diff.ts';
import { type Change, layerChanges, type RowFilter, viewChanges, viewPairs } from '../union/changes.ts';
import { type BodyPair, pairsToCompare, type SameContent } from '../union/reasons.ts';
import { PathCursor } from '../union/row-path.ts';
import { bothOf, type Sides, sidesOf } from '../union/sides.ts';
import { viewAt } from '../union/view.ts';
import { changeDocuments } from './change-documents.ts';
import { documentHead, imageDocument, type Opened, stepsByLayer } from './opened.ts';
import { withoutIgnored } from './row-filter.ts';
import { MANY_RENAMES, tellChanges, type Told } from './tell-changes.ts';

export interface DiffOptions {
  /** Only what this layer changes. */
  readonly layer?: number | undefined;
  /** What differs between the views at two layers; -1 is the empty view. */
  readonly range?: Range | undefined;
  /** Globs of paths that are left out, with all below them. */
  readonly ignore?: readonly string[] | undefined;
  /** Tell a file that went and one of the same content that came as one rename. */
  readonly renames?: boolean | undefined;
}

/** What `diff` says of one image: the changes of each layer, of one layer, or between two views. */
export async function diff(opened: Opened, options: DiffOptions): Promise<DiffDocument> {
  const { image, naming } = opened;
  const { layer, range } = options;
  const common = { ...documentHead('diff'), image: imageDocument(naming, image.manifest) };
  const { told, same, isCut } = range ? await ofRange(opened, range, options) : await ofLayers(opened, options);
  const documents = told.map(({ summary, changes }) => ({
    summary,
    changes: changeDocuments(bothOf(image.paths), changes, same),
  }));
  const end = { diagnostics: [...image.diagnostics, ...(isCut ? [MANY_RENAMES] : [])] };
  const steps = stepsByLayer(opened).map(({ instruction }, ordinal) => ({ layer: ordinal, instruction }));
  if (range) return { ...common, ...viewsOf(range), steps: stepsBetween(range, steps), ...documents[0]!, ...end };
  if (layer !== undefined) {
    const { instruction } = steps[layer]!;
    return { ...common, ...viewsOf({ from: layer - 1, to: layer }), instruction, ...documents[0]!, ...end };
  }
  const layers = documents.map((document, ordinal) => ({ ...steps[ordinal]!, ...document }));
  return { ...common, layers, ...end };
}

/** The views at two layers; -1 is the empty one. */
interface Range {
  readonly from: number;
  readonly to: number;
}

function viewsOf({ from, to }: Range): Pick<DiffDocument, 'from' | 'to'> {
  return { from: from < 0 ? null : from, to };
}

function stepsBetween<T>({ from, to }: Range, steps: readonly T[]): T[] {
  return steps.slice(Math.min(from, to) + 1, Math.max(from, to) + 1);
}

/** What differs between pairs of views, and which bodies turned out to be the same. */
interface Found {
  readonly told: readonly Told[];
  readonly same: SameContent;
  /** Somewhere there was too much to look for renames. */
  readonly isCut: boolean;
}

async function ofLayers(opened: Opened, options: DiffOptions): Promise<Found> {
  const { image, limits } = opened;
  const filter = filterOf(image, options);
  const [first, last] = options.layer === undefined ? [0, image.layers.length - 1] : [options.layer, options.layer];
  const view = viewAt(image.paths, first - 1);
  const told: Told[] = [];
  const pairs: BodyPair[] = [];
  for (let layer = first; layer <= last; layer += 1) {
    const before = view.slice();
    const changes = layerChanges(image.paths, view, layer, filter);
    pairs.push(...pairsToCompare(bothOf(image.paths), changes));
    told.push(await toldOf(opened, sidesOf(image.paths, before, view), changes, { ...options, filter }));
  }
  return { told, same: await compareBodies(image, pairs, limits), isCut: told.some(({ isCut }) => isCut) };
}

async function ofRange(opened: Opened, { from, to }: Range, options: DiffOptions): Promise<Found> {
  const { image, limits } = opened;
  const filter = filterOf(image, options);
  const sides = sidesOf(image.paths, viewAt(image.paths, from), viewAt(image.paths, to));
  const same = await compareBodies(image, viewPairs(sides, filter), limits);
  const told = await toldOf(opened, sides, viewChanges(sides, same, filter), { ...options, filter });
  return { told: [told], same, isCut: told.isCut };
}

function filterOf({ paths }: Image, { ignore = [] }: DiffOptions): RowFilter | undefined {
  const cursor = new PathCursor(paths);
  return withoutIgnored(paths, ignore, (row) => cursor.at(row));
}

function toldOf(
  { image, limits }: Opened,
  sides: Sides,
  changes: readonly Change[],
  { renames = false, filter }: { readonly renames?: boolean | undefined; readonly filter?: RowFilter | undefined },
): Promise<Told> {
  return tellChanges({ before: image, after: image }, sides, changes, { renames, filter, limits });
}
