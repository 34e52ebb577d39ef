import { availableParallelism } from 'node:os';
import { stdin } from 'node:process';
import { thisMachine } from './config/machine.ts';
import { analyze } from './examine/analyze.ts';
import { diff } from './examine/diff.ts';
import { ls } from './examine/ls.ts';
import type { Opened } from './examine/opened.ts';
import { openBody } from './image/bodies.ts';
import { findPath } from './image/find-path.ts';
import { locateImage } from './image/open-image.ts';
import { VarveError } from './model/error.ts';
import { DEFAULT_LIMITS, type Limits } from './model/limits.ts';
import { parsePlatform } from './model/platform.ts';
import type { AnalyzeDocument } from './report/documents/analyze.ts';
import type { ImageDocument } from './report/documents/parts.ts';
import { pathKind } from './source/path-kind.ts';
import type { DiffChange } from './report/documents/diff.ts';
import type { LsEntry } from './report/documents/ls.ts';
import { imageDocument } from './examine/opened.ts';
import { factsOf, isFile } from './union/node.ts';
import type { Diagnostic } from './model/diagnostic.ts';

export type { AnalyzeDocument, Diagnostic, DiffChange as Change, ImageDocument, Limits, LsEntry as Entry };
export { VarveError };

/** How to open an image. */
export interface OpenImageOptions {
  /** Which image, when the input holds several: a name, `@N`, a digest. */
  readonly image?: string;
  /** `os/architecture[/variant]`; Linux on this machine when not given. */
  readonly platform?: string;
  /** Hash everything and compare it with its digests first. */
  readonly verify?: boolean;
  /** Layers read at once; one for each processor when not given. */
  readonly jobs?: number;
  readonly limits?: Partial<Limits>;
  /** Hears what is looked for where, as sentences without secrets. */
  readonly onNote?: (sentence: string) => void;
}

/** Which changes are asked for. */
export type ChangesOptions =
  | { /** What this layer changes, counted from the base, 0. */ readonly layer: number }
  | { /** Between the views at two layers; `from` -1 is the empty view. */ readonly from: number; readonly to: number };

/** An image, its layers read and stacked. Close it when done: it holds files open. */
export interface OpenImage {
  readonly image: ImageDocument;
  /** Number of layers; layers are named by their ordinal, the base is 0. */
  readonly layers: number;
  readonly diagnostics: readonly Diagnostic[];
  /** All entries of the image as it is after `layer` (the top one when not given), in tree order. */
  entries(layer?: number): Promise<Iterable<LsEntry>>;
  /** Changes in tree order, told as `docker diff` tells them. */
  changes(options: ChangesOptions): Promise<Iterable<DiffChange>>;
  /**
   * A file's bytes, as they are after `layer`; links are followed inside the image.
   * @throws VarveError `PATH_NOT_FOUND`
   */
  read(path: string, options?: { readonly layer?: number }): AsyncIterable<Uint8Array>;
  /** What `varve analyze --json` prints. */
  analyze(options?: { readonly duplicates?: boolean; readonly all?: boolean }): Promise<AnalyzeDocument>;
  close(): Promise<void>;
}

/**
 * Opens an image named as on the command line: a file, a directory, `-`, or with a transport.
 * @throws VarveError
 */
export async function openImage(reference: string, options: OpenImageOptions = {}): Promise<OpenImage> {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const located = await locateImage({
    reference,
    image: options.image,
    platform: options.platform === undefined ? undefined : parsePlatform(options.platform),
    limits,
    verify: options.verify ?? false,
    jobs: options.jobs ?? availableParallelism(),
    rereadable: true,
    stdin: () => stdin,
    exists: pathKind,
    hostArchitecture: process.arch,
    remote: {
      ...{ plainHttp: false, tlsVerify: true, mirrors: [], env: process.env },
      ...{ ...thisMachine(), trace: options.onNote ?? silent },
    },
    note: options.onNote ?? silent,
  });
  try {
    const { transport, format } = located.source;
    const opened: Opened = { naming: { reference, transport, format }, image: await located.load(), limits };
    return publicImage(opened, () => located.close());
  } catch (error) {
    await located.close();
    throw error;
  }
}

function publicImage(opened: Opened, close: () => Promise<void>): OpenImage {
  const { image, naming } = opened;
  return {
    image: imageDocument(naming, image.manifest),
    layers: image.layers.length,
    diagnostics: image.diagnostics,
    entries: async (layer) => (await ls(opened, { layer: known(opened, layer), recursive: true })).entries,
    async changes(asked) {
      const document =
        'layer' in asked
          ? await diff(opened, { layer: known(opened, asked.layer) })
          : await diff(opened, { range: asked });
      return document.changes!;
    },
    read: (path, { layer } = {}) => contentOf(opened, path, known(opened, layer)),
    analyze: (asked) => analyze(opened, asked),
    close,
  };
}

async function* contentOf(
  { image, limits }: Opened,
  path: string,
  layer = image.layers.length - 1,
): AsyncGenerator<Uint8Array> {
  const { row, view } = findPath(image, path, { layer, followLast: true });
  const inode = row === 0 ? null : factsOf(image.paths, view[row]!).inode;
  if (!isFile(image.paths, inode)) throw new VarveError('PATH_NOT_FOUND', `${path} is no regular file`);
  yield* openBody(image, inode, limits);
}

function known({ image }: Opened, layer: number | undefined): number | undefined {
  if (layer === undefined || (Number.isInteger(layer) && layer >= 0 && layer < image.layers.length)) return layer;
  throw new VarveError('USAGE', `there is no layer ${layer}: the image has ${image.layers.length}`);
}

function silent(): void {}
