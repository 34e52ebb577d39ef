import { findPackages } from '../analysis/packages/find-packages.ts';
import { parseOsRelease } from '../analysis/packages/os-release.ts';
import type { BaseMarks } from '../history/base.ts';
import { dockerfileText, proofLines } from '../history/dockerfile-text.ts';
import { type FileFacts, isBlackBox, NO_FILES, rebuildDockerfile, type Rebuilt } from '../history/dockerfile.ts';
import type { Written } from '../history/instruction/write-instruction.ts';
import { historyDiagnostics } from '../history/honesty.ts';
import type { LayerOrigin } from '../history/origin.ts';
import { originalDockerfile } from '../history/provenance.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { DockerfileDocument } from '../report/documents/dockerfile.ts';
import type { ImageManifest } from '../source/image-source.ts';
import { copiesOf } from './dockerfile-copies.ts';
import { recoverLayer } from './dockerfile-commit.ts';
import { ownEntries, textAt } from './dockerfile-read.ts';
import { originalText } from './dockerfile-original.ts';
import { documentHead, imageDocument, type Naming, type Opened } from './opened.ts';

/** How a Dockerfile is asked for. */
export interface DockerfileOptions {
  readonly annotate: boolean;
  /** What the instructions need will lie beside the Dockerfile. */
  readonly context: boolean;
}

/** A file or folder to be written beside the Dockerfile. */
export interface ContextPart {
  /** `layer-3`, or `layer-3.tar` for all that the layer holds. */
  readonly name: string;
  readonly layer: number;
  /** Paths of what it holds; all of the layer's own for none. */
  readonly paths: readonly string[];
}

/** The document, and what `--to` writes beside the Dockerfile. */
export interface DockerfileAnswer {
  readonly document: DockerfileDocument;
  readonly context: readonly ContextPart[];
}

/** What is known of an image, with its layers or without. */
export interface DockerfileSubject {
  readonly naming: Naming;
  readonly manifest: ImageManifest;
  /** Reads the layers; absent where they must not be read, or are not there. */
  readonly open?: (() => Promise<Opened>) | undefined;
  /** Reading costs a download: layers are read only where the history does not tell what they hold. */
  readonly isRemote: boolean;
}

/** What `dockerfile` says: the original out of the provenance, else what history and files tell. @throws VarveError */
export async function dockerfile(subject: DockerfileSubject, options: DockerfileOptions): Promise<DockerfileAnswer> {
  const { manifest, naming } = subject;
  const attested = (await manifest.attestations?.()) ?? { statements: [], diagnostics: [] };
  const first = rebuildDockerfile(manifest.config, manifest.layers.length, { annotations: manifest.annotations ?? {} });
  for (const { content } of attested.statements) {
    const original = originalDockerfile(content);
    if (!original) continue;
    const { text, lines } = originalText(original, manifest, options.annotate);
    const base = { reference: null, source: 'provenance', guess: false, reason: 'the original names it' } as const;
    const full = [text, ...proofLines(first.proof)].join('\n');
    const document = documentOf(naming, manifest, first, attested.diagnostics);
    return {
      document: { ...document, source: 'provenance', base, instructions: lines, context: [], text: `${full}\n` },
      context: [],
    };
  }
  const opened = subject.open && needsFiles(first, subject, options) ? await subject.open() : undefined;
  const read = opened ? await withFiles(opened, options) : { rebuilt: first, context: [], diagnostics: [] };
  const document = documentOf(naming, manifest, read.rebuilt, [...attested.diagnostics, ...read.diagnostics], opened);
  const text = dockerfileText(read.rebuilt, {
    annotate: options.annotate,
    bytesOf: (layer) => bytesOf(layer, manifest, opened),
    header: [`rebuilt by varve from the ${document.source === 'files' ? 'history and files' : 'history'} of the image`],
  });
  const context = read.context.map(({ name, layer }) => ({ name, layer }));
  return { document: { ...document, context, text }, context: read.context };
}

function needsFiles(
  { base, lines, origins }: Rebuilt,
  { isRemote }: DockerfileSubject,
  { context }: DockerfileOptions,
): boolean {
  const isTold = base.source !== 'none' && !origins.some(isBlackBox) && !lines.some(({ notes }) => notes.length > 0);
  if (!isRemote) return true;
  return context || !isTold;
}

interface WithFiles {
  readonly rebuilt: Rebuilt;
  readonly context: readonly ContextPart[];
  readonly diagnostics: readonly Diagnostic[];
}

