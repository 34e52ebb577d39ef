import { diff } from '../../examine/diff.ts';
import { VarveError } from '../../model/error.ts';
import { diffText } from '../../report/text/diff.ts';
import { command } from '../command.ts';
import { type DocumentArgs, documentOptions, imageOptions, imagePositional } from '../options.ts';
import type { Opened } from '../../examine/opened.ts';
import { checkOutput, printDocument } from '../output.ts';
import { layerValue, type ReadArgs, withImage } from '../with-image.ts';

interface Args extends ReadArgs, DocumentArgs {
  readonly layer?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly 'exit-code'?: boolean | undefined;
}

/** `varve diff <image>`. */
export const diffCommand = command<Args>({
  usage: 'diff <reference>',
  summary: 'What each layer adds (A), changes (C) and deletes (D), as docker diff says it.',
  examples: [
    ['diff app.tar', 'layer by layer'],
    ['diff app.tar --layer 3', 'what layer 3 does'],
    ['diff app.tar --from 2 --to 5', 'what differs between the views at two layers'],
  ],
  options: (yargs) =>
    documentOptions(imageOptions(imagePositional(yargs)))
      .option('layer', { type: 'string', requiresArg: true, describe: 'Only this layer, 0 is the base' })
      .option('from', {
        type: 'string',
        requiresArg: true,
        describe: 'Compare the view at this layer; default: the empty one',
      })
      .option('to', { type: 'string', requiresArg: true, describe: 'with the view at this one; default: the top one' })
      .option('exit-code', { type: 'boolean', describe: 'Exit 1 when anything differs' }),
  async run(args, io) {
    checkOutput(args);
    const isRange = args.from !== undefined || args.to !== undefined;
    if (args.layer !== undefined && isRange)
      throw new VarveError('USAGE', '--layer and --from/--to contradict each other');
    return withImage(args, io, async (opened) => {
      const layer = args.layer === undefined ? undefined : layerValue('--layer', args.layer, opened);
      const document = await diff(opened, { layer, range: isRange ? rangeOf(args, opened) : undefined });
      await printDocument(document, args, io, diffText);
      const lists = document.layers?.map(({ changes }) => changes) ?? [document.changes ?? []];
      const differs = lists.some((changes) => !changes[Symbol.iterator]().next().done);
      return args['exit-code'] && differs ? 1 : 0;
    });
  },
});

function rangeOf({ from, to }: Args, opened: Opened): { from: number; to: number } {
  return {
    from: from === undefined ? -1 : layerValue('--from', from, opened),
    to: to === undefined ? opened.image.layers.length - 1 : layerValue('--to', to, opened),
  };
}
