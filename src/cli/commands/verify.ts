import { verify } from '../../examine/verify.ts';
import { verifyText } from '../../report/text/verify.ts';
import { command } from '../command.ts';
import { type DocumentArgs, documentOptions, imageOptions, imagePositional } from '../options.ts';
import { checkOutput, printDocument } from '../output.ts';
import { limitsOf, wholeValue } from '../values.ts';
import { type ReadArgs, withLocated } from '../with-image.ts';

type Args = ReadArgs & DocumentArgs;

/** `varve verify <image>`: exits with 1 when a check failed. */
export const verifyCommand = command<Args>({
  usage: 'verify <reference>',
  summary: 'Check every digest, size, count and table of contents of an image against its bytes.',
  examples: [
    ['verify app.tar', 'what is damaged, if anything; exit 1 if so'],
    ['verify app.tar -v', 'every check, one line each'],
    ['verify oci:layout --json', 'the same, as a document'],
  ],
  options: (yargs) => documentOptions(imageOptions(imagePositional(yargs))),
  async run(args, io) {
    checkOutput(args);
    const jobs = args.jobs === undefined ? io.jobs : wholeValue('--jobs', args.jobs, 1);
    return withLocated(
      args,
      io,
      async (located) => {
        const document = await verify({ ...located, reference: args.reference }, { limits: limitsOf(args), jobs });
        await printDocument(document, args, io, verifyText);
        return document.verdict === 'fail' ? 1 : 0;
      },
      true,
      true,
    );
  },
});
