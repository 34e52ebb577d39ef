import type { ImageConfig } from '../../model/manifest.ts';
import { workdirAt } from '../settings.ts';
import type { Step } from '../steps.ts';
import { type Pair, recordedPairs, writtenPairs } from './assignments.ts';
import type { Copy, Effect, Instruction, Run } from './effect.ts';
import { bracketed, mapKeys, quotedWords } from './go-text.ts';
import { printedHealth, writtenHealth } from './health.ts';
import { type Recorded, type Recorder, recordedOf, usualRecorder } from './recorded.ts';
import { recordedRun } from './run-text.ts';
import { expandWord, isClosed, splitWords } from './words.ts';

const UNIX_SHELL = ['/bin/sh', '-c'];
const WINDOWS_SHELL = ['cmd', '/S', '/C'];

/** The instructions that the steps of an image recorded, in their order; steps that say nothing have none. */
export function readInstructions(steps: readonly Step[], config: ImageConfig): readonly Instruction[] {
  const reader = new Reader(config);
  return steps.flatMap((step, place) => reader.read(step, place) ?? []);
}

/** The escape character of Dockerfiles for that image. */
export function escapeOf({ platform }: ImageConfig): '\\' | '`' {
  return platform?.os === 'windows' ? '`' : '\\';
}

/** Reads step by step: what `SHELL`, `ENV` and `ARG` say holds for the steps behind. */
class Reader {
  readonly #usual: Recorder;
  readonly #escape: string;
  readonly #finalEnv: ReadonlyMap<string, string>;
  readonly #finalLabels: ReadonlyMap<string, string>;
  readonly #finalShell: readonly string[];
  readonly #finalCmd: readonly string[];
  readonly #finalEntrypoint: readonly string[];
  readonly #values = new Map<string, string>();
  readonly #declared = new Set<string>();
  /** Build arguments as commands had them: buildah's `ARG` has only their names. */
  readonly #given = new Map<string, string>();
  readonly #isWindows: boolean;
  #shell: readonly string[];
  #directory: string;

