import { diff } from '../../examine/diff.ts';
import { diffImages, diffManifests, type Described } from '../../examine/diff-images.ts';
import type { Two } from '../../examine/aligned-layers.ts';
import type { Opened } from '../../examine/opened.ts';
import { unified, type UnifiedSide } from '../../examine/unified.ts';
import { VarveError } from '../../model/error.ts';
import type { DiffDocument, TwoImagesDocument } from '../../report/documents/diff.ts';
import type { ChangeStyle } from '../../report/text/change-lines.ts';
import { diffText } from '../../report/text/diff.ts';
import { diffImagesText } from '../../report/text/diff-images.ts';
import { unifiedText } from '../../report/text/unified.ts';
import { command } from '../command.ts';
import { configurationOf } from '../configuration.ts';
import type { Io } from '../io.ts';
import { type ConfigArgs, configOption, type DocumentArgs } from '../options.ts';
import { documentOptions, imageOptions, imagePositional } from '../options.ts';
import { checkOutput, printDocument, styleOf } from '../output.ts';
import { type Found, openTwo, type TwoArgs, withTwoLocated } from '../two-images.ts';
import { layerValue, withImage } from '../with-image.ts';

interface Args extends Omit<TwoArgs, 'other'>, DocumentArgs, ConfigArgs {
  readonly other?: string | undefined;
  readonly layer?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly stat?: boolean | undefined;
  readonly 'name-status'?: boolean | undefined;
  readonly unified?: string | undefined;
  readonly ignore?: readonly string[] | undefined;
  readonly semantic?: boolean | undefined;
  readonly 'only-own'?: boolean | undefined;
  readonly 'no-layers'?: boolean | undefined;
  readonly 'exit-code'?: boolean | undefined;
}

const text = { type: 'string', requiresArg: true } as const;

/** `varve diff <image>` and `varve diff <a> <b>`. */
export const diffCommand = command<Args>({
  usage: 'diff <reference> [other]',
  summary: 'What differs between two images, or what the layers of one add (A), change (C) and delete (D).',
  examples: [
    ['diff app.tar', 'layer by layer, as docker diff says it'],
    ['diff app.tar --layer 3', 'what layer 3 does'],
    ['diff app.tar --from 2 --to 5', 'what differs between the views at two layers'],
    ['diff app-2.2.tar app-2.3.tar --stat', 'what a new version brings, in short'],
    ['diff app.tar docker://registry.example.org/app:2.3', 'a saved image and a pushed one'],
    ['diff repo:1 repo:1 --platform linux/amd64 --platform linux/arm64', 'two platforms of one image'],
    ['diff a.tar b.tar --unified /etc', 'the lines that differ in files of a directory'],
    ['diff a.tar b.tar --semantic --exit-code', 'fail unless a rebuild came out the same'],
    ["diff a.tar b.tar --name-status --ignore '*.pyc'", 'as git prints it'],
  ],
  options: (yargs) =>
    configOption(
      documentOptions(
        imageOptions(
          imagePositional(yargs).positional('other', { type: 'string', describe: 'the image to compare it with' }),
        ),
      ),
    )
      .option('image', {
        ...text,
        array: true,
        nargs: 1,
        describe: 'Which image, when there are several: NAME, @N or a digest; twice: one for each',
      })
      .option('platform', {
        ...text,
        array: true,
        nargs: 1,
        describe: 'os/architecture[/variant]; default: linux on this machine; twice: one for each',
      })
      .option('layer', { ...text, describe: 'Only this layer, 0 is the base' })
      .option('from', { ...text, describe: 'Compare the view at this layer; default: the empty one' })
      .option('to', { ...text, describe: 'with the view at this one; default: the top one' })
      .option('stat', { type: 'boolean', describe: 'Only how many files, and how many bytes' })
      .option('name-status', { type: 'boolean', describe: 'As git prints it: A, M, D, T, R100, no parents' })
      .option('unified', { ...text, describe: 'The lines that differ in PATH, a file or a directory: a patch' })
      .option('ignore', {
        ...text,
        array: true,
        nargs: 1,
        describe: 'Leave out what matches GLOB, and all below it; with a / in it, whole paths',
      })
      .option('semantic', { type: 'boolean', describe: 'Of two images: why files differ, and whether it matters' })
      .option('only-own', { type: 'boolean', describe: 'Of two images: leave out the base they share' })
      .option('no-layers', { type: 'boolean', describe: 'Of two images: only manifests and configs' })
      .option('exit-code', {
        type: 'boolean',
        describe: 'Exit 1 when anything differs; with --semantic: when it matters',
      }),
  async run(args, io) {
    checkOutput(args);
    checkOptions(args);
    const { other } = args;
    const asked = { ...args, ignore: await ignored(args, io) };
    return other === undefined ? ofOne(asked, io) : ofTwo({ ...asked, other }, io);
  },
});

/** What the command line and the user's settings leave out. Patches are of paths that someone names. */
async function ignored(args: Args, io: Io): Promise<readonly string[]> {
  const { ignore } = await configurationOf(args, io);
  return args.unified === undefined ? [...ignore, ...(args.ignore ?? [])] : [];
}

