import { formatBytes, plural, printable } from '../../base/text.ts';
import type { Opened } from '../../examine/opened.ts';
import { VarveError } from '../../model/error.ts';
import { EntryType } from '../../tar/entry.ts';
import { type ExtractPlan, planExtract, runExtract } from '../../transfer/extract.ts';
import { shownPath } from '../../transfer/selection.ts';
import { command } from '../command.ts';
import type { Io } from '../io.ts';
import { imageOptions, imagePositional } from '../options.ts';
import { layerValue, type ReadArgs, withImage } from '../with-image.ts';

interface Args extends ReadArgs {
  readonly paths?: readonly string[] | undefined;
  readonly to?: string | undefined;
  readonly layer?: string | undefined;
  readonly own?: boolean | undefined;
  readonly devices?: boolean | undefined;
  readonly force?: boolean | undefined;
  readonly 'dry-run'?: boolean | undefined;
}

/** `varve extract <image> [path…] --to DIR`. */
export const extractCommand = command<Args>({
  usage: 'extract <reference> [paths..]',
  summary: 'Copies files and folders of the image into a folder, under their whole paths.',
  examples: [
    ['extract app.tar /etc /app/server.js --to out', 'a folder and a file, to out/etc and out/app/server.js'],
    ['extract app.tar --to rootfs', 'what the running image shows'],
    ['extract app.tar /app/.env --layer 2 --to out', 'as it was after layer 2, though deleted later'],
    ['extract app.tar --own --layer 3 --to out', "what layer 3's tar itself holds, whiteouts too"],
  ],
  options: (yargs) =>
    imageOptions(
      imagePositional(yargs).positional('paths', {
        type: 'string',
        array: true,
        describe: 'Files, and folders with all below them; default: everything',
      }),
    )
      .option('to', {
        type: 'string',
        requiresArg: true,
        describe: 'The folder to write to; made when it is not there',
      })
      .option('layer', {
        type: 'string',
        requiresArg: true,
        describe: 'The view at this layer, 0 is the base; default: the top one',
      })
      .option('own', { type: 'boolean', describe: "What the layer's tar itself holds, markers too" })
      .option('devices', { type: 'boolean', describe: 'Device nodes and pipes, too' })
      .option('force', { type: 'boolean', describe: 'Replace files and links that are there' })
      .option('dry-run', { type: 'boolean', describe: 'Only list what would be written' }),
  async run(args, io) {
    if (!args.to) throw new VarveError('USAGE', 'nothing says where to write', { hint: 'Add --to DIR.' });
    const to = args.to;
    await withImage(args, io, (opened) => extract(opened, args, io, to), true);
    return 0;
  },
});

async function extract(opened: Opened, args: Args, io: Io, to: string): Promise<void> {
  const { image, limits } = opened;
  const layer = args.layer === undefined ? image.layers.length - 1 : layerValue('--layer', args.layer, opened);
  if (args.own && layer < 0) throw new VarveError('USAGE', 'the image has no layers');
  const { own = false, force = false, devices = false, paths = [] } = args;
  const plan = planExtract(image, { to, paths, layer, own, force, devices, limits, system: io.system });
  if (args['dry-run']) await list(plan, io);
  else await runExtract(image, plan);
  if (args.quiet) return;
  for (const note of notesOf(plan, args['dry-run'] ?? false)) io.err(`varve: ${note}\n`);
}

const PATHS_PER_PIECE = 1000;

async function list({ items, special }: ExtractPlan, io: Io): Promise<void> {
  let lines: string[] = [];
  for (const [i, item] of items.entries()) {
    if (special.has(i)) continue;
    lines.push(`${shownPath(items, item)}${item.target.type === EntryType.dir ? '/' : ''}\n`);
    if (lines.length < PATHS_PER_PIECE) continue;
    await io.out(lines.join(''));
    lines = [];
  }
  if (lines.length > 0) await io.out(lines.join(''));
}

function notesOf({ items, special, deadLinks, options }: ExtractPlan, isDry: boolean): string[] {
  const written = items.filter((_, i) => !special.has(i));
  const files = written.filter(({ target, linkOf }) => target.type === EntryType.file && linkOf === undefined);
  const bytes = formatBytes(files.reduce((sum, { facts }) => sum + facts.size, 0));
  const sums = `${plural(written.length, 'entry', 'entries')}, ${plural(files.length, 'file')} of ${bytes} among them`;
  const notes = [`${sums}, ${isDry ? 'would be written' : 'written'} to ${printable(options.to)}`];
  const attributed = written.filter(({ target }) => target.xattrs.length > 0).length;
  if (special.size > 0)
    notes.push(`${plural(special.size, 'device node or pipe', 'device nodes and pipes')} left out: add --devices`);
  if (attributed > 0)
    notes.push(`extended attributes of ${plural(attributed, 'entry', 'entries')} are lost: varve export keeps them`);
  if (deadLinks[0] !== undefined)
    notes.push(`${plural(deadLinks.length, 'link')} to nothing left out, the first is ${deadLinks[0]}`);
  return notes;
}
