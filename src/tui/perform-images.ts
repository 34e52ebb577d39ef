import { setTimeout as sleep } from 'node:timers/promises';
import type { Opened } from '../examine/opened.ts';
import type { Image } from '../image/image.ts';
import type { LoadWatcher } from '../image/load-image.ts';
import type { Found, Unreadable } from '../inventory/find-images.ts';
import type { ListedImage } from '../inventory/listed-image.ts';
import { takeStock } from '../inventory/stock.ts';
import { VarveError } from '../model/error.ts';
import type { Subject } from './session.ts';
import type { Effect, Message } from './state.ts';

/** How an image is read. */
export interface Reading {
  /** Reads the image; `watcher` sees it grow. */
  readonly load: (watcher: LoadWatcher) => Promise<Opened>;
  /** The image as it is so far, as `load` will give it. */
  readonly openedOf: (image: Image) => Opened;
}

/** An input with images to choose from. */
export interface ImagesWorld {
  /** The images and what cannot be read, as they are found. @throws VarveError */
  readonly list: () => AsyncIterable<Found>;
  /** Reads the manifest and config of one of them; it stays open until the end. @throws VarveError */
  readonly open: (image: ListedImage) => Promise<Reading & { readonly subject: Subject }>;
  /** Seconds since 1970. */
  readonly nowSec: () => number;
}

/** What is found is shown this often, in milliseconds. */
const REFRESH_MS = 200;

/** The inventory as it grows, and at last as a whole. */
export async function* list(world: ImagesWorld, signal: AbortSignal): AsyncGenerator<Message> {
  const images: ListedImage[] = [];
  const unreadable: Unreadable[] = [];
  const listed = (isWhole: boolean): Message => ({
    kind: 'listed',
    inventory: {
      images: images.slice(),
      stock: takeStock(images),
      unreadable: unreadable.slice(),
      isWhole,
      nowSec: world.nowSec(),
    },
  });
  const found = everything(world)[Symbol.asyncIterator]();
  let due: Promise<null> | null = null;
  for (let next = found.next(); !signal.aborted;) {
    const step = await (due ? Promise.race([due, next]) : next);
    if (step === null) {
      due = null;
      yield listed(false);
      continue;
    }
    if (step.done) break;
    if ('image' in step.value) images.push(step.value.image);
    else unreadable.push(step.value);
    due ??= sleep(REFRESH_MS, null);
    next = found.next();
  }
  yield listed(true);
}

/** What stops the list is its last line. */
async function* everything({ list: found }: ImagesWorld): AsyncGenerator<Found> {
  try {
    yield* found();
  } catch (error) {
    if (!(error instanceof VarveError)) throw error;
    yield { input: '', message: error.message };
  }
}

/** Opens an image; how it is read is noted in `readings` under its number. */
export async function* open(
  world: ImagesWorld,
  { image, listed }: Extract<Effect, { kind: 'open' }>,
  readings: Map<number, Reading>,
): AsyncGenerator<Message> {
  try {
    const { subject, ...reading } = await world.open(listed);
    readings.set(image, reading);
    yield { kind: 'opened', image, subject };
  } catch (error) {
    if (!(error instanceof VarveError)) throw error;
    yield { kind: 'unopened', image, message: error.message };
  }
}
