import { documentHead } from '../../examine/opened.ts';
import { parseReference } from '../../model/reference.ts';
import { VarveError } from '../../model/error.ts';
import { printable } from '../../base/text.ts';
import { tagsText } from '../../report/text/tags.ts';
import { listTags } from '../../source/registry/list-tags.ts';
import { command } from '../command.ts';
import { type DocumentArgs, documentOptions, type ImageArgs, remoteOptions } from '../options.ts';
import { checkOutput, printDocument } from '../output.ts';
import { remoteOf } from '../remote.ts';
import { limitsOf } from '../values.ts';

interface Args extends ImageArgs, DocumentArgs {
  readonly repository: string;
}

/** `varve tags <repository>`. */
export const tagsCommand = command<Args>({
  usage: 'tags <repository>',
  summary: 'The tags of a registry repository, as skopeo list-tags prints them.',
  examples: [
    ['tags alpine', 'of Docker Hub'],
    ['tags ghcr.io/team/app --json', "as varve's own document"],
    ['tags localhost:5000/app --plain-http', 'of a registry without TLS'],
  ],
  options: (yargs) =>
    documentOptions(
      remoteOptions(
        yargs.positional('repository', { type: 'string', demandOption: true, describe: '[docker://]host/name' }),
      )
        .option('quiet', { type: 'boolean', alias: 'q', describe: 'No notes on standard error' })
        .option('verbose', { type: 'boolean', alias: 'v', describe: 'Show what is asked of whom' }),
    ),
  async run(args, io) {
    checkOutput(args);
    const options = { remote: await remoteOf(args, io), limits: limitsOf(args) };
    const found = await listTags(nameOf(args.repository), options);
    await printDocument({ ...documentHead('tags'), ...found }, args, io, tagsText);
    return 0;
  },
});

/** A name, with or without its transport; only registries have tags to list. */
function nameOf(text: string): string {
  const reference = parseReference(text, () => null);
  if (reference.kind === 'name' && (reference.transport === null || reference.transport === 'docker')) {
    return reference.name;
  }
  throw new VarveError('USAGE', `${printable(text)} is no repository of a registry`);
}
