import { stepsOf } from '../history/steps.ts';
import { type LocatedImage, type OpenInput, openInput, type OpenRequest } from '../image/open-image.ts';
import type { SharedLayers } from '../image/shared-layers.ts';
import { type Found, type FoundImage, imagesInFolder, imagesOf, imagesOfEngine } from '../inventory/find-images.ts';
import { type ListedImage, referenceOf } from '../inventory/listed-image.ts';
import { VarveError } from '../model/error.ts';
import type { EngineKind } from '../source/engine/open-engine.ts';
import type { ImagesWorld, Reading } from '../tui/perform-images.ts';
import type { Subject } from '../tui/session.ts';
import type { Io } from './io.ts';
import { nowOf } from './output.ts';
import type { DocumentArgs } from './options.ts';
import { limitsOf } from './values.ts';
import { openedOf, type ReadArgs, requestOf } from './with-image.ts';

/** What there is to explore. */
export interface Explorable {
  /** The image that is meant; `null` where it is still to be chosen. */
  readonly located: LocatedImage | null;
  /** All images of the input, to be gone through once; `null` where it is the only one. */
  readonly found: AsyncIterable<Found> | null;
}

/**
 * Gives `work` the image that is meant, or the images that one could mean: of an archive where none is chosen, of a folder
 * that is no image itself, of an engine. Lets go of them whatever happens. @throws VarveError
 */
export async function withExplorable<T>(
  args: ReadArgs,
  io: Io,
  work: (explorable: Explorable) => Promise<T>,
): Promise<T> {
  const { request, end } = await requestOf(args, io, true);
  try {
    const engine = request.transport === undefined ? ENGINE.exec(args.reference)?.[1] : undefined;
    if (engine !== undefined) return await work(await inEngine(engine as EngineKind, request));
    const input = await inputOrFailure(request);
    if (input instanceof VarveError) return await work(await inFolder(request, input));
    try {
      return await work(await inInput(input, args.reference));
    } finally {
      await input.close();
    }
  } finally {
    end();
  }
}

/** An engine, and none of its images. */
const ENGINE = /^(docker-daemon|podman):(?:\/\/)?$/;

async function inEngine(kind: EngineKind, request: OpenRequest): Promise<Explorable> {
  const found = await ifAny(imagesOfEngine(kind, withoutInput(request)));
  if (!found) throw new VarveError('IMAGE_NOT_FOUND', `${kind} has no images`);
  return { located: null, found };
}

/** A folder that holds no image at all is what it was. */
async function inFolder(request: OpenRequest, failure: VarveError): Promise<Explorable> {
  const found = await ifAny(imagesInFolder(withoutInput(request)));
  if (!found) throw failure;
  return { located: null, found };
}

async function inInput(input: OpenInput, reference: string): Promise<Explorable> {
  const found = input.source.list().length > 1 ? imagesOf(input, reference) : null;
  try {
    return { located: await input.locate(input.choose()), found };
  } catch (error) {
    const isOpen = error instanceof VarveError && error.code === 'IMAGE_AMBIGUOUS' && input.asked === undefined;
    if (!isOpen) throw error;
    return { located: null, found };
  }
}

/** The input, or why a folder is none. */
async function inputOrFailure(request: OpenRequest): Promise<OpenInput | VarveError> {
  try {
    return await openInput(request);
  } catch (error) {
    const { transport, reference, exists } = request;
    const isFolder = transport === undefined && exists(reference) === 'dir';
    if (error instanceof VarveError && error.code === 'FORMAT_UNKNOWN' && isFolder) return error;
    throw error;
  }
}

/** No image of many comes on standard input, where keys come from. */
function withoutInput(request: OpenRequest): OpenRequest {
  return { ...request, stdin: nothing };
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

/** All that is found, `null` when that is nothing. */
async function ifAny(found: AsyncIterable<Found>): Promise<AsyncIterable<Found> | null> {
  const iterator = found[Symbol.asyncIterator]();
  const first = await iterator.next();
  if (first.done) return null;
  return (async function* all() {
    yield first.value;
    yield* { [Symbol.asyncIterator]: () => iterator };
  })();
}

/** An image as the terminal UI takes it. */
export function imageAtHand(
  args: ReadArgs,
  located: LocatedImage,
  shared: SharedLayers,
): Reading & { readonly subject: Subject } {
  const { manifest, source } = located;
  const { reference } = args;
  const naming = { reference, transport: source.transport, format: source.format };
  const steps = stepsOf(manifest.config, manifest.layers.length);
  const unread = { stacked: 0, loaded: null, dead: null, paths: null, failure: null };
  return {
    subject: { reference, manifest, steps, ...unread },
    load: (watcher) => openedOf(args, located, watcher, shared),
    openedOf: (image) => ({ naming, image, limits: limitsOf(args) }),
  };
}

/** Images as the terminal UI takes them; those that were opened stay so until they are closed. */
export function imagesAtHand(
  found: AsyncIterable<Found>,
  args: ReadArgs & DocumentArgs,
  io: Io,
  shared: SharedLayers,
): ImagesWorld & { close(): Promise<void> } {
  const places = new Map<ListedImage, FoundImage>();
  const opened: LocatedImage[] = [];
  return {
    async *list() {
      for await (const each of found) {
        if ('image' in each) places.set(each.image, each);
        yield each;
      }
    },
    async open(image) {
      const located = await places.get(image)!.locate();
      opened.push(located);
      return imageAtHand({ ...args, reference: referenceOf(image) }, located, shared);
    },
    nowSec: () => nowOf(args, io),
    async close() {
      for (const located of opened) await located.close();
    },
  };
}
