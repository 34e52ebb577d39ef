import { join } from 'node:path';
import { openDecompressed } from '../../blob/decompress.ts';
import { type ContextPart, dockerfile, type DockerfileAnswer } from '../../examine/dockerfile.ts';
import type { Opened } from '../../examine/opened.ts';
import { printable } from '../../base/text.ts';
import type { Image } from '../../image/image.ts';
import { VarveError } from '../../model/error.ts';
import { dockerfileLines } from '../../report/text/dockerfile.ts';
import { type ExtractOptions, planExtract, runExtract } from '../../transfer/extract.ts';
import { command } from '../command.ts';
import type { Io } from '../io.ts';
import { type DocumentArgs, documentOptions, imageOptions, imagePositional } from '../options.ts';
import { checkOutput, printDocument } from '../output.ts';
import { noteOf, openedOf, type ReadArgs, withLocated } from '../with-image.ts';
import { makeFolder, writeStream } from '../write-stream.ts';

interface Args extends ReadArgs, DocumentArgs {
  readonly annotate?: boolean | undefined;
  readonly to?: string | undefined;
  readonly force?: boolean | undefined;
  readonly 'no-layers'?: boolean | undefined;
}

/** `varve dockerfile <image>`. */
export const dockerfileCommand = command<Args>({
  usage: 'dockerfile <reference>',
  summary: 'The Dockerfile: the original out of the provenance, else rebuilt from history and files.',
  examples: [
    ['dockerfile app.tar > Dockerfile', 'with a proof at its end: does it give the config?'],
    ['dockerfile app.tar --annotate', 'layer and size of each line'],
    ['dockerfile app.tar --to context', 'context/Dockerfile and the files that it copies'],
    ['dockerfile --no-layers docker://alpine:3', 'from manifest and config alone'],
    ['dockerfile app.tar --json', 'instructions with steps and layers, layers not made by a Dockerfile'],
  ],
  options: (yargs) =>
    documentOptions(imageOptions(imagePositional(yargs)))
      .option('annotate', { type: 'boolean', describe: "Say each line's layer and size; show the base's steps" })
      .option('to', {
        type: 'string',
        requiresArg: true,
        describe: 'Write Dockerfile and what it copies into this folder',
      })
      .option('force', { type: 'boolean', describe: 'With --to: replace files that are there' })
      .option('no-layers', { type: 'boolean', describe: 'Only what manifest and config say; no layer is read' }),
  async run(args, io) {
    checkOutput(args);
    const noLayers = args['no-layers'] ?? false;
    if (args.to !== undefined && noLayers) throw new VarveError('USAGE', '--to and --no-layers contradict each other');
    await withLocated(
      args,
      io,
      async (located) => {
        const { source, manifest, hasLayers } = located;
        let opened: Promise<Opened> | undefined;
        const open = (): Promise<Opened> => (opened ??= openedOf(args, located));
        const answer = await dockerfile(
          {
            naming: { reference: args.reference, transport: source.transport, format: source.format },
            manifest,
            open: hasLayers && !noLayers ? open : undefined,
            isRemote: source.transport === 'docker',
          },
          { annotate: args.annotate ?? false, context: args.to !== undefined },
        );
        if (args.verbose) for (const each of answer.document.diagnostics) io.err(noteOf(each));
        if (args.to === undefined) return printDocument(answer.document, args, io, dockerfileLines);
        return writeContext(answer, args.to, args, io, open);
      },
      true,
    );
    return 0;
  },
});

async function writeContext(
  { document, context }: DockerfileAnswer,
  to: string,
  args: Args,
  io: Io,
  open: () => Promise<Opened>,
): Promise<void> {
  const force = args.force ?? false;
  await makeFolder(to);
  for (const part of context) {
    const { image, limits } = await open();
    await writePart(part, to, image, { own: true, force, devices: false, limits, system: io.system });
  }
  await writeStream(join(to, 'Dockerfile'), bytesOf(document.text), force);
  if (!args.quiet)
    io.err(`varve: Dockerfile${context.map(({ name }) => `, ${name}`).join('')} written to ${printable(to)}\n`);
}

async function writePart(
  { name, layer, paths }: ContextPart,
  to: string,
  image: Image,
  common: Omit<ExtractOptions, 'to' | 'paths' | 'layer'>,
): Promise<void> {
  if (name.endsWith('.tar')) {
    const { blob } = image.layers[layer]!;
    const { chunks } = await openDecompressed(blob.open(), { limits: common.limits, name: blob.name });
    return writeStream(join(to, name), chunks, common.force);
  }
  const plan = planExtract(image, { ...common, to: join(to, name), ownFolder: true, paths, layer });
  // Markers stand at the end; COPY would take them for files.
  const items = plan.items.filter((item) => !Buffer.from(item.name).toString('latin1').startsWith('.wh.'));
  await runExtract(image, { ...plan, items });
}

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}
