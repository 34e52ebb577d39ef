import { eventBytes } from '../analysis/view-bytes.ts';
import type { Opened } from '../examine/opened.ts';
import type { Image } from '../image/image.ts';
import type { LoadWatcher } from '../image/load-image.ts';
import { VarveError } from '../model/error.ts';
import type { System } from '../transfer/portable-names.ts';
import { type Asked, answerTo, type OpenOther } from './answers.ts';
import type { Question, Reply } from './questions.ts';
import { type ImagesWorld, list, open, type Reading } from './perform-images.ts';
import { inSlices } from '../base/slices.ts';
import type { Loaded } from './session.ts';
import { FIRST_IMAGE } from './session.ts';
import type { Effect, Message } from './state.ts';

/** The screen of the first layers is made anew at most this often, in milliseconds. */
const REFRESH_MS = 500;
/** And so much longer than it takes to make. */
const COST_SHARE = 6;
/** How far long work is, is told so often. */
const PROGRESS_MS = 500;

/** What the screens need of the world. */
export interface World {
  /** Reads the image that the program begins with. */
  readonly load?: Reading['load'];
  readonly openedOf?: Reading['openedOf'];
  /** Where there are images to choose from. */
  readonly images?: ImagesWorld | undefined;
  /** Milliseconds from some moment on. */
  readonly clock: () => number;
  /** Whose rules names have to keep that are written to the disk. */
  readonly system: System;
  /** Globs of paths that the user wants left out of duplicates. */
  readonly ignore: readonly string[];
  readonly openOther: OpenOther;
}

/** Does what effects ask, with the world at hand. */
export function performer(world: World): (effect: Effect, signal: AbortSignal) => AsyncIterable<Message> {
  const readings = new Map<number, Reading>();
  if (world.load && world.openedOf) readings.set(FIRST_IMAGE, { load: world.load, openedOf: world.openedOf });
  let shown = FIRST_IMAGE;
  return async function* (effect, signal) {
    if (effect.kind === 'list' && world.images) yield* list(world.images, signal);
    if (effect.kind === 'open' && world.images) yield* open(world.images, effect, readings);
    if (effect.kind === 'load') {
      const { image } = effect;
      shown = image;
      const isShown = (): boolean => shown === image && !signal.aborted;
      yield* load(readings.get(image)!, image, { clock: world.clock, isShown });
    }
    if (effect.kind === 'ask') yield* answer(world, effect, signal);
  };
}

/** Layers as they come: a screen of the first ones now and then, then the whole image. */
async function* load(
  reading: Reading,
  number: number,
  { clock, isShown }: Pick<World, 'clock'> & { readonly isShown: () => boolean },
): AsyncGenerator<Message> {
  const queue: (number | Image)[] = [];
  let wake: () => void = () => {};
  let nextScreenAt = -Infinity;
  let askedAt = 0;
  const give = (each: number | Image): void => {
    queue.push(each);
    wake();
  };
  const watcher: LoadWatcher = {
    stacked(count) {
      if (!isShown()) throw new Unwanted();
      give(count);
      askedAt = clock();
      return askedAt >= nextScreenAt;
    },
    grown(image) {
      const costMs = clock() - askedAt;
      nextScreenAt = clock() + Math.max(REFRESH_MS, costMs * COST_SHARE);
      give(image);
    },
  };
  const whole = reading.load(watcher).then(
    (opened) => ({ opened, message: null }),
    (error: unknown) => ({ opened: null, message: error instanceof Unwanted ? null : messageOf(error) }),
  );
  const isDone = whole.then(() => true);
  for (let done = false; !done || queue.length > 0;) {
    const next = queue.shift();
    if (next === undefined) {
      done = await Promise.race([isDone, new Promise<false>((resolve) => (wake = () => resolve(false)))]);
    } else if (typeof next === 'number') {
      yield { kind: 'stacked', image: number, count: next };
    } else if (!done && !queue.some((each) => typeof each !== 'number')) {
      yield { kind: 'loaded', image: number, loaded: await loadedOf(reading.openedOf(next), false) };
    }
  }
  const { opened, message } = await whole;
  if (!isShown()) return;
  if (opened) yield { kind: 'loaded', image: number, loaded: await loadedOf(opened, true) };
  else if (message !== null) yield { kind: 'unreadable', image: number, message };
}

/** Nobody looks at the image any more: no further layer of it is read. */
class Unwanted extends Error {
  override readonly name = 'Unwanted';
}

async function loadedOf(opened: Opened, isWhole: boolean): Promise<Loaded> {
  return { opened, isWhole, bytes: await inSlices(eventBytes(opened.image.paths)) };
}

/** How far the work is, now and then, and at last the reply. */
async function* answer(
  { clock, system, ignore, openOther }: World,
  { number, screen, question, loaded }: Extract<Effect, { kind: 'ask' }>,
  signal: AbortSignal,
): AsyncGenerator<Message> {
  const notices: string[] = [];
  let wake: () => void = () => {};
  let toldAt = clock();
  const tell = (notice: string): void => {
    signal.throwIfAborted();
    if (clock() - toldAt < PROGRESS_MS) return;
    toldAt = clock();
    notices.push(notice);
    wake();
  };
  const replied = replyTo(question, loaded, { system, ignore, openOther, tell });
  for (let reply: Reply | null = null; reply === null;) {
    reply = await Promise.race([replied, new Promise<null>((resolve) => (wake = () => resolve(null)))]);
    if (reply) yield { kind: 'reply', number, screen, reply };
    else for (const notice of notices.splice(0)) yield { kind: 'progress', notice };
  }
}

async function replyTo(question: Question, loaded: Loaded | null, asked: Asked): Promise<Reply> {
  if (!loaded) return { kind: 'failed', question, message: 'no layer is read yet' };
  try {
    return await answerTo(question, loaded.opened, asked);
  } catch (error) {
    return { kind: 'failed', question, message: messageOf(error) };
  }
}

/** What a person can do something about is told; all else is our own fault, and ends the program. */
function messageOf(error: unknown): string {
  if (error instanceof VarveError) return error.message;
  throw error;
}
