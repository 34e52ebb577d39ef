import { inspect, type RepositoryFacts } from '../../examine/inspect.ts';
import type { LocatedImage } from '../../image/open-image.ts';
import { printable } from '../../base/text.ts';
import { VarveError } from '../../model/error.ts';
import { inspectText } from '../../report/text/inspect.ts';
import { attempt } from '../../source/attempt.ts';
import type { SourceDocument } from '../../source/image-source.ts';
import { command } from '../command.ts';
import { type DocumentArgs, documentOptions, imageOptions, imagePositional } from '../options.ts';
import { checkOutput, printDocument } from '../output.ts';
import { type ReadArgs, withLocated } from '../with-image.ts';
import type { Io } from '../io.ts';

interface Args extends ReadArgs, DocumentArgs {
  readonly raw?: boolean | undefined;
  readonly 'config-blob'?: boolean | undefined;
  readonly tags?: boolean | undefined;
}

/** `varve inspect <image>`. */
export const inspectCommand = command<Args>({
  usage: 'inspect <reference>',
  summary: 'Manifest and config of an image, as skopeo inspect prints them; no layer is read.',
  examples: [
    ['inspect docker://alpine:3', 'without downloading it'],
    ['inspect --raw docker://alpine:3 | sha256sum', 'the manifest or index, byte for byte'],
    ['inspect --config-blob app.tar', 'the config, byte for byte'],
    ['inspect --tags=false docker://alpine:3', 'without the list of all tags'],
  ],
  options: (yargs) =>
    documentOptions(imageOptions(imagePositional(yargs)))
      .option('raw', { type: 'boolean', describe: 'Print the manifest, or the index that leads to it, as it is' })
      .option('config-blob', { type: 'boolean', describe: 'Print the config as it is' })
      .option('tags', { type: 'boolean', describe: '--tags=false does not ask for the tags of the repository' }),
  async run(args, io) {
    checkOutput(args);
    if (args.raw && args['config-blob']) throw new VarveError('USAGE', '--raw and --config-blob contradict each other');
    await withLocated(args, io, async (located) => {
      if (args.raw) return printBlob(rawOf(args, located), io, 'a manifest');
      if (args['config-blob']) return printBlob(documentsOf(located, 'config'), io, 'a config');
      const { source, manifest } = located;
      const naming = { reference: args.reference, transport: source.transport, format: source.format };
      const facts = await repositoryFacts(located, args, io);
      return printDocument(inspect(naming, manifest, facts), args, io, inspectText);
    });
    return 0;
  },
});

/** What the name stands for; with --platform or --image the manifest that was chosen. */
function rawOf({ platform, image }: Args, located: LocatedImage): readonly SourceDocument[] {
  const isChosen = platform !== undefined || image !== undefined;
  const named = documentsOf(located, 'index', 'manifest').filter(({ digest }) => digest !== null);
  return isChosen ? named.slice(-1) : named;
}

function documentsOf({ manifest }: LocatedImage, ...kinds: readonly SourceDocument['kind'][]): SourceDocument[] {
  return (manifest.documents ?? []).filter(({ kind }) => kinds.includes(kind));
}

async function printBlob([document]: readonly SourceDocument[], io: Io, what: string): Promise<void> {
  if (!document?.blob) {
    throw new VarveError('UNSUPPORTED', `an image in this form has no ${what.replace(/^a /, '')} of its own`, {
      hint: 'Archives of docker before version 25 and root filesystems have none.',
    });
  }
  for await (const piece of document.blob.open()) await io.out(piece);
}

/** Some registries show an image and hide what else there is: the image is shown all the same. */
async function repositoryFacts({ source }: LocatedImage, args: Args, io: Io): Promise<RepositoryFacts | null> {
  const { repository } = source;
  if (!repository) return null;
  const tags = args.tags === false ? null : await attempt(() => repository.tags());
  if (tags instanceof VarveError && !args.quiet) io.err(`varve: no tags: ${printable(tags.message)}\n`);
  return { name: repository.name, tags: tags instanceof VarveError ? null : tags };
}
