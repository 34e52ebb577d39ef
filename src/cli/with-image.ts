import type { Opened } from '../examine/opened.ts';
import type { LoadWatcher } from '../image/load-image.ts';
import { type LocatedImage, locateImage, type OpenRequest } from '../image/open-image.ts';
import type { SharedLayers } from '../image/shared-layers.ts';
import { printable } from '../base/text.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { VarveError } from '../model/error.ts';
import { parsePlatform } from '../model/platform.ts';
import { cacheOf } from './cache-place.ts';
import type { ImageArgs } from './options.ts';
import type { Io } from './io.ts';
import { remoteOf } from './remote.ts';
import { limitsOf, wholeValue } from './values.ts';

/** Each layer that is read takes some ten megabytes; more at once gain nothing where people look at images. */
const MAX_JOBS = 16;

/** What a command needs to read an image. */
export interface ReadArgs extends ImageArgs {
  readonly reference: string;
}

/** Whether a command asks for contents of files; `'lazily'`: for a few, and for nothing else. */
export type Rereading = boolean | 'lazily';

/** Finds the image, gives it to `work`, and lets go of it whatever happens. Notes go to standard error. */
export async function withLocated<T>(
  args: ReadArgs,
  io: Io,
  work: (located: LocatedImage) => Promise<T>,
  rereadable: Rereading = false,
  lenient = false,
): Promise<T> {
  const { request, end } = await requestOf(args, io, rereadable, lenient);
  const located = await locateImage(request);
  try {
    return await work(located);
  } finally {
    end();
    await located.close();
  }
}

/** How options want images opened. */
export interface Requested {
  readonly request: OpenRequest;
  /** Ends the progress bar and tells of the cache's troubles; for when the image is let go of. */
  end(): void;
}

/** How the options want the image opened. Notes go to standard error. */
export async function requestOf(
  args: ReadArgs,
  io: Io,
  rereadable: Rereading = false,
  lenient = false,
): Promise<Requested> {
  const cache = cacheOf(args, io);
  const remote = await remoteOf(args, io);
  const request: OpenRequest = {
    reference: args.reference,
    image: args.image,
    platform: args.platform === undefined ? undefined : parsePlatform(args.platform),
    limits: { ...limitsOf(args), lenient },
    verify: args.verify ?? false,
    jobs: args.jobs === undefined ? Math.min(io.jobs, MAX_JOBS) : wholeValue('--jobs', args.jobs, 1),
    cache,
    rereadable: rereadable !== false,
    lazily: rereadable === 'lazily',
    stdin: io.stdin,
    exists: io.exists,
    hostArchitecture: io.architecture,
    remote,
    transport: args.transport,
    note: (sentence) => args.quiet || io.err(`varve: ${printable(sentence)}\n`),
  };
  return {
    request,
    end() {
      remote.progress?.stop();
      if (args.verbose && cache?.trouble) io.err(`varve: ${cache.trouble}\n`);
    },
  };
}

/**
 * The same with the layers read. What is odd in the image is told on standard error with `--verbose`; standard output is
 * for scripts.
 */
export function withImage<T>(
  args: ReadArgs,
  io: Io,
  work: (opened: Opened) => Promise<T>,
  rereadable: Rereading = false,
): Promise<T> {
  return withLocated(
    args,
    io,
    async (located) => {
      const opened = await openedOf(args, located);
      if (args.verbose) for (const diagnostic of opened.image.diagnostics) io.err(noteOf(diagnostic));
      return work(opened);
    },
    rereadable,
  );
}

/** Reads the layers of an image that was found. @throws VarveError */
export async function openedOf(
  args: ReadArgs,
  located: LocatedImage,
  watcher?: LoadWatcher,
  shared?: SharedLayers,
): Promise<Opened> {
  const { transport, format } = located.source;
  return {
    naming: { reference: args.reference, transport, format },
    image: await located.load(watcher, shared),
    limits: limitsOf(args),
  };
}

/** A diagnostic as a line for standard error. */
export function noteOf({ code, message, layer }: Diagnostic): string {
  return printable(`varve: ${layer === undefined ? '' : `layer ${layer}: `}${code}: ${message}`) + '\n';
}

/** A layer as an option names it. @throws VarveError `USAGE` with the range there is */
export function layerValue(option: string, text: string, { image }: Opened): number {
  const layer = wholeValue(option, text);
  const count = image.layers.length;
  if (layer >= count) {
    const range = count === 0 ? 'the image has no layers' : `the image has layers 0 to ${count - 1}`;
    throw new VarveError('USAGE', `${option} is ${layer}, but ${range}`);
  }
  return layer;
}
