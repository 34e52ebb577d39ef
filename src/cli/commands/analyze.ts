import type { Argv } from 'yargs';
import { utf8 } from '../../base/bytes.ts';
import { parseJson } from '../../base/json.ts';
import type { LayerRange } from '../../analysis/squash.ts';
import { analyze, analyzeManifest } from '../../examine/analyze.ts';
import { imageDocument } from '../../examine/opened.ts';
import { type Base, withBase, withSquash } from '../../examine/what-if.ts';
import type { LocatedImage } from '../../image/open-image.ts';
import { NO_CONFIG } from '../../config/varve-config.ts';
import { VarveError } from '../../model/error.ts';
import type { AnalyzeDocument } from '../../report/documents/analyze.ts';
import { jsonPieces } from '../../report/json.ts';
import { analyzeText } from '../../report/text/analyze.ts';
import { command, type ExitCode } from '../command.ts';
import { configurationOf } from '../configuration.ts';
import type { Io } from '../io.ts';
import { checkBase, locateBase } from '../locate-base.ts';
import {
  type ConfigArgs,
  configOption,
  type DocumentArgs,
  documentOptions,
  imageOptions,
  imagePositional,
} from '../options.ts';
import { checkOutput, printDocument } from '../output.ts';
import { layerRange } from '../values.ts';
import { openedOf, type ReadArgs, withLocated } from '../with-image.ts';

/** The options of `analyze`. */
export interface AnalyzeArgs extends ReadArgs, DocumentArgs, ConfigArgs {
  readonly duplicates?: boolean | undefined;
  readonly all?: boolean | undefined;
  readonly 'no-layers'?: boolean | undefined;
  readonly squash?: string | undefined;
  readonly base?: string | undefined;
}

/** `varve analyze <image>`. */
export const analyzeCommand = command<AnalyzeArgs>({
  usage: 'analyze <reference>',
  summary: 'Layers, sizes, dead bytes with cause and blame, efficiency, largest paths.',
  examples: [
    ['analyze app.tar', 'what is in it, worst things first'],
    ['analyze - < app.tar', 'from standard input'],
    ['analyze oci:layout --platform linux/arm64 --json', 'one platform, as a document'],
    ['analyze app.tar --duplicates -o json=app.json -o text=-', 'equal files too, in two formats'],
    ['analyze app.tar --squash 2..5', 'what would be stored if layers 2 to 5 were one'],
    ['analyze app.tar --base debian:12', 'which bytes are yours, and what a host with the base must pull'],
  ],
  options: analyzeOptions,
  run: runAnalyze,
});

/** What `analyze` takes. */
export function analyzeOptions(yargs: Argv): Argv<AnalyzeArgs> {
  return configOption(documentOptions(imageOptions(imagePositional(yargs))))
    .option('duplicates', { type: 'boolean', describe: 'Find files with the same content' })
    .option('all', { type: 'boolean', describe: 'Do not cut lists' })
    .option('no-layers', { type: 'boolean', describe: 'Only what manifest and config say; no layer is read' })
    .option('squash', {
      type: 'string',
      requiresArg: true,
      describe: 'What if layers FROM..TO were one; 2.. to the top, ..5 from the base',
    })
    .option('base', {
      type: 'string',
      requiresArg: true,
      describe: 'Tell what is yours from what is of this image; only its manifest is read',
    });
}

/** Analyses the image and prints the report. */
export async function runAnalyze(args: AnalyzeArgs, io: Io): Promise<ExitCode> {
  checkOutput(args);
  if (args.squash !== undefined && args['no-layers'])
    throw new VarveError('USAGE', '--squash needs the layers that --no-layers leaves out');
  if (args.base !== undefined) checkBase(args, '--base', args.base, io);
  await withLocated(args, io, async (located) =>
    printDocument(await documentOf(args, io, located), args, io, analyzeText),
  );
  return 0;
}

/** What can be wrong with the options is found before a layer is read. */
async function documentOf(args: AnalyzeArgs, io: Io, located: LocatedImage): Promise<AnalyzeDocument> {
  const { manifest } = located;
  const range = args.squash === undefined ? undefined : layerRange('--squash', args.squash, manifest.layers.length);
  const base: Base | undefined = args.base === undefined ? undefined : await locateBase(args, args.base, manifest, io);
  // Only the search for duplicates asks for settings; those that are named shall be right in any case.
  const isAsked = args.duplicates || args.config !== undefined;
  const { ignore } = isAsked ? await configurationOf(args, io) : NO_CONFIG;
  const document = await analysisOf(args, located, { range, ignore });
  return base ? withBase(document, manifest, base) : document;
}

interface Asked {
  readonly range: LayerRange | undefined;
  readonly ignore: readonly string[];
}

async function analysisOf(
  args: AnalyzeArgs,
  located: LocatedImage,
  { range, ignore }: Asked,
): Promise<AnalyzeDocument> {
  const { source, manifest, hasLayers, answers } = located;
  const naming = { reference: args.reference, transport: source.transport, format: source.format };
  if (args['no-layers'] || (!hasLayers && !range)) return analyzeManifest(naming, manifest);
  const options = { duplicates: args.duplicates ?? false, all: args.all ?? false, ignore };
  const ignored = options.duplicates && ignore.length > 0 ? [{ ignore }] : [];
  const question = ['analyze', options.duplicates, options.all, ...(range ? [range] : []), ...ignored];
  const before = await answers?.get(question);
  // The name may be another one for the same image.
  if (before) return { ...(parseJson(before) as AnalyzeDocument), image: imageDocument(naming, manifest) };
  const opened = await openedOf(args, located);
  const analysis = await analyze(opened, options);
  const document = range ? withSquash(analysis, opened.image, range) : analysis;
  await answers?.keep(question, utf8([...jsonPieces(document)].join('')));
  return document;
}
