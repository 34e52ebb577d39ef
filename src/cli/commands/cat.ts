import { printable } from '../../base/text.ts';
import type { Opened } from '../../examine/opened.ts';
import { openBody } from '../../image/bodies.ts';
import { findPath } from '../../image/find-path.ts';
import { type ErrorCode, VarveError } from '../../model/error.ts';
import { ENTRY_TYPES } from '../../tar/entry.ts';
import { factsOf, isFile } from '../../union/node.ts';
import type { Inode } from '../../union/path-table.ts';
import { command } from '../command.ts';
import { imageOptions, imagePositional } from '../options.ts';
import type { Io } from '../io.ts';
import { layerValue, type ReadArgs, withImage } from '../with-image.ts';

interface Args extends ReadArgs {
  readonly path: string;
  readonly layer?: string | undefined;
}

/** `varve cat <image> <path>`. */
export const catCommand = command<Args>({
  usage: 'cat <reference> <path>',
  summary: "A file's bytes, as they are after any layer.",
  examples: [
    ['cat app.tar /etc/os-release', 'as the running image shows it'],
    ['cat app.tar /app/.env --layer 2', 'as it was after layer 2, though deleted later'],
  ],
  options: (yargs) =>
    imageOptions(
      imagePositional(yargs).positional('path', { type: 'string', demandOption: true, describe: 'The file' }),
    ).option('layer', {
      type: 'string',
      requiresArg: true,
      describe: 'The version at this layer, 0 is the base; default: the top one',
    }),
  async run(args, io) {
    await withImage(args, io, (opened) => printFile(opened, args, io), 'lazily');
    return 0;
  },
});

/** Failures that may be found out only when wrong bytes were printed. */
const SPOILING: ReadonlySet<ErrorCode> = new Set(['DIGEST_MISMATCH', 'STREAM_DAMAGED']);

async function printFile(opened: Opened, args: Args, io: Io): Promise<void> {
  const { image, limits } = opened;
  const layer = args.layer === undefined ? image.layers.length - 1 : layerValue('--layer', args.layer, opened);
  let writtenBytes = 0;
  try {
    for await (const piece of openBody(image, fileAt(opened, args.path, layer), limits)) {
      await io.out(piece);
      writtenBytes += piece.length;
    }
  } catch (error) {
    if (!(error instanceof VarveError) || writtenBytes === 0) throw error;
    const verdict = SPOILING.has(error.code) ? 'cannot be trusted' : 'are good';
    throw new VarveError(error.code, `${error.message}; ${writtenBytes} bytes were written and ${verdict}`, {
      hint: error.hint,
      cause: error,
    });
  }
}

function fileAt({ image }: Opened, path: string, layer: number): Inode {
  const { row, view } = findPath(image, path, { layer, followLast: true });
  const facts = row === 0 ? undefined : factsOf(image.paths, view[row]!);
  if (facts && isFile(image.paths, facts.inode)) return facts.inode;
  const what = facts ? ENTRY_TYPES[facts.type] : 'dir';
  throw new VarveError(
    'PATH_NOT_FOUND',
    `${printable(path)} is no regular file but a ${what === 'dir' ? 'directory' : what}`,
    {
      hint: what === 'dir' ? 'List it with `varve ls`.' : undefined,
    },
  );
}
