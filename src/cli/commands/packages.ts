import { packages } from '../../examine/packages.ts';
import { cyclonedx } from '../../report/cyclonedx.ts';
import { packagesText } from '../../report/text/packages.ts';
import { command } from '../command.ts';
import { type DocumentArgs, documentOptions, imageOptions, imagePositional } from '../options.ts';
import { checkOutput, fixedTime, printDocument } from '../output.ts';
import { type ReadArgs, withImage } from '../with-image.ts';

interface Args extends ReadArgs, DocumentArgs {}

/** `varve packages <image>`. */
export const packagesCommand = command<Args>({
  usage: 'packages <reference>',
  summary: 'Packages with the layer that brought them, the files they own and the bytes these take.',
  examples: [
    ['packages app.tar', 'the largest first'],
    ['packages app.tar --format cyclonedx -o sbom.json', 'as a bill of materials, CycloneDX 1.6'],
  ],
  options: (yargs) => documentOptions(imageOptions(imagePositional(yargs)), 'text, json or cyclonedx'),
  async run(args, io) {
    const own = {
      cyclonedx: (document: Awaited<ReturnType<typeof packages>>) => cyclonedx(document, fixedTime(args, io)),
    };
    checkOutput(args, Object.keys(own));
    await withImage(
      args,
      io,
      async (opened) => printDocument(await packages(opened), args, io, packagesText, own),
      true,
    );
    return 0;
  },
});
