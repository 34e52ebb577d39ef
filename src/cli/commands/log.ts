import { log } from '../../examine/log.ts';
import { logText } from '../../report/text/log.ts';
import { command } from '../command.ts';
import { type DocumentArgs, documentOptions, imageOptions, imagePositional } from '../options.ts';
import { checkOutput, printDocument } from '../output.ts';
import { type ReadArgs, withImage } from '../with-image.ts';

interface Args extends ReadArgs, DocumentArgs {
  readonly path: string;
}

/** `varve log <image> <path>`. */
export const logCommand = command<Args>({
  usage: 'log <reference> <path>',
  summary: 'The timeline of one path: which layer added, changed or deleted it, and by which instruction.',
  examples: [
    ['log app.tar /etc/ssl/openssl.cnf', 'who touched the file'],
    ['log app.tar /app/.env --json', 'the same, as a document'],
  ],
  options: (yargs) =>
    documentOptions(
      imageOptions(
        imagePositional(yargs).positional('path', { type: 'string', demandOption: true, describe: 'The path' }),
      ),
    ),
  async run(args, io) {
    checkOutput(args);
    await withImage(args, io, async (opened) => printDocument(await log(opened, args.path), args, io, logText));
    return 0;
  },
});
