import type { HistoryEntry, ImageConfig } from '../model/manifest.ts';
import { isBuildah, isBuildkit, isKaniko, usualRecorder } from './instruction/recorded.ts';
import { stepsOf } from './steps.ts';

/** What made a layer: a build of a Dockerfile, another tool that builds, or nothing that can be built again. */
export type LayerVerdict = 'dockerfile' | 'builder' | 'commit' | 'import' | 'squash' | 'unknown';

/** How a layer came to be, and what says so. */
export interface LayerOrigin {
  readonly layer: number;
  /** Place of its step in the history. */
  readonly step: number;
  readonly verdict: LayerVerdict;
  /** The tool, where its mark is known. */
  readonly builder: string | null;
  readonly confidence: 'certain' | 'likely' | 'undecided';
  /** The marks, each a sentence without a full stop; texts of the image in them are not printable. */
  readonly reasons: readonly string[];
}

type Judgement = Omit<LayerOrigin, 'layer' | 'step'>;

/** What made each layer, as history and config tell it; the layer's ordinal is the place in the list. */
export function originsOf(config: ImageConfig, layerCount: number): readonly LayerOrigin[] {
  const steps = stepsOf(config, layerCount);
  const last = steps.findLastIndex(({ history }) => history !== null);
  return steps.flatMap(({ layer, history }, step) => {
    if (layer === null) return [];
    const judged = history ? judge(history, config, step === last) : unknown('the history does not tell of it');
    return [{ layer, step, ...judged }];
  });
}

const BUILDERS: readonly (readonly [mark: RegExp, builder: string])[] = [
  [/^bazel build|^Bazel$/i, 'bazel'],
  [/^jib(?:-|$)/i, 'jib'],
  [/^ko(?: build|$)/, 'ko'],
  [/^apko$/, 'apko'],
  [/^umoci /, 'umoci'],
  [/^KIWI /, 'kiwi'],
  [/^store paths:/, 'nix'],
  [/Created by buildpack:|^Application Layer$|^Buildpacks |^Software Bill-of-Materials$/, 'buildpacks'],
];
const SHELL_COMMAND =
  /^(?:\|\d+ |(?:\/\S*\/)?(?:ba|da|a|k|z)?sh(?: -\w*o \w+| --?\w[\w-]*)*? -\w*c |cmd \/S \/C |powershell )/i;
const INSTRUCTION = /^(?:RUN|COPY|ADD|WORKDIR|ENV|USER) /;

