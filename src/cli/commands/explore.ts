import { stepsOf } from '../../history/steps.ts';
import type { Image } from '../../image/image.ts';
import type { LoadWatcher } from '../../image/load-image.ts';
import type { LocatedImage } from '../../image/open-image.ts';
import { SharedLayers } from '../../image/shared-layers.ts';
import { VarveError } from '../../model/error.ts';
import { command, type Command } from '../command.ts';
import type { Io } from '../io.ts';
import { otherImages } from '../other-images.ts';
import { colorMode } from '../output.ts';
import { withStdinKept } from '../two-images.ts';
import { limitsOf } from '../values.ts';
import { openedOf, withLocated } from '../with-image.ts';
import { type AnalyzeArgs, analyzeOptions, runAnalyze } from './analyze.ts';

/** `varve explore <image>`. */
export const exploreCommand = exploring(true);

/** `varve <image>`: where there is no terminal nobody asked for one. */
export const imageCommand = exploring(false);

function exploring(isNamed: boolean): Command {
  return command<AnalyzeArgs>({
    usage: 'explore <reference>',
    summary: 'Walk through the image in the terminal; where there is none, what analyze says.',
    examples: [
      ['app.tar', 'layers and files; ? shows the keys'],
      ['explore docker://debian:12', 'an image in a registry'],
      ['app.tar --json', 'the report of analyze, as a document'],
    ],
    options: analyzeOptions,
    async run(args, io) {
      const isStdinTaken = args.reference === '-' || args['password-stdin'] === true;
      const terminal = asksForReport(args) ? null : io.terminal(isStdinTaken);
      if (!terminal) {
        if (isNamed && !asksForReport(args) && !args.quiet)
          io.err('varve: there is no terminal to explore in; this is what analyze says\n');
        return runAnalyze(args, io);
      }
      // Nothing may be written over the screen.
      const quiet = { ...(args['password-stdin'] ? withStdinKept(io) : io), isErrTerminal: false };
      const isShown = await withLocated(
        { ...args, verbose: false },
        quiet,
        async (located) => located.hasLayers && (await explored(args, quiet, located, terminal)),
        true,
      );
      if (!isShown) return runAnalyze(args, io);
      io.abandon();
      return 0;
    },
  });
}

/** Options that only a report can fulfil. */
function asksForReport(args: AnalyzeArgs): boolean {
  const { json, format, output, duplicates, all, squash, base } = args;
  return [json, format, output, duplicates, all, squash, base, args['no-layers']].some((each) => each !== undefined);
}

async function explored(
  args: AnalyzeArgs,
  io: Io,
  located: LocatedImage,
  streams: NonNullable<ReturnType<Io['terminal']>>,
): Promise<true> {
  const [{ explore }, { openTerminal }] = await Promise.all([
    import('../../tui/explore.ts'),
    import('../../tui/terminal.ts'),
  ]);
  const { manifest, source } = located;
  const naming = { reference: args.reference, transport: source.transport, format: source.format };
  const subject = {
    reference: args.reference,
    manifest,
    steps: stepsOf(manifest.config, manifest.layers.length),
    ...{ stacked: 0, loaded: null, dead: null, paths: null, failure: null },
  };
  const shared = new SharedLayers();
  const others = otherImages(args, io, shared);
  let failure: unknown;
  const world = {
    async load(watcher: LoadWatcher) {
      try {
        return await openedOf(args, located, watcher, shared);
      } catch (error) {
        failure = error;
        throw error;
      }
    },
    openedOf: (image: Image) => ({ naming, image, limits: limitsOf(args) }),
    clock: () => io.now() * 1000,
    system: io.system,
    openOther: others.open,
  };
  const terminal = openTerminal({ ...streams, env: io.env, system: io.system, color: colorMode(args) });
  try {
    await explore(subject, world, terminal, { keys: {} });
  } finally {
    await others.close();
  }
  // What could not be read was on the screen; it shall stay when that is gone.
  if (failure instanceof VarveError) throw failure;
  return true;
}
