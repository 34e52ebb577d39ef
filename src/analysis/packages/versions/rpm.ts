import { compareDigits, compareTexts } from './pieces.ts';

/** The order of rpm: epoch, version, release, each as `rpmvercmp` compares it. */
export function compareRpm(a: string, b: string): number {
  const [one, two] = [partsOf(a), partsOf(b)];
  return (
    compareDigits(one.epoch, two.epoch) ||
    comparePart(one.version, two.version) ||
    comparePart(one.release, two.release)
  );
}

function partsOf(full: string): { epoch: string; version: string; release: string } {
  const [, epoch = '', rest = full] = /^(\d+):(.*)$/s.exec(full) ?? [];
  const dash = rest.indexOf('-');
  return { epoch, version: dash < 0 ? rest : rest.slice(0, dash), release: dash < 0 ? '' : rest.slice(dash + 1) };
}

/** Runs of digits, of letters, `~` and `^`; all else only separates them. */
function comparePart(a: string, b: string): number {
  const [one, two] = [a.match(PIECES) ?? [], b.match(PIECES) ?? []];
  for (let i = 0; i < Math.max(one.length, two.length); i += 1) {
    const [first, second] = [one[i] ?? '', two[i] ?? ''];
    const order =
      rankOf(first) - rankOf(second) || (isNumber(first) ? compareDigits(first, second) : compareTexts(first, second));
    if (order !== 0) return order;
  }
  return 0;
}

const PIECES = /\d+|[A-Za-z]+|[~^]/g;

/** `~`, the end, `^`, letters, digits. */
function rankOf(piece: string): number {
  if (piece === '') return 1;
  if (piece === '~') return 0;
  if (piece === '^') return 2;
  return isNumber(piece) ? 4 : 3;
}

function isNumber(piece: string): boolean {
  return /^\d/.test(piece);
}
