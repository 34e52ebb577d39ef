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
const INSTRUCTION = new RegExp(`^(?:${KEYWORDS})\\s`);
/** As the default or a `SHELL` instruction names it, up to the command: `/bin/bash -o pipefail -c`. */
const SHELL = '(?:/\\S*/)?(?:ba|da|a|k|z)?sh(?: -\\w*o \\w+| --?\\w[\\w-]*)*? -\\w*c';
const NOP = new RegExp(`^${SHELL} #\\(nop\\) (.*)$`);
const LEADING_SHELL = new RegExp(`^${SHELL} `);
const SHELL_AFTER_ARGUMENTS = new RegExp(` ${SHELL} `);

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
  const nop = NOP.exec(text);
  if (nop) return nop[1]!.trim();
  const bare = text.replace(/ # buildkit$/, '');
  if (bare.startsWith('RUN ')) return `RUN ${shellCommand(bare.slice(4))}`;
  if (INSTRUCTION.test(bare)) return bare;
  return `RUN ${shellCommand(bare)}`;
}

/** The command itself, without build arguments and the shell that runs it. */
function shellCommand(text: string): string {
  const start = /^\|\d+ /.test(text) ? text.search(SHELL_AFTER_ARGUMENTS) : -1;
  return text.slice(start + 1).replace(LEADING_SHELL, '');
}
