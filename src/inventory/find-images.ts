import { firstCharacter } from '../base/json.ts';
import { printable } from '../base/text.ts';
import { openFile } from '../blob/file-blob.ts';
import { locateImage, type LocatedImage, type OpenInput, openInput, type OpenRequest } from '../image/open-image.ts';
import { VarveError } from '../model/error.ts';
import { parseReference } from '../model/reference.ts';
import { type EngineKind, listEngine } from '../source/engine/open-engine.ts';
import { namesIn } from '../source/folder-names.ts';
import { engineImage, type ListedImage, listedImage } from './listed-image.ts';

/** An image, and how to open it. */
export interface FoundImage {
  readonly image: ListedImage;
  /** @throws VarveError */
  locate(): Promise<LocatedImage>;
}

/** What of an input cannot be read, and why. */
export interface Unreadable {
  readonly input: string;
  readonly message: string;
}

export type Found = FoundImage | Unreadable;

/** The images of an open input, in its order. They can be located as long as it is open. */
export async function* imagesOf(input: OpenInput, name: string): AsyncGenerator<Found> {
  for (const [number, entry] of input.source.list().entries()) {
    yield unlessUnreadable(`${name}:@${number}`, async () => ({
      image: listedImage(name, number, await input.source.open(entry)),
      // The input is let go of by whoever opened it.
      locate: async () => ({ ...(await input.locate(entry)), async close() {} }),
    }));
  }
}

/**
 * All images of the archives and layouts that lie in a folder, by the names of these; each is opened, listed, and closed.
 * What is no image is passed over, and so are JSON files and tars of mere files: any file could be one.
 *
 * @throws VarveError `READ_FAILED`, `LIMIT` for the folder itself
 */
export async function* imagesInFolder(request: OpenRequest): AsyncGenerator<Found> {
  const folder = request.reference.replace(/[\\/]+$/, '') || '/';
  for (const name of namesIn(folder)) {
    const reference = folder.endsWith('/') ? `${folder}${name}` : `${folder}/${name}`;
    if (await isCandidate(reference, request)) yield* imagesAt({ ...request, reference, note: () => {} });
  }
}

/** All images of an engine, newest first. @throws VarveError */
export async function* imagesOfEngine(kind: EngineKind, request: OpenRequest): AsyncGenerator<FoundImage> {
  for (const listing of await listEngine(kind, request.remote)) {
    const image = engineImage(`${kind}:`, listing);
    yield { image, locate: () => locateImage({ ...request, reference: `${kind}:${image.image}` }) };
  }
}

async function* imagesAt(request: OpenRequest): AsyncGenerator<Found> {
  const { reference } = request;
  const input = await unlessUnreadable(reference, () => openInput(request));
  if (!('source' in input)) {
    if (input.code !== 'FORMAT_UNKNOWN') yield input;
    return;
  }
  try {
    if (input.source.transport === 'rootfs') return;
    for await (const found of imagesOf(input, reference)) {
      if (!('image' in found)) yield found;
      else yield { ...found, locate: () => locateImage({ ...request, image: found.image.image }) };
    }
  } finally {
    await input.close();
  }
}

/** A name that is no path would be asked of engines and registries. */
async function isCandidate(path: string, { exists }: OpenRequest): Promise<boolean> {
  const { kind } = parseReference(path, exists);
  if (kind !== 'file') return kind === 'dir';
  const file = await unlessUnreadable(path, () => openFile(path));
  // Opening it again tells why it cannot be read.
  if ('input' in file) return true;
  try {
    const head = new Uint8Array(Math.min(HEAD_BYTES, file.sizeBytes));
    file.blob(path).readInto!(head, 0);
    return !['{', '['].includes(firstCharacter(head));
  } finally {
    await file.close();
  }
}

const HEAD_BYTES = 512;

type Refused = Unreadable & Pick<VarveError, 'code'>;

async function unlessUnreadable<T>(input: string, work: () => Promise<T>): Promise<T | Refused> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof VarveError)) throw error;
    return { input, code: error.code, message: printable(error.message) };
  }
}
