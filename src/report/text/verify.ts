import { formatCount, plural, printable } from '../../base/text.ts';
import { padEnd, wrapTo } from '../../base/width.ts';
import type { VerifyDocument } from '../documents/verify.ts';
import { columnsOf, painted, type TextStyle, type Tone } from './style.ts';

type Check = VerifyDocument['checks'][number];
type Verdict = Check['verdict'];

/** One line to be: what has the same verdict and says the same stands on one line, for several layers in a row, too. */
interface Line {
  readonly verdict: Verdict;
  readonly subject: string;
  readonly text: string;
  /** First and last layer; `null` for what is no layer. */
  readonly layers: readonly [number, number] | null;
}

const TONES: Readonly<Record<Verdict, Tone>> = { pass: 'added', fail: 'deleted', skip: 'dim' };
const GAP = '  ';
/** Whole digests do not fit on a line, and a broken one is of no use: `-v` and JSON have them. */
const DIGESTS = /(sha(?:256|512):[0-9a-f]{12})[0-9a-f]+/g;
/** Subjects are short; this is for thousands of layers. */
const MIN_COLUMNS = 10;

/** PASS, FAIL and SKIP lines in the order of the checks, then the verdict. With `verbose` each check has its own line, and digests are whole. */
export function* verifyText({ checks, verdict }: VerifyDocument, style: TextStyle): Generator<string> {
  const lines = style.verbose ? checks.map(wholeLine) : joinedLayers(subjectsOf(checks).flatMap(joinedLines));
  const width = Math.max(...lines.map(({ subject }) => subject.length));
  for (const { verdict: own, subject, text } of lines) {
    const shown = style.verbose ? text : text.replace(DIGESTS, '$1…');
    yield* stamped(own, `${GAP}${padEnd(subject, width)}${GAP}`, shown, style);
  }
  const count = (wanted: Verdict) => checks.filter((check) => check.verdict === wanted).length;
  const skipped = count('skip') > 0 ? `, ${formatCount(count('skip'))} could not be made` : '';
  const told = verdict === 'fail' ? `${plural(count('fail'), 'check')} failed, ` : '';
  const text = `${told}${formatCount(count('pass'))} passed${skipped}`;
  yield '\n';
  yield* stamped(verdict, GAP, text, style);
}

/** The checks of each subject, in their order. */
function subjectsOf(checks: readonly Check[]): readonly (readonly Check[])[] {
  const groups: Check[][] = [];
  for (const check of checks) {
    const last = groups.at(-1);
    if (last?.[0]?.subject === check.subject) last.push(check);
    else groups.push([check]);
  }
  return groups;
}

/** Passed checks of a subject on one line, skipped ones on a line for each reason, failed ones each on its own. */
function joinedLines(checks: readonly Check[]): readonly Line[] {
  const lines: Line[] = [];
  for (const check of checks) {
    if (check.verdict === 'fail') lines.push(wholeLine(check));
    else if (isFirstOfItsLine(check, checks)) lines.push(joinedLine(checks.filter((each) => isOnLine(each, check))));
  }
  return lines;
}

function isFirstOfItsLine(check: Check, checks: readonly Check[]): boolean {
  return checks.find((each) => isOnLine(each, check)) === check;
}

function isOnLine(check: Check, other: Check): boolean {
  return check.verdict === other.verdict && (check.verdict === 'pass' || check.message === other.message);
}

function joinedLine(checks: readonly Check[]): Line {
  const first = checks[0]!;
  const names = checks.map(({ check }) => check).join(', ');
  return { ...wholeLine(first), text: first.verdict === 'pass' ? names : `${names}: ${printable(first.message)}` };
}

function wholeLine({ verdict, subject, check, message, layer, byte }: Check): Line {
  const text = `${check}: ${printable(message)}${byte === undefined ? '' : ` (byte ${formatCount(byte)})`}`;
  return { verdict, subject, text, layers: layer === undefined ? null : [layer, layer] };
}

/** Layers in a row of which the same lines are told are told of once. */
function joinedLayers(lines: readonly Line[]): readonly Line[] {
  const joined: Line[][] = [];
  for (const group of groupsOfLayers(lines)) {
    const before = joined.at(-1);
    if (before && saysTheSame(before, group)) joined[joined.length - 1] = before.map((line) => upTo(line, group[0]!));
    else joined.push([...group]);
  }
  return joined.flat();
}

function groupsOfLayers(lines: readonly Line[]): readonly (readonly Line[])[] {
  const groups: Line[][] = [];
  for (const line of lines) {
    const last = groups.at(-1);
    if (last && last[0]!.subject === line.subject) last.push(line);
    else groups.push([line]);
  }
  return groups;
}

function saysTheSame(a: readonly Line[], b: readonly Line[]): boolean {
  if (a.length !== b.length || !a[0]?.layers || !b[0]?.layers) return false;
  return a.every(({ verdict, text }, i) => verdict !== 'fail' && verdict === b[i]!.verdict && text === b[i]!.text);
}

function upTo(line: Line, { layers }: Line): Line {
  const [first, last] = [line.layers![0], layers![1]];
  return { ...line, subject: `layers ${first}-${last}`, layers: [first, last] };
}

/** The verdict, what stands behind it, and the text, whose further lines begin below its first. */
function* stamped(verdict: Verdict, lead: string, text: string, style: TextStyle): Generator<string> {
  const stamp = verdict.toUpperCase();
  const indent = stamp.length + lead.length;
  const [first = '', ...rest] = wrapTo(text, Math.max(MIN_COLUMNS, columnsOf(style) - indent));
  yield `${painted(style, TONES[verdict], stamp)}${lead}${first}\n`;
  for (const line of rest) yield `${' '.repeat(indent)}${line}\n`;
}
