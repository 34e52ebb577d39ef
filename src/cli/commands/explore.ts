import { printable } from '../../base/text.ts';
import type { LoadWatcher } from '../../image/load-image.ts';
import { SharedLayers } from '../../image/shared-layers.ts';
import { VarveError } from '../../model/error.ts';
import type { World } from '../../tui/perform.ts';
import type { Subject } from '../../tui/session.ts';
import type { Terminal } from '../../tui/terminal.ts';
import { command, type Command } from '../command.ts';
import { configurationOf } from '../configuration.ts';
import { type Explorable, imageAtHand, imagesAtHand, withExplorable } from '../explorable.ts';
import type { Io } from '../io.ts';
import { otherImages } from '../other-images.ts';
import { colorMode } from '../output.ts';
import { withStdinKept } from '../two-images.ts';
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
      ['backups/', 'all images of the archives in a folder, to choose from'],
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
      if (!(await explored({ ...args, verbose: false }, quiet, terminal))) return runAnalyze(args, io);
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

/** `false` where there is nothing to walk through. */
async function explored(args: AnalyzeArgs, io: Io, streams: NonNullable<ReturnType<Io['terminal']>>): Promise<boolean> {
  const [{ explore }, { onTerminal }, { openTerminal }] = await Promise.all([
    import('../../tui/explore.ts'),
    import('../../tui/opening.ts'),
    import('../../tui/terminal.ts'),
  ]);
  const { keys, ignore } = await configurationOf(args, io);
  const { reference } = args;
  const open = (): Terminal => openTerminal({ ...streams, env: io.env, system: io.system, color: colorMode(args) });
  const isShown = await onTerminal({ open, text: `opening ${printable(reference)}`, keys }, (take) =>
    withExplorable(args, io, async (explorable) => {
      if (explorable.located?.hasLayers === false) return false;
      await withWorld(args, io, { ...explorable, ignore }, (subject, world) =>
        explore(subject, world, take(), { keys, reference }),
      );
      return true;
    }),
  );
  return isShown ?? true;
}

/** Gives `work` what the screens need of the world, and lets go of it. @throws VarveError what could not be read */
async function withWorld(
  args: AnalyzeArgs,
  io: Io,
  { located, found, ignore }: Explorable & Pick<World, 'ignore'>,
  work: (subject: Subject | null, world: World) => Promise<void>,
): Promise<void> {
  const shared = new SharedLayers();
  const others = otherImages(args, io, shared);
  let failure: unknown;
  const first = located && imageAtHand(args, located, shared);
  const images = found && imagesAtHand(found, args, io, shared);
  const reading = first && {
    openedOf: first.openedOf,
    async load(watcher: LoadWatcher) {
      try {
        return await first.load(watcher);
      } catch (error) {
        failure = error;
        throw error;
      }
    },
  };
  const outside = { clock: () => io.now() * 1000, system: io.system, ignore, openOther: others.open };
  try {
    await work(first?.subject ?? null, { ...reading, images: images ?? undefined, ...outside });
  } finally {
    await images?.close();
    await others.close();
  }
  // What could not be read was on the screen; it shall stay when that is gone.
  if (failure instanceof VarveError) throw failure;
}
