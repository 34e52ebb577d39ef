import { compareDigits, compareTexts } from './pieces.ts';

/** Words that come before a release, in their order; `''` is the release itself, other words come behind it. */
const EARLY = ['dev', 'alpha', 'a', 'beta', 'b', 'milestone', 'm', 'pre', 'preview', 'rc', 'c', 'cr', 'snapshot'];
const SAME: Readonly<Record<string, string>> = {
  a: 'alpha',
  b: 'beta',
  m: 'milestone',
  preview: 'pre',
  c: 'rc',
  cr: 'rc',
};
/** Words that say nothing. */
const RELEASE = new Set(['final', 'ga', 'release']);

/**
 * The order that PEP 440, RubyGems, Maven and Composer share: numbers and words in turn, numbers before words only where
 * the word is one like `rc`. Where they differ from each other (epochs of PEP 440, padding of Maven) it follows none.
 */
export function compareWords(a: string, b: string): number {
  const [one, two] = [piecesOf(a), piecesOf(b)];
  for (let i = 0; i < Math.max(one.length, two.length); i += 1) {
    const [first, second] = [one[i] ?? '', two[i] ?? ''];
    const order = rankOf(first) - rankOf(second) || compareSame(first, second);
    if (order !== 0) return order;
  }
  return 0;
}

/** Zeros at the end of the numbers say nothing: `1.0` is `1`. */
function piecesOf(version: string): readonly string[] {
  const plain = version.toLowerCase().replace(/^v/, '').split('+')[0]!;
  const pieces = (plain.match(/\d+|[a-z]+/g) ?? []).filter((piece) => !RELEASE.has(piece));
  return pieces
    .filter((piece, i) => {
      if (!/^0+$/.test(piece)) return true;
      const next = pieces.slice(i).find((each) => !/^0+$/.test(each));
      return next !== undefined && /^\d/.test(next);
    })
    .map((piece) => SAME[piece] ?? piece);
}

function rankOf(piece: string): number {
  if (piece === '') return EARLY.length;
  if (/^\d/.test(piece)) return EARLY.length + 2;
  const early = EARLY.indexOf(piece);
  return early < 0 ? EARLY.length + 1 : early;
}

function compareSame(a: string, b: string): number {
  return /^\d/.test(a) ? compareDigits(a, b) : compareTexts(a, b);
}