  constructor(config: ImageConfig) {
    const { Env: env, Labels: labels, Shell: shell, Cmd: cmd, Entrypoint: entrypoint } = config.settings;
    this.#usual = usualRecorder(config);
    this.#escape = escapeOf(config);
    this.#finalEnv = new Map(textsOf(env).map(pairOf));
    this.#finalLabels = new Map(Object.entries(labels ?? {}).filter(isTextPair));
    this.#finalShell = textsOf(shell);
    this.#finalCmd = textsOf(cmd);
    this.#finalEntrypoint = textsOf(entrypoint);
    this.#isWindows = config.platform?.os === 'windows';
    this.#shell = this.#isWindows ? WINDOWS_SHELL : UNIX_SHELL;
    const isTold = config.history.some(({ createdBy }) => /\bWORKDIR /.test(createdBy));
    const root = this.#isWindows ? 'C:\\' : '/';
    this.#directory = isTold ? root : workdirAt(root, String(config.settings['WorkingDir'] ?? ''), this.#isWindows);
    for (const { createdBy } of config.history) {
      if (!createdBy.startsWith('|')) continue;
      for (const [name, value] of recordedRun(createdBy, this.#shell, this.#declared).args)
        this.#given.set(name, value);
    }
  }

  read({ history, layer }: Step, step: number): Instruction | undefined {
    const recorded = history && recordedOf(history, this.#usual);
    if (!recorded) return undefined;
    const isSource = recorded.recorder === 'buildah' || recorded.recorder === 'kaniko';
    const effect = this.#effectOf(recorded, isSource);
    this.#note(effect);
    const source = isSource && !isWritten(effect) && isReadable(recorded, this.#escape);
    return {
      step,
      layer,
      effect,
      shell: this.#shell,
      directory: this.#directory,
      ...(source && { source: `${recorded.keyword} ${recorded.text}` }),
    };
  }

  #note(effect: Effect): void {
    if (effect.kind === 'SHELL') this.#shell = effect.words;
    if (effect.kind === 'WORKDIR') this.#directory = workdirAt(this.#directory, effect.text, this.#isWindows);
    if (effect.kind === 'ENV') for (const [name, value] of effect.values) this.#values.set(name, value);
    if (effect.kind !== 'ARG') return;
    for (const [name, value] of effect.values) {
      this.#declared.add(name);
      if (value !== undefined && !this.#values.has(name)) this.#values.set(name, value);
    }
  }

  #effectOf({ keyword, text, recorder }: Recorded, isSource: boolean): Effect {
    switch (keyword) {
      case 'ENV':
        return { kind: keyword, values: this.#pairs(text, isSource, this.#finalEnv) };
      case 'LABEL':
        return { kind: keyword, values: this.#pairs(text, isSource, this.#finalLabels) };
      case 'ARG':
        return { kind: keyword, values: this.#arguments(text, isSource) };
      case 'CMD':
      case 'ENTRYPOINT':
        return { kind: keyword, words: quotedWords(text) ?? this.#started(keyword, text) };
      case 'SHELL':
        return { kind: keyword, words: quotedWords(text) ?? this.#shellWords(bracketed(text) ?? text) };
      case 'EXPOSE':
        return { kind: keyword, values: mapKeys(text) ?? this.#words(bracketed(text) ?? text, isSource) };
      case 'VOLUME':
        return { kind: keyword, values: quotedWords(text) ?? this.#words(bracketed(text) ?? text, isSource) };
      case 'USER':
      case 'WORKDIR':
      case 'STOPSIGNAL':
        return { kind: keyword, text: this.#text(bracketed(text) ?? text, isSource) };
      case 'MAINTAINER':
      case 'ONBUILD':
        return { kind: keyword, text };
      case 'HEALTHCHECK': {
        const check = printedHealth(text) ?? writtenHealth(text, quotedWords);
        return check ? { kind: keyword, check } : { kind: 'unknown', text: `${keyword} ${text}` };
      }
      case 'COPY':
      case 'ADD':
        return this.#copy(copyOf(keyword, text, recorder), isSource) ?? { kind: 'unknown', text: `${keyword} ${text}` };
      default:
        return this.#run(text, recorder);
    }
  }

  /** A command without a list is run by the shell; buildah takes the first one whatever `SHELL` says. */
  #started(keyword: 'CMD' | 'ENTRYPOINT', text: string): readonly string[] {
    const first = [...UNIX_SHELL, text];
    const final = keyword === 'CMD' ? this.#finalCmd : this.#finalEntrypoint;
    return final.join('\0') === first.join('\0') ? first : [...this.#shell, text];
  }

  #copy(copy: Copy, isSource: boolean): Copy | undefined {
    const { sources, target, lost } = copy;
    if (target === '' || (sources.length === 0 && !lost)) return undefined;
    return {
      ...copy,
      sources: sources.map((each) => this.#text(each, isSource)),
      target: this.#text(target, isSource),
    };
  }

  #run(text: string, recorder: Recorder): Run {
    if (recorder === 'kaniko') return writtenRun(text, []);
    const run = recordedRun(text, this.#shell, this.#declared);
    return recorder === 'buildah' && !run.words ? writtenRun(run.command, run.args) : run;
  }

  #pairs(text: string, isSource: boolean, final: ReadonlyMap<string, string>): readonly Pair[] {
    const pairs = isSource ? writtenPairs(text, this.#escape, this.#valueOf) : recordedPairs(text, final);
    return pairs.filter(([name]) => name !== '');
  }

  #arguments(text: string, isSource: boolean): readonly (readonly [string, string | undefined])[] {
    if (!/^[^\s=]+=/.test(text)) return this.#words(text, isSource).map((word) => maybePair(word));
    if (!isSource) return recordedPairs(text, this.#values);
    return splitWords(text, this.#escape).map((word) => maybePair(expandWord(word, this.#escape, this.#valueOf)));
  }

  #words(text: string, isSource: boolean): readonly string[] {
    const words = isSource ? splitWords(text, this.#escape) : text.trim().split(/\s+/);
    return words.map((word) => this.#text(word, isSource)).filter((word) => word !== '');
  }

  #text(text: string, isSource: boolean): string {
    return isSource ? expandWord(text.trim(), this.#escape, this.#valueOf) : text.trim();
  }

  /** Of words that are only joined by blanks, the config knows where the last `SHELL` ended each. */
  #shellWords(text: string): readonly string[] {
    if (this.#finalShell.join(' ') === text) return this.#finalShell;
    const [whole, flag] = /^.*?\s(-\w*c|-Command|\/C)(?=\s|$)/is.exec(text) ?? [];
    if (whole === undefined || flag === undefined) return text.trim().split(/\s+/);
    const command = text.slice(whole.length).trim();
    return [...whole.split(/\s+/), ...(command === '' ? [] : [command])];
  }

  readonly #valueOf = (name: string): string | undefined =>
    this.#values.get(name) ?? (this.#declared.has(name) ? this.#given.get(name) : undefined);
}

/** What is not kept as it stood: commands have their own form, and a `COPY` may have lost its sources or their stage. */
function isWritten(effect: Effect): boolean {
  if (/^(?:RUN|CMD|ENTRYPOINT|SHELL)$/.test(effect.kind)) return true;
  return (
    (effect.kind === 'COPY' || effect.kind === 'ADD') && (effect.lost !== undefined || effect.flags.some(isFromStage))
  );
}

/** Whether a builder reads it as it stands: quotes are closed, and names have values. */
function isReadable({ keyword, text }: Recorded, escape: string): boolean {
  const isPair = !/(?:^|\s)=/.test(text) && /^[^\s=]+(?:=|\s+\S)/.test(text);
  return isClosed(text, escape) && (isPair || (keyword !== 'ENV' && keyword !== 'LABEL'));
}

/** `--from=build`: the stage is not in the history. An image has a slash or a colon in its name, and may still be there. */
export function isFromStage(flag: string): boolean {
  return /^--from=[^/:]*$/.test(flag);
}

/** What stands behind `RUN` in a Dockerfile: a list is run without a shell. */
function writtenRun(text: string, args: readonly Pair[]): Run {
  const words = text.startsWith('[') ? quotedWords(text) : undefined;
  return { kind: 'RUN', command: text, args, ...(words && { words }) };
}

const LOST = /^((?:--[\w-]+(?:=(?:(?!(?:file|dir|multi):)\S)*)?\s*)*)(\w+):([0-9a-f]{32,128}|[0-9a-f]+) in (.*)$/s;

function copyOf(kind: 'COPY' | 'ADD', text: string, recorder: Recorder): Copy {
  const lost = LOST.exec(text);
  if (lost) {
    const [, flags, what, digest, target] = lost;
    return {
      ...{ kind, flags: flags!.trim().split(/\s+/).filter(Boolean), sources: [], target: target!.trim() },
      lost: { what: what!, digest: digest! },
    };
  }
  const [, flags = '', rest = ''] = /^((?:--[\w-]+(?:=\S+)?\s+)*)(.*)$/s.exec(text) ?? [];
  const words =
    (rest.startsWith('[') && quotedWords(rest)) ||
    (recorder === 'buildkit' ? rest.trim().split(/\s+/) : splitWords(rest, '\\'));
  return { kind, flags: flags.split(/\s+/).filter(Boolean), sources: words.slice(0, -1), target: words.at(-1) ?? '' };
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}

function pairOf(text: string): Pair {
  const at = text.indexOf('=');
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

function maybePair(text: string): readonly [string, string | undefined] {
  const at = text.indexOf('=');
  return at < 0 ? [text, undefined] : pairOf(text);
}

function isTextPair(pair: readonly [string, unknown]): pair is Pair {
  return typeof pair[1] === 'string';
}
