import type { Command } from '../../bindings.ts';
import { moved, wheelLines } from '../../list.ts';
import type { Question, Reply } from '../../questions.ts';
import { storyOf } from '../../tree/story.ts';
import { EntryType } from '../../../tar/entry.ts';
import { isFile } from '../../../union/node.ts';
import type { Around, Go, ScreenMessage, Step } from '../screen.ts';
import { extractionStep, promptedExtraction, repliedExtraction, startExtraction } from './extraction.ts';
import { heightOf, isWide, lineCount, shownFace, SIDE_BY_SIDE_COLUMNS } from './faces.ts';
import type { FileState } from './state.ts';
import { rowNamed, shownOf, versionAt } from './versions.ts';

/** Columns that one key moves a long line. */
const SIDE_STEP = 8;

const START: Omit<FileState, 'path' | 'layer' | 'openedAt' | 'sideBySide'> = {
  ...{ table: null, row: -1, versions: [], chosen: 0, shown: null, reasons: new Map() },
  ...{ content: null, difference: null, failure: null, face: 'content' },
  ...{ tops: { content: 0, bytes: 0, difference: 0 }, left: 0, extracting: null },
};

/** Opens a path at the version that a layer shows; one that was left, as it was left. */
export function startFile(
  { path, layer }: Extract<Go, { screen: 'file' }>,
  around: Around,
  left?: FileState,
): Step<FileState> {
  if (left?.path === path && left.openedAt === layer) return updateFile(left, { kind: 'changed' }, around);
  return placed({ ...START, path, layer, openedAt: layer, sideBySide: left?.sideBySide ?? false }, around);
}

/** What happens to the screen of a file. */
export function updateFile(own: FileState, message: ScreenMessage, around: Around): Step<FileState> {
  switch (message.kind) {
    case 'command':
      return command(own, message.command, around);
    case 'mouse': {
      const lines = wheelLines(message.mouse.action);
      return lines === 0 ? { own } : { own: scrolledTo(own, topOf(own) + lines, around) };
    }
    case 'prompt': {
      const extraction = promptedExtraction(own.extracting, message);
      return extraction ? extractionStep(own, extraction) : { own };
    }
    case 'reply':
      return replied(own, message.reply, around);
    case 'changed': {
      const isSame = own.table === (around.subject.loaded?.opened.image.paths ?? null);
      return isSame ? { own: scrolledTo(own, topOf(own), around) } : placed(own, around);
    }
  }
}

/** Finds the path and its versions among the layers that are there. */
function placed(own: FileState, { subject }: Around): Step<FileState> {
  const table = subject.loaded?.opened.image.paths;
  if (!table) return { own };
  const row = rowNamed(table, own.path);
  if (row < 0) return { own: { ...own, table, row } };
  const versions = storyOf(table, row);
  const kept = own.shown === null ? -1 : versions.findIndex(({ layer }) => layer === own.layer);
  const next = { ...own, table, row, versions, reasons: START.reasons };
  const { own: chosen, ask = [] } = choose(next, kept < 0 ? versionAt(versions, own.layer) : kept);
  return { own: chosen, ask: [...ask, { kind: 'reasons', path: own.path }] };
}

/** Shows one of the versions; what was read of another is forgotten. */
function choose(own: FileState, chosen: number): Step<FileState> {
  const { table, row, versions, path } = own;
  const version = versions[chosen];
  if (!table || !version) return { own };
  const shown = shownOf(table, row, version);
  const next = { ...own, chosen, layer: version.layer, shown, content: null, difference: null, failure: null };
  const body: Question[] = isFile(table, shown.facts.inode) ? [{ kind: 'body', path, layer: shown.layer }] : [];
  return { own: next, ask: [...body, ...(own.face === 'difference' ? [differenceOf(next)] : [])] };
}

/** The question what differs: from nothing, where the version before is a deletion, or there is none. */
function differenceOf({ versions, chosen, path }: FileState): Question {
  const side = (at: number): number | null => {
    const version = versions[at];
    return version === undefined || version.letter === 'D' ? null : version.layer;
  };
  return { kind: 'difference', path, between: [side(chosen - 1), side(chosen)] };
}

