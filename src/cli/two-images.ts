import type { Two } from '../examine/aligned-layers.ts';
import type { Opened } from '../examine/opened.ts';
import type { LocatedImage } from '../image/open-image.ts';
import { SharedLayers } from '../image/shared-layers.ts';
import { VarveError } from '../model/error.ts';
import type { Io } from './io.ts';
import { noteOf, openedOf, type ReadArgs, withLocated } from './with-image.ts';

/** What a command needs to read two images. Of options that may be given for each the first is for the first image. */
export interface TwoArgs extends Omit<ReadArgs, 'image' | 'platform'> {
  readonly other: string;
  readonly image?: readonly string[] | undefined;
  readonly platform?: readonly string[] | undefined;
}

/** An image that was found, and how. */
export interface Found {
  readonly args: ReadArgs;
  readonly located: LocatedImage;
}

/** Finds both images, gives them to `work`, and lets go of them whatever happens. @throws VarveError `USAGE` */
export function withTwoLocated<T>(
  args: TwoArgs,
  io: Io,
  work: (found: Two<Found>) => Promise<T>,
  rereadable: boolean,
): Promise<T> {
  if (args.reference === '-' && args.other === '-')
    throw new VarveError('USAGE', 'standard input holds one image: only one of the two can be -');
  const [one, other] = [argsFor(args, 0), argsFor(args, 1)];
  const both = args['password-stdin'] ? withStdinKept(io) : io;
  const second = (a: Found) => (located: LocatedImage) => work({ a, b: { args: other, located } });
  return withLocated(
    one,
    both,
    (located) => withLocated(other, both, second({ args: one, located }), rereadable),
    rereadable,
  );
}

/** Reads the layers of both, those that both have once. @throws VarveError */
export async function openTwo({ a, b }: Two<Found>, io: Io): Promise<Two<Opened>> {
  const shared = new SharedLayers();
  const opened = {
    a: await openedOf(a.args, a.located, undefined, shared),
    b: await openedOf(b.args, b.located, undefined, shared),
  };
  for (const { args, image } of [
    { ...a, ...opened.a },
    { ...b, ...opened.b },
  ]) {
    if (args.verbose) for (const diagnostic of image.diagnostics) io.err(noteOf(diagnostic));
  }
  return opened;
}

function argsFor({ other, ...args }: TwoArgs, place: 0 | 1): ReadArgs {
  return {
    ...args,
    reference: place === 0 ? args.reference : other,
    image: eachOrBoth('--image', args.image, place),
    platform: eachOrBoth('--platform', args.platform, place),
  };
}

function eachOrBoth(option: string, values: readonly string[] = [], place: 0 | 1): string | undefined {
  if (values.length > 2) throw new VarveError('USAGE', `${option} is given ${values.length} times for two images`);
  return values[place] ?? values[0];
}

/** For images that all ask for the password, which comes once. */
export function withStdinKept(io: Io): Io {
  const pieces: Uint8Array[] = [];
  let isRead = false;
  return {
    ...io,
    async *stdin() {
      if (isRead) return yield* pieces;
      for await (const piece of io.stdin()) {
        pieces.push(piece);
        yield piece;
      }
      isRead = true;
    },
  };
}
