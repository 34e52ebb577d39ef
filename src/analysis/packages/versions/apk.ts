import { compareDigits, compareTexts } from './pieces.ts';

const FORM = /^(\d+(?:\.\d+)*)([a-z]?)((?:_[a-z]+\d*)*)(?:~[0-9a-f]+)?(?:-r(\d+))?/;
/** In their order; `''` is a version without a suffix. */
const SUFFIXES = ['alpha', 'beta', 'pre', 'rc', '', 'cvs', 'svn', 'git', 'hg', 'p'];

/** The order of apk-tools: numbers, a letter, suffixes, the revision. */
export function compareApk(a: string, b: string): number {
  const [one, two] = [FORM.exec(a), FORM.exec(b)];
  if (!one || !two) return Number(one !== null) - Number(two !== null) || compareTexts(a, b);
  return (
    compareNumbers(one[1]!.split('.'), two[1]!.split('.')) ||
    compareTexts(one[2]!, two[2]!) ||
    compareSuffixes(one[3]!, two[3]!) ||
    compareDigits(one[4] ?? '', two[4] ?? '')
  );
}

/** The first as numbers; a later one that begins with a zero is a fraction, as `1.02` is before `1.1`. */
function compareNumbers(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i += 1) {
    const [one, two] = [a[i]!, b[i]!];
    const isFraction = i > 0 && (one.startsWith('0') || two.startsWith('0'));
    const order = isFraction ? compareTexts(one, two) : compareDigits(one, two);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function compareSuffixes(a: string, b: string): number {
  const [one, two] = [a.split('_').slice(1), b.split('_').slice(1)];
  for (let i = 0; i < Math.max(one.length, two.length); i += 1) {
    const [first, second] = [suffixOf(one[i]), suffixOf(two[i])];
    const order = first.rank - second.rank || compareDigits(first.digits, second.digits);
    if (order !== 0) return order;
  }
  return 0;
}

function suffixOf(text = ''): { rank: number; digits: string } {
  const [, word = '', digits = ''] = /^([a-z]*)(\d*)$/.exec(text) ?? [];
  return { rank: SUFFIXES.indexOf(word), digits };
}