async function withFiles({ image, limits }: Opened, options: DockerfileOptions): Promise<WithFiles> {
  const { config, annotations = {} } = image.manifest;
  const release =
    (await textAt(image, '/etc/os-release', 0, limits)) ?? (await textAt(image, '/usr/lib/os-release', 0, limits));
  const finding = release === undefined || image.layers.length === 0 ? null : parseOsRelease(Buffer.from(release));
  const marks: BaseMarks = {
    annotations,
    ...(finding && 'distribution' in finding && { distribution: finding.distribution }),
  };
  const copies = await copiesOf(image, options.context, limits);
  const plain = rebuildDockerfile(config, image.layers.length, marks, { ...NO_FILES, ...copies });
  const boxes = plain.origins.filter(
    (each) => isBlackBox(each) && each.step >= plain.base.steps && each.verdict !== 'squash',
  );
  const parts: ContextPart[] = [];
  const layers = new Map<number, readonly Written[]>();
  const commits = boxes.some(isCommit) ? await findPackages(image, limits) : undefined;
  for (const box of boxes) {
    const { layer } = box;
    const recovered = commits && isCommit(box) ? await recoverLayer(image, commits, layer, limits) : undefined;
    if (recovered && recovered.files.length > 0) parts.push({ name: `layer-${layer}`, layer, paths: recovered.files });
    if (!recovered) parts.push({ name: `layer-${layer}.tar`, layer, paths: [] });
    layers.set(layer, recovered ? recovered.lines : [wholeLayer(layer)]);
  }
  const files: FileFacts = { ...copies, layer: (layer) => layers.get(layer) };
  const rebuilt = rebuildDockerfile(config, image.layers.length, marks, files);
  const copied = options.context
    ? copiedParts(rebuilt, image.layers.length, (layer) => ownEntries(image, layer).length > 0)
    : [];
  return {
    rebuilt,
    context: [...parts, ...copied].sort((a, b) => a.layer - b.layer),
    diagnostics: commits?.diagnostics ?? [],
  };
}

function isCommit({ verdict, layer }: LayerOrigin): boolean {
  return verdict === 'commit' && layer > 0;
}

/** The tar of the layer has owners and links, too. */
function wholeLayer(layer: number): Written {
  return {
    lines: [`ADD layer-${layer}.tar /`],
    notes: [`layer-${layer}.tar is the layer as it stands: --to DIR writes it`],
  };
}

function copiedParts({ lines }: Rebuilt, count: number, hasFiles: (layer: number) => boolean): ContextPart[] {
  const parts = lines.flatMap(({ lines: written, origin }) => {
    const [, name, digits] = /^(?:COPY|ADD) (?:--\S+ )*\[?"?(layer-(\d+)(?:\.tar)?)/.exec(written[0] ?? '') ?? [];
    const layer = Number(digits);
    const isCopy = origin === 'history' && name !== undefined && layer < count && hasFiles(layer);
    return isCopy ? [{ name, layer, paths: [] }] : [];
  });
  return [...new Map(parts.map((part) => [part.name, part])).values()];
}

function documentOf(
  naming: Naming,
  manifest: ImageManifest,
  { base, lines, origins, proof }: Rebuilt,
  diagnostics: readonly Diagnostic[],
  opened?: Opened,
): Omit<DockerfileDocument, 'text' | 'context'> {
  return {
    ...documentHead('dockerfile'),
    image: imageDocument(naming, manifest),
    source: lines.some(({ origin }) => origin === 'files') ? 'files' : 'history',
    base: { reference: base.reference, source: base.source, guess: base.isGuess, reason: base.reason },
    instructions: lines.map(({ lines: written, notes, origin, step, layer }) => {
      const bytes = layer === null ? null : bytesOf(layer, manifest, opened);
      return { instruction: written.join('\n'), origin, step, layer, bytes, notes };
    }),
    notMade: origins.flatMap(({ layer, verdict, builder, confidence, reasons }) =>
      verdict === 'dockerfile' ? [] : [{ layer, verdict, builder, confidence, reasons }],
    ),
    proof: { verdict: proof.differences.length === 0 ? 'pass' : 'fail', ...proof },
    diagnostics: [
      ...(opened ? [...opened.image.diagnostics, ...historyDiagnostics(opened.image)] : manifest.diagnostics),
      ...diagnostics,
    ],
  };
}

function bytesOf(layer: number, manifest: ImageManifest, opened: Opened | undefined): number | null {
  return opened ? opened.image.paths.placements[layer]!.bodyBytes : (manifest.layers[layer]?.sizeBytes ?? null);
}
