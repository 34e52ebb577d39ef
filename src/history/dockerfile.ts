import type { ImageConfig } from '../model/manifest.ts';
import { type Base, findBase, type BaseMarks } from './base.ts';
import { argumentLines } from './build-arguments.ts';
import type { DockerfileLine } from './dockerfile-line.ts';
import { type Copy, type CopyInstruction, type Instruction, isCopy } from './instruction/effect.ts';
import { escapeOf, isFromStage, readInstructions } from './instruction/read-instructions.ts';
import { LINE_BREAK, type Written, writeInstruction } from './instruction/write-instruction.ts';
import { type LayerOrigin, originsOf } from './origin.ts';
import { type Proof, replay } from './replay.ts';
import { restoredLines } from './restored.ts';
import { type Step, stepsOf } from './steps.ts';

/** A Dockerfile made of what an image's history and files tell. */
export interface Rebuilt {
  readonly base: Base;
  readonly lines: readonly DockerfileLine[];
  /** Steps of the base, as a Dockerfile would say them. */
  readonly baseLines: readonly DockerfileLine[];
  readonly origins: readonly LayerOrigin[];
  readonly proof: Proof;
  readonly escape: '\\' | '`';
}

/** A `COPY` or `ADD` as the files of its layer tell it. */
export interface KnownCopy extends Partial<Pick<Copy, 'kind' | 'flags' | 'sources' | 'target'>> {
  /** Of a heredoc, with its end. */
  readonly content?: readonly string[];
  readonly notes: readonly string[];
}

/** What the files of an image tell. */
export interface FileFacts {
  /** The sources of a `COPY` or `ADD` and all that it needs to be built; notes go before it. Its files are in `layer`. */
  copy(instruction: CopyInstruction, layer: number): KnownCopy | undefined;
  /** What makes the files of a layer that no step of a Dockerfile made. */
  layer(layer: number): readonly Written[] | undefined;
}

export const NO_FILES: FileFacts = { copy: () => undefined, layer: () => undefined };

/** Rebuilds the Dockerfile of an image. */
export function rebuildDockerfile(
  config: ImageConfig,
  layerCount: number,
  marks: BaseMarks,
  files: FileFacts = NO_FILES,
): Rebuilt {
  const steps = stepsOf(config, layerCount);
  const origins = originsOf(config, layerCount);
  const notMade = new Map(origins.filter(isBlackBox).map((each) => [each.step, each]));
  const instructions = readInstructions(steps, config).filter(({ step }) => !notMade.has(step));
  const base = findBase(steps, instructions, config, marks);
  const escape = escapeOf(config);
  const proof = replay(instructions, config);
  const triggers: unknown = config.settings['OnBuild'];
  // A build takes the triggers of its base away.
  const isLeft = ({ effect }: Instruction): boolean =>
    effect.kind !== 'ONBUILD' || (Array.isArray(triggers) && triggers.includes(effect.text));
  const own = instructions.filter((each) => each.step >= base.steps && isLeft(each));
  const writer = new Writer(own, notMade, files, escape);
  const written = steps.flatMap((step, place) => (place < base.steps ? [] : writer.step(step, place)));
  const lines = [...written, ...restoredLines(proof, config, escape)];
  return {
    ...{ base, origins, proof, escape },
    lines: [...declarations(lines), ...lines],
    baseLines: instructions
      .filter(({ step }) => step < base.steps)
      .map((each) => historyLine(each, writeInstruction(withNames(each), escape))),
  };
}

/** Whether no instruction of a Dockerfile says what the layer holds. */
export function isBlackBox({ verdict }: LayerOrigin): boolean {
  return verdict !== 'dockerfile';
}

/** What stands before the first step. */
function declarations(lines: readonly DockerfileLine[]): DockerfileLine[] {
  if (!lines.some((each) => each.lines.some((line) => line.includes(`\${${LINE_BREAK}}`)))) return [];
  const note = `a value has line breaks, which no Dockerfile can write: build with --build-arg ${LINE_BREAK}=$'\\n'`;
  return [{ lines: [`ARG ${LINE_BREAK}`], notes: [note], origin: 'argument', step: null, layer: null }];
}

class Writer {
  readonly #own: ReadonlyMap<number, Instruction>;
  readonly #arguments: ReturnType<typeof argumentLines>;
  readonly #notMade: ReadonlyMap<number, LayerOrigin>;
  readonly #files: FileFacts;
  readonly #escape: string;

  constructor(
    own: readonly Instruction[],
    notMade: ReadonlyMap<number, LayerOrigin>,
    files: FileFacts,
    escape: string,
  ) {
    this.#arguments = argumentLines(own);
    this.#own = new Map(this.#arguments.instructions.map((each) => [each.step, each]));
    this.#notMade = notMade;
    this.#files = files;
    this.#escape = escape;
  }