function command(own: FileState, name: Command, around: Around): Step<FileState> {
  switch (name) {
    case 'nextVersion':
    case 'previousVersion':
      return step(own, name === 'nextVersion' ? 1 : -1, around);
    case 'difference':
      return face(own, own.face === 'difference' ? 'content' : 'difference', around);
    case 'hex':
      return bytesOrText(own, around);
    case 'sideBySide':
      return sides(own, around);
    case 'further':
    case 'nearer':
      return { own: { ...own, left: Math.max(0, own.left + (name === 'further' ? SIDE_STEP : -SIDE_STEP)) } };
    case 'enter':
      return follow(own);
    case 'copyPath':
      return { own, copy: own.path };
    case 'extract':
      return own.shown ? extractionStep(own, startExtraction(own.path, own.shown.layer)) : { own };
    case 'back':
      return { own, leaves: true };
    default: {
      const height = heightOf(around);
      const places = Math.max(1, lineCount(own, around) - height + 1);
      const place = moved({ cursor: topOf(own), top: 0 }, name, places, height);
      return { own: place ? scrolledTo(own, place.cursor, around) : own };
    }
  }
}

function step(own: FileState, by: 1 | -1, around: Around): Step<FileState> {
  const to = own.chosen + by;
  if (!own.versions[to]) return { own, notice: by > 0 ? 'this is the last version' : 'this is the first version' };
  const { own: next, ask } = choose(own, to);
  return { own: scrolledTo(next, topOf(next), around), ...(ask && { ask }) };
}

function face(own: FileState, to: FileState['face'], around: Around): Step<FileState> {
  const next = { ...own, face: to, left: 0 };
  if (to !== 'difference' || own.difference !== null || !own.shown)
    return { own: scrolledTo(next, topOf(next), around) };
  return { own: next, ask: [differenceOf(own)] };
}

function bytesOrText(own: FileState, around: Around): Step<FileState> {
  if (!own.content) return { own, notice: 'there are no bytes to show' };
  if (own.content.readable === null && own.face !== 'difference') return { own, notice: 'these bytes are no text' };
  return face(own, shownFace(own) === 'bytes' ? 'content' : 'bytes', around);
}

function sides(own: FileState, around: Around): Step<FileState> {
  if (!isWide(around)) return { own, notice: `side by side needs ${SIDE_BY_SIDE_COLUMNS} columns` };
  if (own.face !== 'difference') return face({ ...own, sideBySide: true }, 'difference', around);
  const next = { ...own, sideBySide: !own.sideBySide };
  return { own: scrolledTo(next, topOf(next), around) };
}

/** Goes where a symlink leads. */
function follow(own: FileState): Step<FileState> {
  const { shown } = own;
  if (shown?.target?.type !== EntryType.symlink || !shown.leadsTo) return { own };
  const { outcome, path } = shown.leadsTo;
  if (outcome !== 'found') return { own, notice: 'the link leads to nothing in this view' };
  return { own, go: { screen: 'file', path, layer: shown.layer } };
}

function replied(own: FileState, reply: Reply, around: Around): Step<FileState> {
  switch (reply.kind) {
    case 'reasons':
      return { own: { ...own, reasons: reply.reasons } };
    case 'body': {
      const next = { ...own, content: reply.content };
      return { own: scrolledTo(next, topOf(next), around) };
    }
    case 'difference': {
      const next = { ...own, difference: reply.difference };
      return { own: scrolledTo(next, topOf(next), around) };
    }
    case 'extract':
      return extractionStep(own, repliedExtraction(reply));
    case 'failed':
      return reply.question.kind === 'extract'
        ? { own: { ...own, extracting: null }, notice: reply.message }
        : { own: { ...own, failure: reply.message } };
    default:
      return { own };
  }
}

function topOf(own: FileState): number {
  return own.tops[shownFace(own)];
}

/** Where there is nothing to scroll in yet, the place is kept for what comes. */
function scrolledTo(own: FileState, top: number, around: Around): FileState {
  const count = lineCount(own, around);
  const to = count === 0 ? top : Math.max(0, Math.min(top, count - heightOf(around)));
  return { ...own, tops: { ...own.tops, [shownFace(own)]: Math.max(0, to) } };
}
