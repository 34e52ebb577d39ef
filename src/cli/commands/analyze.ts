import { utf8 } from '../../base/bytes.ts';
import { parseJson } from '../../base/json.ts';
import { analyze, analyzeManifest } from '../../examine/analyze.ts';
import { imageDocument } from '../../examine/opened.ts';
import type { LocatedImage } from '../../image/open-image.ts';
import type { AnalyzeDocument } from '../../report/documents/analyze.ts';
import { jsonPieces } from '../../report/json.ts';
import { analyzeText } from '../../report/text/analyze.ts';
import { command } from '../command.ts';
import { type DocumentArgs, documentOptions, imageOptions, imagePositional } from '../options.ts';
import { checkOutput, printDocument } from '../output.ts';
import { openedOf, type ReadArgs, withLocated } from '../with-image.ts';

interface Args extends ReadArgs, DocumentArgs {
  readonly duplicates?: boolean | undefined;
  readonly all?: boolean | undefined;
  readonly 'no-layers'?: boolean | undefined;
}

/** `varve analyze <image>`. */
export const analyzeCommand = command<Args>({
  usage: 'analyze <reference>',
  summary: 'Layers, sizes, dead bytes with cause and blame, efficiency, largest paths.',
  examples: [
    ['analyze app.tar', 'what is in it, worst things first'],
    ['analyze - < app.tar', 'from standard input'],
    ['analyze oci:layout --platform linux/arm64 --json', 'one platform, as a document'],
    ['analyze app.tar --duplicates -o json=app.json -o text=-', 'equal files too, in two formats'],
  ],
  options: (yargs) =>
    documentOptions(imageOptions(imagePositional(yargs)))
      .option('duplicates', { type: 'boolean', describe: 'Find files with the same content' })
      .option('all', { type: 'boolean', describe: 'Do not cut lists' })
      .option('no-layers', { type: 'boolean', describe: 'Only what manifest and config say; no layer is read' }),
  async run(args, io) {
    checkOutput(args);
    await withLocated(args, io, async (located) =>
      printDocument(await documentOf(args, located), args, io, analyzeText),
    );
    return 0;
  },
});

async function documentOf(args: Args, located: LocatedImage): Promise<AnalyzeDocument> {
  const { source, manifest, hasLayers, answers } = located;
  const naming = { reference: args.reference, transport: source.transport, format: source.format };
  if (!hasLayers || args['no-layers']) return analyzeManifest(naming, manifest);
  const options = { duplicates: args.duplicates ?? false, all: args.all ?? false };
  const question = ['analyze', options.duplicates, options.all];
  const before = await answers?.get(question);
  // The name may be another one for the same image.
  if (before) return { ...(parseJson(before) as AnalyzeDocument), image: imageDocument(naming, manifest) };
  const document = await analyze(await openedOf(args, located), options);
  await answers?.keep(question, utf8([...jsonPieces(document)].join('')));
  return document;
}
