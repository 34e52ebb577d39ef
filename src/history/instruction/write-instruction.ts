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

/** The line or lines of an instruction. */
export function writeInstruction({ effect, source, shell }: Instruction, escape: string): Written {
  if (source !== undefined && !source.includes('\n')) return written(source);
  switch (effect.kind) {
    case 'ENV':
    case 'LABEL':
    case 'ARG':
      return assignments(effect.kind, effect.values, escape);
    case 'CMD':
    case 'ENTRYPOINT':
    case 'SHELL':
      return written(`${effect.kind} ${wordList(effect.words)}`);
    case 'EXPOSE':
      return written(
        `EXPOSE ${effect.values
          .flatMap(portWords)
          .map((each) => escapeWord(each, escape))
          .join(' ')}`,
      );
    case 'VOLUME':
      return written(`VOLUME ${wordList(effect.values.map((each) => each.replaceAll('$', `${escape}$`)))}`);
    case 'USER':
    case 'WORKDIR':
    case 'STOPSIGNAL':
      return written(`${effect.kind} ${escapeWord(effect.text, escape)}`);
    case 'MAINTAINER':
    case 'ONBUILD':
      return written(`${effect.kind} ${effect.text.replace(/\s*\n\s*/g, ' ')}`);
    case 'HEALTHCHECK':
      return written(`HEALTHCHECK ${healthText(effect.check, shell)}`);
    case 'COPY':
    case 'ADD':
      return written(copyLine(effect, escape));
    case 'RUN': {
      const lines = runLines(effect, escape, shell);
      if (!lines) return { lines: [], notes: ['RUN of a script in a heredoc that the history does not keep'] };
      const isGuess = effect.words && effect.command === effect.words.join(' ');
      return { lines, notes: isGuess ? ['no shell ran it: where its words end is a guess'] : [] };
    }
    case 'unknown':
      return { lines: [], notes: [`this step of the history could not be read: ${effect.text}`] };
  }
}

/** Buildah takes a range for one port. */
function portWords(text: string): readonly string[] {
  return text.includes('-') ? portsOf(text) : [text];
}

/** A line break in a value would begin another instruction. */
function written(line: string): Written {
  return { lines: [line.replace(/[\r\n]+/g, ' ').trimEnd()], notes: [] };
}

type Values = readonly (Pair | readonly [name: string, value: string | undefined])[];

function assignments(keyword: string, values: Values, escape: string): Written {
  const quoted = values.map(([name, value]) => {
    const key = quoteWord(name, escape);
    if (value === undefined) return key;
    // The builder takes out line breaks: they come in by a build argument.
    return `${key}=${quoteWord(value.replaceAll('\r', ''), escape).replaceAll('\n', `\${${LINE_BREAK}}`)}`;
  });
  return written(`${keyword} ${quoted.join(' ')}`);
}

/** Whether the value of an instruction has a line break. */
export function hasLineBreak(effect: Effect): boolean {
  if (effect.kind !== 'ENV' && effect.kind !== 'LABEL' && effect.kind !== 'ARG') return false;
  return effect.values.some(([, value]) => value?.includes('\n'));
}

function copyLine({ kind, flags, sources, target }: Copy, escape: string): string {
  const paths = [...sources, target].map((each) => each.replaceAll('$', `${escape}$`));
  const isPlain = paths.every((path) => /^(?:<<"\w+"|[^\s"'[]+)$/.test(path));
  return [kind, ...flags, isPlain ? paths.join(' ') : wordList(paths)].join(' ');
}
