import { plural, printable } from '../../base/text.ts';
import type { Image } from '../../image/image.ts';
import { type Diagnostic, Diagnostics } from '../../model/diagnostic.ts';
import type { Limits } from '../../model/limits.ts';
import { pathAt } from '../../union/row-path.ts';
import { type View, viewAt } from '../../union/view.ts';
import { type Candidate, findCandidates, inodeKey } from './candidates.ts';
import type { BytePath, Claim, Distribution } from './claim.ts';
import { type Owned, OwnedFiles, shownBodies } from './owned-files.ts';
import { readCandidates } from './read-candidates.ts';
import { type Step, type Timeline, timelinesOf } from './timeline.ts';
import { compareVersions } from './versions/compare-versions.ts';

/** A version that stood before another one: `layer` brought it, `replacedIn` took it away. */
export interface EarlierVersion {
  readonly version: string;
  readonly layer: number;
  readonly replacedIn: number;
  readonly change: 'upgrade' | 'downgrade' | 'change';
}

/** A package, where it comes from, and what it takes. */
export interface FoundPackage {
  readonly claim: Claim;
  /** Where its database lies. */
  readonly row: number;
  /** The layer that brought this version, and the one that brought the package. */
  readonly layer: number;
  readonly installedIn: number;
  readonly earlier: readonly EarlierVersion[];
  readonly files: number;
  readonly bytes: number;
  /** Rows of what it owns in the last view that has it. */
  readonly rows: readonly number[];
}

/** A package that a layer removed. Files and bytes are those that lower layers still store in vain. */
export interface RemovedPackage extends FoundPackage {
  readonly removedIn: number;
}

export interface Packages {
  readonly distribution: Distribution | undefined;
  /** Largest first; ties by type, name, version and database. */
  readonly packages: readonly FoundPackage[];
  readonly removed: readonly RemovedPackage[];
  /** Bytes that the packages own, each once: two may own the same file. */
  readonly bytes: number;
  readonly diagnostics: readonly Diagnostic[];
}

/** The packages that the databases in an image name. @throws VarveError when a layer cannot be read */
export async function findPackages(image: Image, limits: Limits): Promise<Packages> {
  const diagnostics = new Diagnostics();
  const candidates = await findCandidates(image);
  await readCandidates(image, candidates, limits, diagnostics);
  const { timelines, isCut } = timelinesOf(candidates);
  if (isCut) diagnostics.add({ code: 'packages-cut', message: 'the databases name more packages than varve looks at' });
  const owners = new Owners(image, candidates);
  const top = image.layers.length;
  const all = timelines.flatMap((timeline) => {
    const last = timeline.at(-1);
    return last ? [{ timeline, last }] : [];
  });
  const current = all
    .filter(({ last }) => last.to === top)
    .map(({ timeline, last }) => ({ timeline, owned: owners.at(top).of(last.claim.owns) }));
  const seen = new Map<number, number>();
  for (const { owned } of current) for (const [key, bytes] of owned.bodies) seen.set(key, bytes);
  const removed = all
    .filter(({ last }) => last.to < top)
    .map(({ timeline, last }): RemovedPackage => {
      const owned = owners.at(last.to).of(last.claim.owns);
      const bodies = owners.unseen(owned);
      return { ...found(timeline, { ...owned, bodies }), files: bodies.size, removedIn: last.to };
    });
  diagnostics.addAll(lostDatabases(image, candidates));
  return {
    distribution: distributionOf(candidates, top),
    packages: current.map(({ timeline, owned }) => found(timeline, owned)).sort(inOrder),
    removed: removed.sort(inOrder),
    bytes: sum(seen.values()),
    diagnostics: diagnostics.list(),
  };
}

function found(timeline: Timeline, { rows, bodies }: Owned): FoundPackage {
  const [first, last] = [timeline[0]!, timeline.at(-1)!];
  const { claim, row, from: layer } = last;
  const earlier = timeline.slice(0, -1).map((step, i) => earlierVersion(step, timeline[i + 1]!));
  return { claim, row, layer, installedIn: first.from, earlier, files: rows.length, bytes: sum(bodies.values()), rows };
}

function earlierVersion({ claim, from }: Step, next: Step): EarlierVersion {
  const order = compareVersions(claim.type, claim.version, next.claim.version);
  const change = order < 0 ? 'upgrade' : order > 0 ? 'downgrade' : 'change';
  return { version: claim.version, layer: from, replacedIn: next.from, change };
}

/** Who owns what, in the views below each layer. */
class Owners {
  readonly #image: Image;
  readonly #byPath: ReadonlyMap<BytePath, Candidate>;
  readonly #views = new Map<number, OwnedFiles>();
  #shown: ReadonlySet<number> | undefined;

  constructor(image: Image, candidates: readonly Candidate[]) {
    this.#image = image;
    this.#byPath = new Map(candidates.map((candidate) => [candidate.place.path, candidate]));
  }

  /** In the view below layer `end`; the number of layers stands for the top view. */
  at(end: number): OwnedFiles {
    const known = this.#views.get(end);
    if (known) return known;
    const made = new OwnedFiles(this.#image.paths, this.#viewBelow(end), (path) => this.#listAt(path, end - 1));
    this.#views.set(end, made);
    return made;
  }

  /** Those of the bodies that the image does not show any more. */
  unseen({ bodies }: Owned): Owned['bodies'] {
    const { paths, layers } = this.#image;
    const shown = (this.#shown ??= shownBodies(paths, this.#viewBelow(layers.length)));
    return new Map([...bodies].filter(([key]) => !shown.has(key)));
  }

  #viewBelow(end: number): View {
    return viewAt(this.#image.paths, end - 1);
  }

  #listAt(path: BytePath, layer: number): readonly BytePath[] | undefined {
    const candidate = this.#byPath.get(path);
    const run = candidate?.runs.find(({ from, to }) => from <= layer && layer < to);
    const finding = run && candidate?.findings.get(inodeKey(run.inode));
    return finding && 'owned' in finding ? finding.owned : undefined;
  }
}

function distributionOf(candidates: readonly Candidate[], top: number): Distribution | undefined {
  for (const { runs, findings } of candidates) {
    const run = runs.find(({ to }) => to === top);
    const finding = run && findings.get(inodeKey(run.inode));
    if (finding && 'distribution' in finding) return finding.distribution;
  }
  return undefined;
}

/** Whoever deletes the database of a system keeps its files: what is then told as removed may still be seen. */
function lostDatabases({ paths, layers }: Image, candidates: readonly Candidate[]): Diagnostic[] {
  return candidates.flatMap(({ row, kind, runs, findings }): Diagnostic[] => {
    const last = runs.at(-1)!;
    const finding = findings.get(inodeKey(last.inode));
    const count = finding && 'claims' in finding ? finding.claims.length : 0;
    if (!kind.isOfSystem || count === 0 || last.to === layers.length) return [];
    const path = printable(pathAt(paths, row).path);
    const message = `layer ${last.to} removes the ${kind.what} with ${plural(count, 'package')}: ${path}`;
    return [{ code: 'package-database-removed', message, layer: last.to, path }];
  });
}

function inOrder(a: FoundPackage, b: FoundPackage): number {
  return b.bytes - a.bytes || compareTexts(orderOf(a), orderOf(b)) || a.row - b.row;
}

function orderOf({ claim: { type, name, version, arch = '' } }: FoundPackage): string {
  return [type, name, version, arch].join('\0');
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
