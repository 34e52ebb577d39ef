import { portsOf } from '../settings.ts';
import type { Pair } from './assignments.ts';
import type { Copy, Effect, Instruction } from './effect.ts';
import { healthText } from './health.ts';
import { runLines } from './run-lines.ts';
import { wordList } from './word-list.ts';
import { escapeWord, quoteWord } from './words.ts';

/** An instruction as a Dockerfile says it. */
export interface Written {
  /** Empty for what no Dockerfile can say: a note tells of it. */
  readonly lines: readonly string[];
  /** What a reader should know; sentences without a full stop. */
  readonly notes: readonly string[];
}

/** The build argument that stands for a line break, which no Dockerfile can write into a value. */
export const LINE_BREAK = 'LINE_BREAK';

/** What is written of an instruction: what it does, or where the builder kept that, what stood there. */
export type Writable = Pick<Instruction, 'effect' | 'shell'> & { readonly source?: string | undefined };

/** The line or lines of an instruction. */
export function writeInstruction({ effect, source, shell }: Writable, escape: string): Written {
  if (effect.kind === 'unknown') return unwritten(effect.text);
  if (source !== undefined && !source.includes('\n')) return written(source, escape);
  if (effect.kind !== 'RUN') return written(lineOf(effect, shell, escape), escape);
  const lines = runLines(effect, escape, shell);
  if (!lines) return { lines: [], notes: ['RUN of a script in a heredoc that the history does not keep'] };
  const isGuess = effect.words && effect.command === effect.words.join(' ');
  return { lines, notes: isGuess ? ['no shell ran it: where its words end is a guess'] : [] };
}

type OneLine = Exclude<Effect, { readonly kind: 'RUN' | 'unknown' }>;

function lineOf(effect: OneLine, shell: readonly string[], escape: string): string {
  const { kind } = effect;
  switch (kind) {
    case 'ENV':
    case 'LABEL':
    case 'ARG':
      return `${kind} ${assignments(effect.values, escape)}`;
    case 'CMD':
    case 'ENTRYPOINT':
    case 'SHELL':
      return `${kind} ${wordList(effect.words)}`;
    case 'EXPOSE': {
      const ports = effect.values.flatMap(portWords).map((each) => escapeWord(each, escape));
      return `${kind} ${ports.join(' ')}`;
    }
    case 'VOLUME':
      return `${kind} ${wordList(effect.values.map((each) => escapeWord(each, escape)))}`;
    case 'USER':
    case 'WORKDIR':
    case 'STOPSIGNAL':
      return `${kind} ${escapeWord(effect.text, escape).replaceAll(/["']/g, `${escape}$&`)}`;
    case 'MAINTAINER':
    case 'ONBUILD':
      return `${kind} ${effect.text}`;
    case 'HEALTHCHECK':
      return `${kind} ${healthText(effect.check, shell)}`;
    case 'COPY':
    case 'ADD':
      return copyLine(effect, escape);
  }
}

/** Buildah takes a range for one port. */
function portWords(text: string): readonly string[] {
  return text.includes('-') ? portsOf(text) : [text];
}

/**
 * A line break in a value would begin another instruction, the escape character at the end take in the next line, and
 * without a value the whole file could not be read.
 */
function written(text: string, escape: string): Written {
  const line = text.replace(/[\r\n]+/g, ' ').trimEnd();
  const isContinued = line.endsWith(escape) && !line.endsWith(escape + escape);
  return isContinued || !/^\S+\s+\S/.test(line) ? unwritten(line) : { lines: [line], notes: [] };
}

function unwritten(text: string): Written {
  return { lines: [], notes: [`this step of the history could not be read: ${text}`] };
}

type Values = readonly (Pair | readonly [name: string, value: string | undefined])[];

function assignments(values: Values, escape: string): string {
  const quoted = values.map(([name, value]) => {
    const key = quoteWord(name, escape);
    if (value === undefined) return key;
    // The builder takes out line breaks: they come in by a build argument.
    return `${key}=${quoteWord(value.replaceAll('\r', ''), escape).replaceAll('\n', `\${${LINE_BREAK}}`)}`;
  });
  return quoted.join(' ');
}

function copyLine({ kind, flags, sources, target }: Copy, escape: string): string {
  const paths = [...sources, target].map((each) => escapeWord(each, escape));
  const isPlain = paths.every((path) => /^(?:<<"\w+"|[^\s"'[]+)$/.test(path));
  return [kind, ...flags, isPlain ? paths.join(' ') : wordList(paths)].join(' ');
}
