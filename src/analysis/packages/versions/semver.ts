import { compareDigits, compareTexts } from './pieces.ts';

/** The order of SemVer 2.0.0, a `v` before it passed over, build metadata without weight; missing numbers are 0. */
export function compareSemver(a: string, b: string): number {
  const [one, two] = [partsOf(a), partsOf(b)];
  return compareLists(one.numbers, two.numbers, '0') || comparePre(one.pre, two.pre);
}

function partsOf(version: string): { numbers: string[]; pre: string[] } {
  const [plain = ''] = version.replace(/^v/, '').split('+');
  const dash = plain.indexOf('-');
  const numbers = (dash < 0 ? plain : plain.slice(0, dash)).split('.');
  return { numbers, pre: dash < 0 ? [] : plain.slice(dash + 1).split('.') };
}

/** A version without a pre-release comes after those with one. */
function comparePre(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) return b.length - a.length;
  return compareLists(a.slice(0, b.length), b.slice(0, a.length), '') || a.length - b.length;
}

function compareLists(a: readonly string[], b: readonly string[], missing: string): number {
  for (let i = 0; i < Math.max(a.length, b.length); i += 1) {
    const order = compareIdentifiers(a[i] ?? missing, b[i] ?? missing);
    if (order !== 0) return order;
  }
  return 0;
}

/** Numbers before words. */
function compareIdentifiers(a: string, b: string): number {
  const [one, two] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  return one && two ? compareDigits(a, b) : Number(two) - Number(one) || compareTexts(a, b);
}
