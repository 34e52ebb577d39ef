import { history, historyManifest } from '../../examine/history.ts';
import type { LocatedImage } from '../../image/open-image.ts';
import { VarveError } from '../../model/error.ts';
import type { HistoryDocument } from '../../report/documents/history.ts';
import { historyLines } from '../../report/text/history.ts';
import { command } from '../command.ts';
import type { Io } from '../io.ts';
import { type DocumentArgs, documentOptions, imageOptions, imagePositional } from '../options.ts';
import { checkOutput, printDocument } from '../output.ts';
import { noteOf, openedOf, type ReadArgs, withLocated } from '../with-image.ts';

interface Args extends ReadArgs, DocumentArgs {
  readonly human: boolean;
  readonly 'no-trunc'?: boolean | undefined;
  readonly 'no-layers'?: boolean | undefined;
}

const OUTPUT = 'Output:';
/** What is told without being asked for: the table is not what it should be. */
const TOLD = ['history-mismatch', 'config-missing'];

/** `varve history <image>`. */
export const historyCommand = command<Args>({
  usage: 'history <reference>',
  summary: 'The table of docker history, with the bytes that the layers hold.',
  examples: [
    ['history app.tar', 'newest step first, as docker prints it'],
    ['history app.tar --no-trunc --human=false', 'whole commands, dates and bytes'],
    ["history app.tar --format 'table {{.Size}}\\t{{.CreatedBy}}'", 'other columns; json is a line a step'],
    ['history app.tar --json', "varve's own document: instructions, digests, sizes"],
    ['history --no-layers docker://alpine:3', 'stored sizes, without a layer'],
  ],
  options: (yargs) =>
    documentOptions(imageOptions(imagePositional(yargs)))
      .option('no-trunc', { type: 'boolean', group: OUTPUT, describe: 'Do not cut ids and commands' })
      .option('quiet', { type: 'boolean', group: OUTPUT, describe: 'Only ids, and no notes' })
      .option('human', {
        type: 'boolean',
        alias: 'H',
        default: true,
        group: OUTPUT,
        describe: '--human=false gives dates and bytes',
      })
      .option('json', { type: 'boolean', group: OUTPUT, describe: "varve's own document" })
      .option('format', {
        type: 'string',
        requiresArg: true,
        group: OUTPUT,
        describe: "docker's: table, 'table TEMPLATE', json (a line a step) or a Go template",
      })
      .option('no-layers', { type: 'boolean', describe: 'Only what manifest and config say; no layer is read' }),
  async run(args, io) {
    const output = { ...args, format: undefined };
    checkOutput(output);
    const textOf = historyLines({
      format: formatOf(args),
      noTrunc: args['no-trunc'] ?? false,
      quiet: args.quiet ?? false,
      human: args.human,
    });
    await withLocated(args, io, async (located) => {
      const document = await documentOf(args, located);
      tell(document, args, io);
      await printDocument(document, output, io, textOf);
    });
    return 0;
  },
});

/** `text` is the table, as it is what other commands print. @throws VarveError `USAGE` */
function formatOf({ format, json }: Args): string | undefined {
  if (json && format !== undefined && format !== 'json') {
    throw new VarveError('USAGE', '--json and --format contradict each other');
  }
  return format === 'text' ? undefined : format;
}

async function documentOf(args: Args, located: LocatedImage): Promise<HistoryDocument> {
  const { source, manifest, hasLayers } = located;
  if (hasLayers && !args['no-layers']) return history(await openedOf(args, located));
  return historyManifest({ reference: args.reference, transport: source.transport, format: source.format }, manifest);
}

/** What the table cannot say: that sizes are not those of docker, and that history and layers do not fit together. */
function tell({ steps, diagnostics }: HistoryDocument, { json, quiet, verbose }: Args, io: Io): void {
  if (quiet) return;
  if (!json && steps.some(({ bytes, compressedBytes }) => bytes === null && compressedBytes !== null)) {
    io.err('varve: no layer was read: sizes are those of the stored layers, as the manifest claims them\n');
  }
  for (const each of diagnostics) if (verbose || TOLD.includes(each.code)) io.err(noteOf(each));
}
