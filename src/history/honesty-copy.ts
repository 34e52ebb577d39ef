import type { ImageConfig } from '../model/manifest.ts';
import { quotedWords } from './instruction/go-text.ts';
import { workdirAt } from './settings.ts';
import type { Step } from './steps.ts';

/** `$NAME`, `${NAME}`, `${NAME:-word}`, `${NAME:+word}`. */
const VARIABLE = /\$(?:(\w+)|\{(\w+)(?::([-+])([^${}]*))?\})/g;
const FLAGS = /^(?:--[a-z][\w-]*(?:=\S*)? +)+/;
/** A target with blanks in it is not quoted in a history: so many words may be one. */
const MOST_WORDS = 6;
/** Beyond this a path is no longer meant. */
const LONGEST_PATH = 4096;

/** Tells where the COPY and ADD steps of an image say that they write. */
export class CopyTargets {
  readonly #config: ImageConfig;
  readonly #steps: readonly Step[];
  readonly #directories: readonly (string | undefined)[];

  constructor(config: ImageConfig, steps: readonly Step[]) {
    this.#config = config;
    this.#steps = steps;
    this.#directories = this.#workingDirectories();
  }

  /**
   * The absolute target of a COPY or ADD, and how else the step could be read; nothing when that is not certain: a
   * variable or working directory that the history does not tell, quotes, a here-document.
   */
  at(step: number): readonly string[] | undefined {
    const { instruction, history } = this.#steps[step]!;
    const words = wordsOf(instruction);
    // What is copied to the name of a whiteout hides another path.
    if (!words || history?.createdBy.includes('\n') || words[0]!.includes('.wh.')) return undefined;
    const [target, ...others] = words.map((word) => this.#absolute(word, this.#directories[step]));
    return target === undefined ? undefined : [target, ...others.filter((other) => other !== undefined)];
  }

  /** The working directory at each step; none where the steps do not end in the one that the config names. */
  #workingDirectories(): (string | undefined)[] {
    const end = String(this.#config.settings['WorkingDir'] || '/');
    const hasSteps = this.#steps.some(({ instruction }) => instruction.startsWith('WORKDIR '));
    let current = !hasSteps && end === '/' ? end : undefined;
    const found = this.#steps.map(({ instruction }) => {
      if (instruction.startsWith('WORKDIR ')) current = this.#absolute(instruction.slice('WORKDIR '.length), current);
      return current;
    });
    return current !== undefined && workdirAt('/', current, false) === workdirAt('/', end, false)
      ? found
      : found.map(() => undefined);
  }

  #absolute(word: string, directory: string | undefined): string | undefined {
    const path = word.length > LONGEST_PATH ? undefined : this.#expanded(word);
    if (path === undefined || path.startsWith('/')) return path;
    return directory === undefined ? undefined : `${directory}/${path}`;
  }

  #expanded(word: string): string | undefined {
    let isKnown = true;
    const text = word.replace(VARIABLE, (_, plain?: string, braced?: string, operator?: string, alternative = '') => {
      const value = this.#valueOf(plain ?? braced ?? '');
      isKnown &&= value !== undefined && (value !== '' || operator !== undefined);
      if (operator === '+') return value ? alternative : '';
      return value || alternative;
    });
    return isKnown && !/["'\\$]/.test(text) ? text : undefined;
  }

  /** Of a variable that was set once; empty for one that never was. */
  #valueOf(name: string): string | undefined {
    const isSetter = new RegExp(`^(?:ENV|ARG) (?:.* )?${name}(?:[ =]|$)`);
    const setters = this.#steps.filter(({ instruction }) => isSetter.test(instruction)).length;
    const value = environmentOf(this.#config).find((line) => line.startsWith(`${name}=`));
    if (value === undefined) return setters === 0 ? '' : undefined;
    return setters <= 1 ? value.slice(name.length + 1) : undefined;
  }
}

/** The last words of a COPY or ADD, the last one alone first. A JSON form has only one reading. */
function wordsOf(instruction: string): readonly string[] | undefined {
  const rest = /^(?:COPY|ADD) (.*)$/.exec(instruction)?.[1]?.replace(FLAGS, '');
  if (rest === undefined) return undefined;
  if (rest.startsWith('[')) return quotedWords(rest)?.slice(-1);
  const words = rest.split(' ');
  if (words.length < 2) return undefined;
  const most = Math.min(words.length - 1, MOST_WORDS);
  return Array.from({ length: most }, (_, place) => words.slice(-1 - place).join(' '));
}

function environmentOf({ settings }: ImageConfig): readonly string[] {
  const lines: unknown = settings['Env'];
  return Array.isArray(lines) ? lines.filter((line) => typeof line === 'string') : [];
}
