import { plural, printable, printableBytes } from '../../base/text.ts';
import type { Opened } from '../../examine/opened.ts';
import { VarveError } from '../../model/error.ts';
import { gathered } from '../../transfer/gathered.ts';
import { TarExport } from '../../transfer/tar-export.ts';
import { viewAt } from '../../union/view.ts';
import { command } from '../command.ts';
import type { Io } from '../io.ts';
import { imageOptions, imagePositional } from '../options.ts';
import { layerValue, type ReadArgs, withImage } from '../with-image.ts';
import { writeStream } from '../write-stream.ts';

interface Args extends ReadArgs {
  readonly output?: string | undefined;
  readonly layer?: string | undefined;
  readonly own?: boolean | undefined;
  readonly devices?: boolean | undefined;
  readonly force?: boolean | undefined;
  readonly 'dry-run'?: boolean | undefined;
}

/** `varve export <image> -o FILE|-`. */
export const exportCommand = command<Args>({
  usage: 'export <reference>',
  summary: 'The files of the image as one tar, as docker export gives them.',
  examples: [
    ['export app.tar -o rootfs.tar', 'what the running image shows'],
    ['export app.tar --layer 2 -o - | tar -t', 'as it was after layer 2'],
    ['export app.tar --own --layer 3 -o layer.tar', "what layer 3's tar itself holds, whiteouts too"],
  ],
  options: (yargs) =>
    imageOptions(imagePositional(yargs))
      .option('output', { type: 'string', alias: 'o', requiresArg: true, describe: 'The tar; - is standard output' })
      .option('layer', {
        type: 'string',
        requiresArg: true,
        describe: 'The view at this layer, 0 is the base; default: the top one',
      })
      .option('own', { type: 'boolean', describe: "What the layer's tar itself holds, markers too" })
      .option('devices', { type: 'boolean', describe: 'Device nodes, too' })
      .option('force', { type: 'boolean', describe: 'Replace FILE' })
      .option('dry-run', { type: 'boolean', describe: 'Only list what the tar would hold' }),
  async run(args, io) {
    const file = fileOf(args, io);
    await withImage(args, io, (opened) => exportImage(opened, args, io, file), true);
    return 0;
  },
});

const HINT = 'Add -o FILE, or -o - for standard output.';

/** The file to write, `null` for standard output. @throws VarveError `USAGE` */
function fileOf(args: Args, io: Io): string | null {
  const isDry = args['dry-run'] ?? false;
  if (!args.output && !isDry) throw new VarveError('USAGE', 'nothing says where the tar shall go', { hint: HINT });
  if (args.output === '-' && io.isTerminal && !isDry)
    throw new VarveError('USAGE', 'a tar is not for a terminal', { hint: 'Add -o FILE, or send it to a program.' });
  const file = args.output === '-' || !args.output ? null : args.output;
  if (file !== null && !args.force && !isDry && io.exists(file) === 'file') {
    throw new VarveError('OUTPUT_FAILED', `${printable(file)} is there already`, {
      hint: 'Add --force to replace it.',
    });
  }
  return file;
}

async function exportImage(opened: Opened, args: Args, io: Io, file: string | null): Promise<void> {
  const { image, limits } = opened;
  const layer = args.layer === undefined ? image.layers.length - 1 : layerValue('--layer', args.layer, opened);
  if (args.own && layer < 0) throw new VarveError('USAGE', 'the image has no layers');
  const isDry = args['dry-run'] ?? false;
  const paths: string[] = [];
  const listing = isDry ? (name: Uint8Array) => void paths.push(`/${printableBytes(name)}\n`) : undefined;
  const tar = new TarExport(image, { devices: args.devices ?? false, limits, listing });
  const pieces = gathered(args.own ? tar.own(layer) : tar.view(viewAt(image.paths, layer)));
  if (isDry) {
    for await (const _piece of pieces) await io.out(paths.splice(0).join(''));
  } else if (file !== null) await writeStream(file, pieces, args.force ?? false);
  else await print(pieces, tar, io);
  if (!args.quiet) for (const note of notesOf(tar, args)) io.err(`varve: ${note}\n`);
}

async function print(pieces: AsyncIterable<Uint8Array>, tar: TarExport, io: Io): Promise<void> {
  let writtenBytes = 0;
  try {
    for await (const piece of pieces) {
      await io.out(piece);
      writtenBytes += piece.length;
    }
  } catch (error) {
    if (!(error instanceof VarveError) || writtenBytes === 0) throw error;
    const good = Math.min(tar.wholeBytes, writtenBytes);
    const message = `${error.message}; ${writtenBytes} bytes were written, the first ${good} of them are good`;
    throw new VarveError(error.code, message, { hint: error.hint, cause: error });
  }
}

function notesOf(tar: TarExport, args: Args): string[] {
  const notes: string[] = [];
  if (tar.devices > 0) notes.push(`${plural(tar.devices, 'device node')} left out: --devices takes them along`);
  const [first] = tar.deadLinks;
  if (first !== undefined)
    notes.push(`${plural(tar.deadLinks.length, 'hard link')} to nothing left out, the first is ${first}`);
  if (args['dry-run']) notes.push(`the tar would have ${tar.wholeBytes} bytes`);
  return notes;
}
