import { printable } from '../base/text.ts';
import type { Blob } from '../blob/blob.ts';
import { KeptBlobs } from '../blob/kept-blobs.ts';
import type { IndexedLayer } from '../layer/index-layer.ts';
import type { RemoteOptions } from '../config/remote-options.ts';
import { parseDigest } from '../model/digest.ts';
import { VarveError } from '../model/error.ts';
import type { LayerCache } from '../layer/layer-cache.ts';
import type { Limits } from '../model/limits.ts';
import type { Platform } from '../model/manifest.ts';
import { type Exists, isTransport, parseReference, TRANSPORTS } from '../model/reference.ts';
import { chooseImage } from '../source/choose-image.ts';
import type { ImageEntry, ImageManifest, ImageSource } from '../source/image-source.ts';
import { openSource } from '../source/open-source.ts';
import type { TarTransport } from '../source/open-tar.ts';
import { Answers } from './answers.ts';
import type { Image } from './image.ts';
import { loadImage, type LoadWatcher } from './load-image.ts';
import type { SharedLayers } from './shared-layers.ts';
import { readStreamedArchive } from './stream-source.ts';

export interface OpenRequest {
  /** The image as the user names it. */
  readonly reference: string;
  /** Which image, when the input holds several: a name, `@N`, a digest. */
  readonly image?: string | undefined;
  readonly platform?: Platform | undefined;
  readonly limits: Limits;
  readonly verify: boolean;
  readonly jobs: number;
  /** Layers that were read before; without it each is read. */
  readonly cache?: LayerCache | undefined;
  /** Bodies will be asked for again: what can be read only once is kept in a temporary file. */
  readonly rereadable: boolean;
  /** Few bodies will be asked for, and nothing else: of a layer in a registry no more is read than they need. */
  readonly lazily?: boolean | undefined;
  readonly stdin: () => AsyncIterable<Uint8Array>;
  readonly exists: Exists;
  readonly hostArchitecture: string;
  /** How registries and engines are asked. */
  readonly remote: RemoteOptions;
  /** Where to look for what has no transport of its own: `--transport`. */
  readonly transport?: string | undefined;
  /** Takes a sentence that the user should read at once: where a name was found, which image was taken. */
  readonly note: (sentence: string) => void;
}

/** An image of which the manifest and config were read, the layers not yet. */
export interface LocatedImage {
  readonly source: ImageSource;
  readonly manifest: ImageManifest;
  /** Whether the layers are at hand, and not only what a manifest says of them. */
  readonly hasLayers: boolean;
  /** What was made of it before; `null` where that cannot be known. */
  readonly answers: Answers | null;
  /**
   * Reads and stacks the layers, before the eyes of the watcher if there is one. What an image before had is not read
   * again. @throws VarveError
   */
  load(watcher?: LoadWatcher, shared?: SharedLayers): Promise<Image>;
  close(): Promise<void>;
}

/** An input that is open: the images in it are known, none of them is read. */
export interface OpenInput {
  readonly source: ImageSource;
  /** What the user said of which image is meant. */
  readonly asked: string | undefined;
  /** The image that is meant. @throws VarveError `IMAGE_NOT_FOUND`, `IMAGE_AMBIGUOUS`, `USAGE` */
  choose(): ImageEntry;
  /** Reads the manifest and config of an image; the input is let go of with it. @throws VarveError */
  locate(entry: ImageEntry): Promise<LocatedImage>;
  close(): Promise<void>;
}

/** Finds the image that is meant and reads its manifest and config. @throws VarveError */
export async function locateImage(request: OpenRequest): Promise<LocatedImage> {
  const input = await openInput(request);
  try {
    return await input.locate(input.choose());
  } catch (error) {
    await input.close();
    throw error;
  }
}

/** Opens what the reference names. @throws VarveError */
export async function openInput(request: OpenRequest): Promise<OpenInput> {
  const reference = parseReference(withTransport(request), request.exists);
  let captured: ((blob: Blob) => IndexedLayer | undefined) | undefined;
  const openStream = async (
    name: string,
    chunks: AsyncIterable<Uint8Array>,
    transport: TarTransport,
  ): Promise<ImageSource> => {
    const archive = await readStreamedArchive(name, chunks, {
      transport,
      limits: request.limits,
    });
    captured = archive.captured;
    return archive.source;
  };
  const { limits, rereadable, remote, note, cache: documents } = request;
  const stdin = request.stdin();
  const source = await openSource(reference, { limits, rereadable, openStream, stdin, remote, note, documents });
  const kept = new KeptBlobs(remote.trace);
  const close = () => source.close().finally(() => kept.close());
  const asked = request.image ?? (reference.kind === 'name' ? null : reference.image) ?? undefined;
  return {
    source,
    asked,
    choose() {
      const { entry, note: choice } = chooseImage(source.list(), { ...request, image: asked });
      if (choice !== undefined) note(choice);
      return entry;
    },
    async locate(entry) {
      const manifest = await source.open(entry);
      return {
        source,
        manifest,
        hasLayers: manifest.layers.every(({ blob }) => blob !== null),
        answers: answersOf(request, source, manifest),
        load: (watcher, shared) => {
          const keeping = { kept: rereadable ? kept : undefined, trace: remote.trace };
          return loadImage(manifest, { ...request, ...keeping, captured, watcher, shared });
        },
        close,
      };
    },
    close,
  };
}

function answersOf(
  { cache, verify, limits }: OpenRequest,
  source: ImageSource,
  manifest: ImageManifest,
): Answers | null {
  const isKnownByDigest = source.transport === 'docker' && manifest.digest !== null && parseDigest(manifest.digest);
  return cache && isKnownByDigest && !verify ? new Answers(cache, manifest, limits) : null;
}

/** The reference as it would be typed with its transport. @throws VarveError `USAGE` for a transport that is none */
function withTransport({ reference, transport }: OpenRequest): string {
  if (transport === undefined) return reference;
  if (transport === 'docker' || transport === 'registry') return `docker://${reference}`;
  if (isTransport(transport)) return `${transport}:${reference}`;
  throw new VarveError('USAGE', `--transport is ${JSON.stringify(printable(transport))}, which is none`, {
    hint: `It takes docker (a registry), ${TRANSPORTS.join(', ')}.`,
  });
}
