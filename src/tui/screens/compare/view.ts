import { formatBytes, formatCount, printable } from '../../../base/text.ts';
import { cutMiddle } from '../../../base/width.ts';
import { beside, boxed, chosen, fit, type Row, saidRows, span } from '../../rows.ts';
import { differenceRows } from '../file/difference-rows.ts';
import type { Around } from '../screen.ts';
import type { Comparison } from './comparison.ts';
import { compareLayout } from './layout.ts';
import { letterOf, pathOfRow, storyOfRow } from './row-text.ts';
import type { CompareState, Patch } from './state.ts';
import { sideHeading, sideRow, treeHeading, treeRow } from './tree-rows.ts';

/** Columns of a reference in the first row. */
const REFERENCE_COLUMNS = 40;

/** `compared with app-2.3.tar`. */
export function titleOfCompare({ reference, comparison, progress }: CompareState): string {
  if (!comparison && progress === 'idle') return 'compare';
  return `compared with ${cutMiddle(printable(reference), REFERENCE_COLUMNS)}`;
}

/** The chosen path, and what happened to it. */
export function statusOfCompare({ comparison, progress, pane, patch, row }: CompareState): string | null {
  if (!comparison || progress !== 'idle' || pane !== 'tree' || patch || row === 0) return null;
  return `${printable(pathOfRow(comparison, row))}   ${printable(storyOfRow(comparison, row))}`;
}

/** The merged tree, the summary, or the difference of a file. */
export function viewCompare(own: CompareState, around: Around): readonly Row[] {
  const { comparison, patch, pane } = own;
  const { area, unicode } = around;
  if (!comparison || own.progress !== 'idle') {
    const { text, tone = 'plain' } = waitingSpan(own, around);
    return boxed(saidRows(text, tone, area.columns - 2), area, { title: 'Compare', focused: true, unicode });
  }
  if (patch) return patchRows(comparison, patch, around);
  if (pane === 'summary') {
    const rows = comparison.summary.slice(own.summaryTop, own.summaryTop + compareLayout(area).summaryLines);
    return boxed(rows, area, { title: 'Summary', note: `${namesOf(comparison).join(' -> ')}`, focused: true, unicode });
  }
  return compareLayout(area).isWide ? twoPanes(own, comparison, around) : onePane(own, comparison, around);
}

function waitingSpan({ progress, failure, reference }: CompareState, { subject }: Around): Row[number] {
  if (subject.failure !== null) return span(printable(subject.failure), 'error');
  if (progress === 'waiting') return span('The image itself is read first ...', 'dim');
  if (progress === 'asked') return span(`Reading ${printable(reference)}, then comparing ...`, 'dim');
  return span(
    failure === null ? 'Enter: name an image to compare with.' : `${printable(failure)}   enter: another`,
    'error',
  );
}

function onePane(own: CompareState, comparison: Comparison, { area, unicode }: Around): Row[] {
  const columns = area.columns - 2;
  const rows = linesOf(own, area.rows).map((row) =>
    marked(own, row, fit(treeRow(comparison, own, row, { columns, unicode }), columns)),
  );
  const box = { title: namesOf(comparison).join(' -> '), note: noteOf(own, comparison), focused: true, unicode };
  return boxed([treeHeading(columns), ...rows, ...emptyRows(own)], area, box);
}

/** Both images with one cursor. */
function twoPanes(own: CompareState, comparison: Comparison, { area, unicode }: Around): Row[] {
  const [one, other] = namesOf(comparison);
  const left = Math.floor(area.columns / 2);
  const pane = (side: 'before' | 'after', columns: number): Row[] => {
    const inner = columns - 2;
    const rows = linesOf(own, area.rows).map((row) =>
      marked(own, row, fit(sideRow(comparison, own, row, { side, columns: inner, unicode }), inner)),
    );
    const title = side === 'before' ? one : other;
    const note = side === 'before' ? '' : noteOf(own, comparison);
    const body = [sideHeading(side, inner), ...rows, ...emptyRows(own)];
    return boxed(body, { columns, rows: area.rows }, { title, note, focused: true, unicode });
  };
  return beside(pane('before', left), pane('after', area.columns - left), left);
}

function linesOf({ listed, place }: CompareState, rows: number): readonly number[] {
  const { lines } = compareLayout({ columns: 0, rows });
  return [...listed.subarray(place.top, place.top + lines)];
}

function marked({ listed, place }: CompareState, row: number, line: Row): Row {
  return listed[place.cursor] === row ? chosen(line) : line;
}

function emptyRows({ listed }: CompareState): Row[] {
  return listed.length > 1 ? [] : [[], [span('   No path differs.', 'dim')]];
}

function noteOf({ sort, showsSame }: CompareState, { counts }: Comparison): string {
  const sums = (['A', 'C', 'D', 'R'] as const).map((letter) => `${letter} ${formatCount(counts[letter])}`);
  const order = sort === 'path' ? 'by name' : 'by delta';
  return `${sums.join(' ')} · ${order} · ${showsSame ? 'all' : 'changes'}`;
}

/** As the user named them. */
function namesOf({ opened, other }: Comparison): readonly [string, string] {
  return [printable(opened.naming.reference), printable(other.naming.reference)];
}

function patchRows(comparison: Comparison, patch: Patch, around: Around): Row[] {
  const { area, unicode } = around;
  const { isWide, patchLines } = compareLayout(area);
  const { row, difference, failure, top, left } = patch;
  const look = { difference, top, left, isSideBySide: isWide };
  const inner = { ...around, area: { ...area, columns: area.columns - 2 } };
  const rows =
    failure === null
      ? differenceRows(look, inner, patchLines)
      : saidRows(printable(failure), 'error', area.columns - 2);
  const sizes = `${formatBytes(comparison.before[row]!)} -> ${formatBytes(comparison.after[row]!)}`;
  const title = `${letterOf(comparison, row)} ${printable(pathOfRow(comparison, row))}`.trim();
  const note = `${printable(storyOfRow(comparison, row))} · ${sizes}`;
  return boxed(rows, area, { title, note, focused: true, unicode });
}
