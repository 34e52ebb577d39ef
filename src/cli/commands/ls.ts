import { ls } from '../../examine/ls.ts';
import { VarveError } from '../../model/error.ts';
import { lsText } from '../../report/text/ls.ts';
import { ENTRY_TYPES } from '../../tar/entry.ts';
import { command } from '../command.ts';
import { type DocumentArgs, documentOptions, imageOptions, imagePositional } from '../options.ts';
import { checkOutput, printDocument } from '../output.ts';
import { choiceValue, sizeValue } from '../values.ts';
import { layerValue, type ReadArgs, withImage } from '../with-image.ts';

interface Args extends ReadArgs, DocumentArgs {
  readonly path?: string | undefined;
  readonly layer?: string | undefined;
  readonly own?: boolean | undefined;
  readonly recursive?: boolean | undefined;
  readonly long?: boolean | undefined;
  readonly tree?: boolean | undefined;
  readonly sort?: string | undefined;
  readonly glob?: string | undefined;
  readonly type?: string | undefined;
  readonly 'min-size'?: string | undefined;
  readonly hash?: boolean | undefined;
}

/** `varve ls <image> [path]`. */
export const lsCommand = command<Args>({
  usage: 'ls <reference> [path]',
  summary: 'Files of the image as it is after any layer.',
  examples: [
    ['ls app.tar /etc --long', 'what a directory holds'],
    ["ls app.tar -R --glob '*.so' --sort size", 'all shared objects, the largest first'],
    ['ls app.tar -R --layer 2', 'the whole image as it was after layer 2'],
    ['ls app.tar --own --layer 3', "what layer 3's tar itself holds, whiteouts too"],
  ],
  options: (yargs) =>
    documentOptions(
      imageOptions(
        imagePositional(yargs).positional('path', { type: 'string', describe: 'Where to list; default: /' }),
      ),
    )
      .option('layer', {
        type: 'string',
        requiresArg: true,
        describe: 'The view at this layer, 0 is the base; default: the top one',
      })
      .option('own', { type: 'boolean', describe: "What the layer's tar itself holds, markers too" })
      .option('recursive', { type: 'boolean', alias: 'R', describe: 'Everything below, too' })
      .option('long', { type: 'boolean', alias: 'l', describe: 'Mode, owner, size, time and layer, too' })
      .option('tree', { type: 'boolean', describe: 'As a tree' })
      .option('sort', { type: 'string', requiresArg: true, describe: 'path or size' })
      .option('glob', {
        type: 'string',
        requiresArg: true,
        describe: 'Only matching base names; with a / in it, whole paths',
      })
      .option('type', {
        type: 'string',
        requiresArg: true,
        describe: `Only these, separated by commas: ${ENTRY_TYPES.join(' ')}`,
      })
      .option('min-size', { type: 'string', requiresArg: true, describe: 'Only from this size on: 10MB' })
      .option('hash', { type: 'boolean', describe: "Add the sha256 of each file's content" }),
  async run(args, io) {
    checkOutput(args);
    if (args.glob === '') throw new VarveError('USAGE', '--glob is empty');
    if (args.tree && args.sort === 'size')
      throw new VarveError('USAGE', '--tree and --sort size contradict each other');
    const types = args.type?.split(',').map((type) => choiceValue('--type', type, ENTRY_TYPES)) ?? [];
    const sort = choiceValue('--sort', args.sort ?? 'path', ['path', 'size']);
    const minSizeBytes = args['min-size'] === undefined ? 0 : sizeValue('--min-size', args['min-size']);
    const list = async (opened: Parameters<typeof ls>[0]): Promise<void> => {
      const layer = args.layer === undefined ? undefined : layerValue('--layer', args.layer, opened);
      const { path, glob, own = false, hash = false, tree = false, long = false } = args;
      const recursive = tree || (args.recursive ?? false);
      const document = await ls(opened, { path, layer, own, recursive, sort, glob, types, minSizeBytes, hash });
      await printDocument(document, args, io, (each, style) => lsText(each, { ...style, long, tree }));
    };
    await withImage(args, io, list, args.hash);
    return 0;
  },
});