function judge(entry: HistoryEntry, config: ImageConfig, isLast: boolean): Judgement {
  const { createdBy, comment } = entry;
  const text = createdBy.trim();
  const tool = toolOf(entry);
  if (tool) return certain('builder', tool, `the history names ${tool}`);
  if (text.startsWith('crane flatten ')) return certain('import', 'crane', 'crane flatten made one layer of all');
  if (/^(?:merge|create new from) sha256:/.test(comment ?? '')) {
    return certain('squash', 'docker build --squash', `its comment is "${comment}"`);
  }
  const recorder = recorderOf(entry, config);
  if (recorder) return certain('dockerfile', recorder, `the step is as ${recorder} writes it`);
  if (isBuildah(entry))
    return certain('commit', committerOf(config), `its command is ${text || 'empty'}, its comment "${comment}"`);
  if (/^# debian\.sh|^BusyBox \d|^Apply image \d|^Install update \d/.test(text))
    return unknown('a base image of its maker');
  if (text === '') return withoutCommand(entry, config);
  return byCommand(text, config, isLast);
}

function toolOf({ createdBy, author, comment }: HistoryEntry): string | undefined {
  const texts = [author ?? '', createdBy.trim(), comment ?? ''];
  return BUILDERS.find(([mark]) => texts.some((text) => mark.test(text)))?.[1];
}

function recorderOf(entry: HistoryEntry, config: ImageConfig): string | undefined {
  if (isBuildkit(entry)) return 'buildkit';
  if (isKaniko(entry)) return 'kaniko';
  if (/#\(nop\)\s/.test(entry.createdBy)) return isBuildah(entry) ? 'buildah' : 'classic builder';
  const isCommand = SHELL_COMMAND.test(entry.createdBy);
  if (isBuildah(entry) && isCommand) return 'buildah';
  if (/^\|\d+ /.test(entry.createdBy)) return 'classic builder';
  return INSTRUCTION.test(entry.createdBy) && usualRecorder(config) !== 'buildah'
    ? 'builder of Dockerfiles'
    : undefined;
}

function committerOf({ settings }: ImageConfig): string {
  const env = Array.isArray(settings['Env']) ? settings['Env'] : [];
  return env.includes('container=podman') ? 'podman commit' : 'buildah commit';
}

function withoutCommand({ comment }: HistoryEntry, { history }: ImageConfig): Judgement {
  if (comment?.startsWith('Imported from ')) return certain('import', 'docker import', `its comment is "${comment}"`);
  const isAlone = history.filter(({ emptyLayer }) => !emptyLayer).length === 1;
  if (comment && isAlone) {
    const reason = `the only step has no command, and "${comment}" as comment`;
    return { verdict: 'import', builder: 'docker import', confidence: 'likely', reasons: [reason] };
  }
  return unknown('its step has no command');
}

/** Config fields belong to the image on top, and a base may have left them. */
function byCommand(text: string, { settings, history }: ImageConfig, isLast: boolean): Judgement {
  const wordsOf = (name: string): string => (Array.isArray(settings[name]) ? settings[name] : []).join(' ');
  const started = [wordsOf('Cmd'), `${wordsOf('Entrypoint')} ${wordsOf('Cmd')}`.trim()];
  const isStarted = started.includes(text);
  if (!SHELL_COMMAND.test(text) && !shellsOf(history).some((shell) => text.startsWith(`${shell} `)))
    return commit(isStarted || !usesExecForm(history), [
      `"${text}" is no step of a builder${isStarted ? ', but what the container ran' : ''}`,
    ]);
  const marks = isLast ? containerMarks(settings) : [];
  if (isLast && marks.length > 0) return commit(true, marks);
  if (isLast && isStarted && !text.startsWith('/bin/sh -c '))
    return commit(true, [`"${text}" is what the container runs`]);
  if (isLast && isStarted) return commit(false, [`"${text}" is what the container runs`]);
  return {
    verdict: 'dockerfile',
    builder: 'classic builder',
    confidence: 'likely',
    reasons: ['its command is run by a shell, as RUN does'],
  };
}

function containerMarks(settings: Readonly<Record<string, unknown>>): string[] {
  const { Image: image, Hostname: host } = settings;
  // A build names its parent by digest: what marks the container then came from a committed base.
  if (typeof image !== 'string' || image === '' || /^(?:sha256:)?[0-9a-f]{64}$/.test(image)) return [];
  return [
    `the config names the image of the container: "${image}"`,
    ...(typeof host === 'string' && host !== '' ? [`the config has a host name: "${host}"`] : []),
    ...['Tty', 'OpenStdin', 'AttachStdout']
      .filter((each) => settings[each] === true)
      .map((each) => `the config has ${each}`),
  ];
}

/** Shells that `SHELL` named, as they stand before commands. */
function shellsOf(history: readonly HistoryEntry[]): readonly string[] {
  return history.flatMap(({ createdBy }) => /\bSHELL \[([^"\]]+)\]\s*$/.exec(createdBy)?.[1] ?? []);
}

/** `RUN ["make"]` of the classic builder leaves a bare command, too. */
function usesExecForm(history: readonly HistoryEntry[]): boolean {
  return (
    history.some(({ createdBy }) => /#\(nop\)/.test(createdBy)) && history.at(-1)?.createdBy.includes('#(nop)') === true
  );
}

function commit(isCertain: boolean, reasons: readonly string[]): Judgement {
  return { verdict: 'commit', builder: 'docker commit', confidence: isCertain ? 'certain' : 'likely', reasons };
}

function certain(verdict: LayerVerdict, builder: string, reason: string): Judgement {
  return { verdict, builder, confidence: 'certain', reasons: [reason] };
}

function unknown(reason: string): Judgement {
  return { verdict: 'unknown', builder: null, confidence: 'undecided', reasons: [reason] };
}
