import { stepsOf } from '../../history/steps.ts';
import type { LocatedImage } from '../../image/open-image.ts';
import { command, type Command } from '../command.ts';
import type { Io } from '../io.ts';
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
      const terminal = asksForReport(args) ? null : io.terminal(args.reference === '-');
      if (!terminal) {
        if (isNamed && !asksForReport(args) && !args.quiet)
          io.err('varve: there is no terminal to explore in; this is what analyze says\n');
        return runAnalyze(args, io);
      }
      await withLocated(args, io, (located) => explored(args, io, located, terminal), true);
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
  terminal: NonNullable<ReturnType<Io['terminal']>>,
): Promise<void> {
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
  const world = {
    load: (watcher: Parameters<LocatedImage['load']>[0]) => openedOf(args, located, watcher),
    openedOf: (image: Awaited<ReturnType<LocatedImage['load']>>) => ({ naming, image, limits: limitsOf(args) }),
    clock: () => io.now() * 1000,
    system: io.system,
  };
  await explore(subject, world, openTerminal({ ...terminal, env: io.env, system: io.system }), { keys: {} });
}
