import type { HistoryEntry, ImageConfig } from '../model/manifest.ts';

/** One step of an image's history, joined to the layer it made. */
export interface Step {
  /** `null` for a step that made no layer. */
  readonly layer: number | null;
  /** The step as a Dockerfile would say it; empty when history does not tell. */
  readonly instruction: string;
  readonly history: HistoryEntry | null;
}

const KEYWORDS =
  'ADD|ARG|CMD|COPY|ENTRYPOINT|ENV|EXPOSE|FROM|HEALTHCHECK|LABEL|MAINTAINER|ONBUILD|RUN|SHELL|STOPSIGNAL|USER|VOLUME|WORKDIR';
const INSTRUCTION = new RegExp(`^(?:${KEYWORDS})\\s`, 'i');

/**
 * The history of an image step by step, base first; each layer stands in exactly one step. History entries beyond the
 * layers lose them, layers beyond the history make steps of their own: a config may say too little or too much.
 */
export function stepsOf(config: ImageConfig, layerCount: number): Step[] {
  const steps: Step[] = [];
  let next = 0;
  for (const history of config.history) {
    const layer = history.emptyLayer || next >= layerCount ? null : next;
    if (layer !== null) next += 1;
    steps.push({ layer, instruction: instructionOf(history.createdBy), history });
  }
  for (; next < layerCount; next += 1) steps.push({ layer: next, instruction: '', history: null });
  return steps;
}

/** The steps that made layers: the layer's ordinal is the place in the list. */
export function layerSteps(config: ImageConfig, layerCount: number): Step[] {
  return stepsOf(config, layerCount).filter(({ layer }) => layer !== null);
}

/**
 * `created_by` as a Dockerfile would say it, on one line: the classic builder wraps what it does in `/bin/sh -c #(nop)`,
 * BuildKit appends `# buildkit`, both put build arguments in front as `|2 A=1 B=2`. What is no instruction of a builder
 * is a command that someone ran.
 */
export function instructionOf(createdBy: string): string {
  const text = createdBy.replace(/\s+/g, ' ').trim();
  if (text === '') return '';
  const nop = /^(?:\/bin\/)?\S*sh -\S*c #\(nop\) (.*)$/.exec(text);
  if (nop) return nop[1]!.trim();
  const bare = text.replace(/ # buildkit$/, '');
  if (INSTRUCTION.test(bare))
    return bare
      .replace(/^RUN /i, 'RUN ')
      .replace(/^RUN (.*)$/, (_all, command: string) => `RUN ${shellCommand(command)}`);
  return `RUN ${shellCommand(bare)}`;
}

/** The command itself, without build arguments and the shell that runs it. */
function shellCommand(text: string): string {
  const args = /^\|(\d+) /.exec(text);
  const start = args ? text.search(/(?:\/\S*)?sh -\S*c /) : 0;
  const command = start > 0 ? text.slice(start) : text;
  return command.replace(/^(?:\/bin\/)?(?:ba|da|a)?sh -\S*c /, '');
}