  step({ layer }: Step, step: number): DockerfileLine[] {
    const origin = this.#notMade.get(step);
    if (origin) return this.#blackBox(origin);
    const instruction = this.#own.get(step);
    if (!instruction)
      return layer === null
        ? []
        : [{ lines: [], notes: [`nothing tells how layer ${layer} was made`], origin: 'history', step, layer }];
    return [...this.#argumentsOf(instruction), ...this.#written(instruction)];
  }

  #argumentsOf({ step }: Instruction): DockerfileLine[] {
    const missing = this.#arguments.missing.get(step) ?? [];
    if (missing.length === 0) return [];
    const effect = { kind: 'ARG', values: missing } as const;
    const { lines } = writeInstruction({ effect, shell: [] }, this.#escape);
    const notes = ['the history has these build arguments, and not where they were declared'];
    return [{ lines, notes, origin: 'argument', step, layer: null }];
  }

  #written(instruction: Instruction): DockerfileLine[] {
    if (isCopy(instruction)) return [historyLine(instruction, this.#copied(instruction))];
    const { lines, notes } = writeInstruction(instruction, this.#escape);
    const given = this.#arguments.notes.get(instruction.step) ?? [];
    return [historyLine(instruction, { lines, notes: [...given, ...notes] })];
  }

  #copied(instruction: CopyInstruction): Written {
    const { effect, step, shell } = instruction;
    const layer = instruction.layer ?? this.#sharedLayer(step);
    const known = layer === null ? undefined : this.#files.copy(instruction, layer);
    if (effect.sources.some((each) => each.startsWith('<<')) && !known?.content) return lostHeredoc(effect);
    const copy: Copy = {
      ...(known ? effect : guessed(instruction)),
      ...known,
      flags: (known?.flags ?? effect.flags).filter((flag) => !(known ? flag.startsWith('--from=') : isFromStage(flag))),
    };
    const source = known?.sources ? undefined : instruction.source;
    const { lines, notes } = writeInstruction({ effect: copy, shell, source }, this.#escape);
    return {
      lines: [...lines, ...(known?.content ?? [])],
      notes: [...stageNotes(effect), ...(known?.notes ?? lostNotes(effect)), ...notes],
    };
  }

  /** Buildah gives the files of all steps to the last one, unless it was asked for layers. */
  #sharedLayer(step: number): number | null {
    return [...this.#own.values()].find((each) => each.step > step && each.layer !== null)?.layer ?? null;
  }

  #blackBox({ layer, step, ...origin }: LayerOrigin): DockerfileLine[] {
    const written = origin.verdict === 'squash' ? [] : this.#files.layer(layer);
    const told = `layer ${layer} was not made by a Dockerfile: ${BLACK_BOXES[origin.verdict]}${origin.builder ? ` (${origin.builder})` : ''}; ${origin.reasons.join(', ')}`;
    const unread = written
      ? []
      : origin.verdict === 'squash'
        ? ['what the steps above made is merged in it']
        : ['its files are not in the history, and were not read'];
    const head: DockerfileLine = { lines: [], notes: [told, ...unread], origin: 'history', step, layer };
    return [head, ...(written ?? []).map((each): DockerfileLine => ({ ...each, origin: 'files', step, layer }))];
  }
}

const BLACK_BOXES: Readonly<Record<LayerOrigin['verdict'], string>> = {
  dockerfile: 'a build',
  builder: 'another tool built it',
  commit: 'a container was committed',
  import: 'a root file system was imported',
  squash: 'layers were squashed',
  unknown: 'nothing tells how it was made',
};

function historyLine({ step, layer }: Instruction, written: Written): DockerfileLine {
  return { ...written, origin: 'history', step, layer };
}

function withNames(instruction: Instruction): Instruction {
  return isCopy(instruction) ? { ...instruction, effect: guessed(instruction) } : instruction;
}

/** Without the files, a source has the name of what it became. */
function guessed({ effect, directory }: CopyInstruction): Copy {
  const { lost, target } = effect;
  if (!lost) return effect;
  const isFile = lost.what === 'file';
  const isDirectory = /(?:^|[/\\])\.{0,2}$/.test(target);
  const place = /^(?:[A-Za-z]:)?[/\\]/.test(target) ? target : `${directory}/${target}`;
  const name = /([^/\\]+)(?:[/\\]\.?)*$/.exec(place)?.[1] ?? '..';
  const bare = name === '..' || (isFile && isDirectory) ? `${lost.what}-${lost.digest.slice(0, 12)}` : name;
  return { ...effect, sources: [isFile ? bare : `${bare}/`] };
}

function lostNotes({ lost }: Copy): readonly string[] {
  if (!lost) return [];
  return [`the history has the digest of the sources, not their names: ${lost.what}:${lost.digest.slice(0, 12)}`];
}

function lostHeredoc({ kind, target }: Copy): Written {
  return { lines: [], notes: [`${kind} of a heredoc to ${target}: the history does not keep its text`] };
}

function stageNotes({ flags, sources, lost }: Copy): readonly string[] {
  const from = flags.find(isFromStage);
  if (from) return [`it was copied ${from}, a stage or image that the history does not tell of`];
  const isAbsolute = !lost && sources.length > 0 && sources.every((each) => each.startsWith('/'));
  return isAbsolute ? ['its source may lie in another stage (--from), which the history does not keep'] : [];
}
