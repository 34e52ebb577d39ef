/** A path that a command removes whatever happens. */
export interface Removal {
  /** Absolute, without a slash at the end. */
  readonly path: string;
  readonly recursive: boolean;
}

/** Commands of which a part runs only sometimes, or somewhere else, are not judged. */
const BRANCHING =
  /^(?:if|then|else|elif|fi|for|while|until|do|done|case|esac|select|function|\{|\}|!|\[\[|exit|exec|return|break|continue|trap|eval|source|\.|mount|umount|chroot|unshare)$/;
/** What may follow a removal without making the path again. */
const HARMLESS = /^(?:rm|rmdir|true|:|echo|sync|ls|chmod|chown|id|date)$/;
const LITERAL = /^[\w@%+=:,./-]+$/;
const FLAG = /^(?:-[rRfv]+|--recursive|--force|--verbose|--)$/;
const RECURSIVE = /^(?:-[fv]*[rR][rRfv]*|--recursive)$/;
/** Whatever is longer was made by a machine. */
const LONGEST_COMMAND = 100_000;

/**
 * The absolute literal paths that a shell command removes for certain if it succeeded, and does not make again: plain
 * `rm` in a chain whose success the exit code tells. Without variables, globs, quotes, conditions or subshells.
 */
export function removalsOf(command: string): Removal[] {
  const chains = command.length > LONGEST_COMMAND ? undefined : chainsOf(command);
  if (!chains || chains.flat().some(isUnclear)) return [];
  const removals: Removal[] = [];
  let stopsAtErrors = false;
  for (const [place, chain] of chains.entries()) {
    const isSure = place === chains.length - 1 || (stopsAtErrors && chain.length === 1);
    const rest = chains.slice(place + 1).flat();
    for (const [at, words] of chain.entries()) {
      const later = [...chain.slice(at + 1), ...rest];
      if (isSure && later.every(([name = '']) => HARMLESS.test(name))) removals.push(...removedBy(words));
    }
    stopsAtErrors ||= chain.some(([name, flags = '']) => name === 'set' && /^-\w*e/.test(flags));
  }
  return removals;
}

function isUnclear([name = '', ...flags]: readonly string[]): boolean {
  return BRANCHING.test(name) || (name === 'set' && flags.some((flag) => flag.startsWith('+')));
}

function removedBy([name, ...words]: readonly string[]): Removal[] {
  if (name !== 'rm' || !words.every((word) => LITERAL.test(word))) return [];
  const flags = words.filter((word) => word.startsWith('-'));
  if (!flags.every((flag) => FLAG.test(flag))) return [];
  const recursive = flags.some((flag) => RECURSIVE.test(flag));
  return words
    .filter((word) => word.startsWith('/') && !word.split('/').includes('..'))
    .map((path) => ({ path: path.replace(/\/+$/, '') || '/', recursive }));
}

type Words = readonly string[];

/** The commands of each `a && b` chain, chain by chain; nothing when the command has parts that run only sometimes. */
function chainsOf(command: string): Words[][] | undefined {
  const chains: string[][][] = [[[]]];
  let word = '';
  const endWord = (): void => {
    if (word !== '') chains.at(-1)!.at(-1)!.push(word);
    word = '';
  };
  for (let at = 0; at < command.length; at += 1) {
    const rest = command.slice(at, at + 2);
    const character = command[at]!;
    if (/^(?:\|\||<<|\|&|[()`])/.test(rest) || (character === '#' && word === '')) return undefined;
    const quoted = /['"\\]/.test(character) ? quotedAt(command, at) : '';
    if (quoted === undefined) return undefined;
    if (quoted !== '') {
      word += quoted;
      at += quoted.length - 1;
    } else if (rest === '&&') {
      endWord();
      chains.at(-1)!.push([]);
      at += 1;
    } else if (character === '&' && command[at - 1] !== '>' && command[at + 1] !== '>') return undefined;
    else if (character === ';' || character === '\n') {
      endWord();
      chains.push([[]]);
    } else if (/\s/.test(character)) endWord();
    else word += character;
  }
  endWord();
  return chains.map((chain) => chain.filter(({ length }) => length > 0)).filter(({ length }) => length > 0);
}

/** The quoted text that begins at `at`, with its quotes; nothing when it does not end, or runs a command. */
function quotedAt(command: string, at: number): string | undefined {
  const found = /^(?:'[^']*'|"(?:[^"\\`$]|\\[^]|\$(?!\())*"|\\[^])/.exec(command.slice(at));
  return found?.[0];
}