function checkOptions(args: Args): void {
  const isRange = args.from !== undefined || args.to !== undefined;
  if (args.layer !== undefined && isRange)
    throw new VarveError('USAGE', '--layer and --from/--to contradict each other');
  refuseBoth(args, ['stat', 'name-status']);
  for (const option of ['stat', 'name-status', 'semantic', 'no-layers', 'json', 'format', 'output', 'ignore'] as const)
    refuseBoth(args, ['unified', option]);
  if (args.ignore?.includes('')) throw new VarveError('USAGE', '--ignore is empty');
  if (args.other === undefined) {
    const found = (['semantic', 'only-own', 'no-layers'] as const).find((option) => args[option]);
    if (found) throw new VarveError('USAGE', `--${found} compares two images, and only one is named`);
    return;
  }
  const found = (['layer', 'from', 'to'] as const).find((option) => args[option] !== undefined);
  if (found) throw new VarveError('USAGE', `--${found} is for one image, and two are named`);
  refuseBoth(args, ['no-layers', 'semantic'], ['no-layers', 'name-status']);
}

function refuseBoth(args: Args, ...pairs: readonly (readonly [keyof Args, keyof Args])[]): void {
  const given = (option: keyof Args): boolean => args[option] !== undefined && args[option] !== false;
  const found = pairs.find(([one, other]) => given(one) && given(other));
  if (found) throw new VarveError('USAGE', `--${found[0]} and --${found[1]} contradict each other`);
}

function ofOne(args: Args, io: Io): Promise<number> {
  const isRange = args.from !== undefined || args.to !== undefined;
  const read = { ...args, image: args.image?.at(-1), platform: args.platform?.at(-1) };
  return withImage(
    read,
    io,
    async (opened) => {
      const layer = args.layer === undefined ? undefined : layerValue('--layer', args.layer, opened);
      if (args.unified !== undefined) {
        const { from, to } = layer === undefined ? rangeOf(args, opened) : { from: layer - 1, to: layer };
        return printPatches({ a: { opened, layer: from }, b: { opened, layer: to } }, args, io);
      }
      const document = await diff(opened, {
        layer,
        range: isRange ? rangeOf(args, opened) : undefined,
        ignore: args.ignore,
        renames: args['name-status'],
      });
      await printDocument(document, args, io, (each, style) => diffText(each, { ...style, form: formOf(args) }));
      return args['exit-code'] && hasChanges(document) ? 1 : 0;
    },
    args.unified !== undefined,
  );
}

/** Prints the lines that differ in the files of one path. */
async function printPatches({ a, b }: Two<UnifiedSide>, args: Args, io: Io): Promise<number> {
  const style = styleOf(args, io, io.isTerminal);
  let isSame = true;
  for await (const patch of unified(a, b, args.unified!)) {
    isSame = false;
    for (const line of unifiedText(patch, style)) await io.out(line);
  }
  return args['exit-code'] && !isSame ? 1 : 0;
}

function ofTwo(args: Args & TwoArgs, io: Io): Promise<number> {
  const { ignore, semantic } = args;
  const options = { ignore, semantic, onlyOwn: args['only-own'] };
  const isShort = args['no-layers'] ?? false;
  const compare = async ({ a, b }: Two<Found>): Promise<number> => {
    if (args.unified !== undefined) {
      const opened = await openTwo({ a, b }, io);
      return printPatches({ a: topOf(opened.a), b: topOf(opened.b) }, args, io);
    }
    const document = isShort
      ? diffManifests({ a: described(a), b: described(b) }, options)
      : await diffImages(await openTwo({ a, b }, io), options);
    const form: ChangeStyle['form'] = formOf(args);
    await printDocument(document, args, io, (each, style) => diffImagesText(each, { ...style, form }));
    return args['exit-code'] && differs(document) ? 1 : 0;
  };
  return withTwoLocated(args, io, compare, !isShort);
}

function topOf(opened: Opened): UnifiedSide {
  return { opened, layer: opened.image.layers.length - 1 };
}

function described({ args, located }: Found): Described {
  const { transport, format } = located.source;
  return { naming: { reference: args.reference, transport, format }, manifest: located.manifest };
}

function formOf(args: Args): ChangeStyle['form'] {
  return args.stat ? 'sums' : args['name-status'] ? 'names' : 'lines';
}

function hasChanges({ layers, changes = [] }: DiffDocument): boolean {
  return (layers?.map((layer) => layer.changes) ?? [changes]).some(hasAny);
}

/** Who made an image when is no difference; nor are, once they are explained, those that mean the same. */
function differs({ semantic, changes, packages = [], config, layers }: TwoImagesDocument): boolean {
  if (semantic) return semantic.verdict === 'different';
  if (packages.length > 0 || config.some(({ weight }) => weight !== 'none')) return true;
  return changes ? hasAny(changes) : layers.onlyA.length + layers.onlyB.length > 0;
}

function hasAny(items: Iterable<unknown>): boolean {
  return !items[Symbol.iterator]().next().done;
}

function rangeOf({ from, to }: Args, opened: Opened): { from: number; to: number } {
  return {
    from: from === undefined ? -1 : layerValue('--from', from, opened),
    to: to === undefined ? opened.image.layers.length - 1 : layerValue('--to', to, opened),
  };
}
