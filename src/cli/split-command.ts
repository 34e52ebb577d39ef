/** Options that take the word after them; only those that may stand before the command matter here. */
const TAKES_VALUE: ReadonlySet<string> = new Set([
  '--image',
  '--platform',
  '--format',
  '--output',
  '-o',
  '--jobs',
  '--color',
  '--as-of',
  '--cache-dir',
  '--max-size',
  '--max-bytes',
  '--max-entries',
  '--max-ratio',
  '--max-json',
]);

/** Instead of a command's name, where an image stands alone. */
export const IMAGE_ALONE = '';

/**
 * Finds the command among the arguments: the first word that is neither an option nor an option's value. A word that
 * names no command is an image to show. No name when there is no such word.
 */
export function splitCommand(
  argv: readonly string[],
  commands: readonly string[],
): { readonly name: string | undefined; readonly rest: readonly string[] } {
  for (let at = 0; at < argv.length; at += 1) {
    const word = argv[at]!;
    if (word === '--') return { name: at + 1 < argv.length ? IMAGE_ALONE : undefined, rest: argv };
    if (TAKES_VALUE.has(word)) at += 1;
    else if (word === '-' || !word.startsWith('-')) {
      const rest = argv.toSpliced(at, 1);
      if (commands.includes(word)) return { name: word, rest };
      if (word === 'help') return { name: commands.includes(rest[at] ?? '') ? rest[at] : undefined, rest: ['--help'] };
      return { name: IMAGE_ALONE, rest: argv };
    }
  }
  return { name: undefined, rest: argv };
}
