import type { Base } from '../examine/what-if.ts';
import { printable } from '../base/text.ts';
import { during, VarveError } from '../model/error.ts';
import { formatPlatform, isPlatform } from '../model/platform.ts';
import { parseReference } from '../model/reference.ts';
import type { ImageManifest } from '../source/image-source.ts';
import type { Io } from './io.ts';
import { type ReadArgs, withLocated } from './with-image.ts';

/** Where two images are wanted, only one can come on standard input. @throws VarveError `USAGE` */
export function checkBase(args: ReadArgs, option: string, reference: string, io: Io): void {
  const readsInput = (text: string): boolean => parseReference(text, io.exists).kind === 'stdin';
  if (readsInput(reference) && (args['password-stdin'] || readsInput(args.reference)))
    throw new VarveError('USAGE', `standard input is taken: ${option} cannot come from there, too`);
}

/**
 * The image that another one is held against: only its manifest and config are read. It is looked for wherever its own
 * name says, for the platform of the other image, and without the login that was given for that one's registry.
 *
 * @throws VarveError
 */
export async function locateBase(
  args: ReadArgs,
  reference: string,
  { config, platform }: ImageManifest,
  io: Io,
): Promise<Base> {
  const own = config.platform ?? platform;
  const wanted = own ? formatPlatform(own) : '';
  const baseArgs: ReadArgs = {
    ...args,
    reference,
    image: undefined,
    platform: args.platform ?? (isPlatform(wanted) ? wanted : undefined),
    transport: undefined,
    creds: undefined,
    'password-stdin': undefined,
  };
  return during(`the base ${printable(reference)}`, () =>
    withLocated(baseArgs, io, async ({ manifest }) => ({ reference, manifest })),
  );
}
