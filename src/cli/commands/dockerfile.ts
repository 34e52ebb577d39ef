import { join } from 'node:path';
import { openDecompressed } from '../../blob/decompress.ts';
import { type ContextPart, dockerfile, type DockerfileAnswer } from '../../examine/dockerfile.ts';
import type { Opened } from '../../examine/opened.ts';
import { printable } from '../../base/text.ts';
import { VarveError } from '../../model/error.ts';
import { dockerfileLines } from '../../report/text/dockerfile.ts';
import { planExtract, runExtract } from '../../transfer/extract.ts';
import { command } from '../command.ts';
import type { Io } from '../io.ts';
import { type DocumentArgs, documentOptions, imageOptions, imagePositional } from '../options.ts';
import { checkOutput, printDocument } from '../output.ts';
import { noteOf, openedOf, type ReadArgs, withLocated } from '../with-image.ts';
import { writeStream } from '../write-stream.ts';

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
  for (const part of context) await writePart(part, to, await open(), io, force);
  const plan = { to, paths: [], layer: -1, own: false, force, devices: false } as const;
  if (context.length === 0) await makeFolder(plan, await open(), io);
  await writeStream(join(to, 'Dockerfile'), bytesOf(document.text), force);
  if (!args.quiet)
    io.err(`varve: Dockerfile${context.map(({ name }) => `, ${name}`).join('')} written to ${printable(to)}\n`);
}

type EmptyPlan = {
  readonly to: string;
  readonly paths: readonly string[];
  readonly layer: number;
  readonly own: false;
  readonly force: boolean;
  readonly devices: false;
};

async function makeFolder(plan: EmptyPlan, { image, limits }: Opened, io: Io): Promise<void> {
  await runExtract(image, planExtract(image, { ...plan, limits, system: io.system }));
}

async function writePart(
  { name, layer, paths }: ContextPart,
  to: string,
  { image, limits }: Opened,
  io: Io,
  force: boolean,
): Promise<void> {
  if (name.endsWith('.tar')) {
    await makeFolder({ to, paths: [], layer: -1, own: false, force, devices: false }, { image, limits } as Opened, io);
    const { blob } = image.layers[layer]!;
    const { chunks } = await openDecompressed(blob.open(), { limits, name: blob.name });
    return writeStream(join(to, name), chunks, force);
  }
  const plan = planExtract(image, {
    to: join(to, name),
    paths,
    layer,
    own: true,
    force,
    devices: false,
    limits,
    system: io.system,
  });
  // Markers stand at the end; COPY would take them for files.
  const items = plan.items.filter((item) => !Buffer.from(item.name).toString('latin1').startsWith('.wh.'));
  await runExtract(image, { ...plan, items });
}

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}
