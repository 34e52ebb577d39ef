import type { Command } from '../../bindings.ts';
import { moved, scrolled, START, wheelLines } from '../../list.ts';
import type { MouseMessage } from '../../program.ts';
import type { Reply } from '../../questions.ts';
import { FOLDED } from '../../tree/listing.ts';
import type { Around, Go, ScreenMessage, Step } from '../screen.ts';
import { compareLayout } from './layout.ts';
import { patchCommand, scrolledPatch } from './patch.ts';
import { refreshed } from './refresh.ts';
import type { CompareState } from './state.ts';
import { treeCommand } from './tree-commands.ts';

const PURPOSE = 'compareWith';

const NOTHING: CompareState = {
  ...{ reference: '', progress: 'idle', comparison: null, failure: null, pane: 'tree', showsSame: false },
  ...{ folds: FOLDED, sort: 'path', row: 0, place: START, listed: new Int32Array(), summaryTop: 0, patch: null },
};

/** The comparison as it was left; where there is none, it asks what to compare with. */
export function startCompare(
  _go: Extract<Go, { screen: 'compare' }>,
  around: Around,
  left = NOTHING,
): Step<CompareState> {
  return left.comparison || left.progress !== 'idle' ? { own: refreshed(left, around) } : asking(left);
}

/** What happens to the comparison. */
export function updateCompare(own: CompareState, message: ScreenMessage, around: Around): Step<CompareState> {
  switch (message.kind) {
    case 'command':
      return command(own, message.command, around);
    case 'mouse':
      return { own: mouse(own, message.mouse, around) };
    case 'prompt': {
      const reference = message.text.trim();
      if (message.state === 'accepted' && reference !== '')
        return opening({ ...own, reference, progress: 'waiting' }, around);
      return { own, leaves: own.comparison === null && own.progress === 'idle' };
    }
    case 'reply':
      return replied(own, message.reply, around);
    case 'changed':
      return own.progress === 'waiting' ? opening(own, around) : { own: refreshed(own, around) };
  }
}

function asking(own: CompareState): Step<CompareState> {
  return { own, prompt: { purpose: PURPOSE, label: 'compare with', text: own.reference, live: false } };
}

/** The image itself is read first. */
function opening(own: CompareState, { subject: { loaded } }: Around): Step<CompareState> {
  if (!loaded?.isWhole) return { own };
  return { own: { ...own, progress: 'asked' }, ask: [{ kind: 'compare', reference: own.reference }] };
}

function replied(own: CompareState, reply: Reply, around: Around): Step<CompareState> {
  switch (reply.kind) {
    case 'compare': {
      const { showsSame, sort } = own;
      const { reference } = own;
      return { own: refreshed({ ...NOTHING, reference, showsSame, sort, comparison: reply.comparison }, around) };
    }
    case 'compareFile':
      return { own: own.patch ? { ...own, patch: { ...own.patch, difference: reply.difference } } : own };
    case 'failed': {
      const { message, question } = reply;
      if (question.kind === 'compare') return { own: { ...own, progress: 'idle', failure: message }, notice: message };
      return { own: own.patch ? { ...own, patch: { ...own.patch, failure: message } } : own };
    }
    default:
      return { own };
  }
}

function command(own: CompareState, name: Command, around: Around): Step<CompareState> {
  const { comparison, patch } = own;
  if (name === 'compareWith') return asking(own);
  if (!comparison || own.progress !== 'idle') {
    return name === 'enter' && own.progress === 'idle' ? asking(own) : { own, leaves: name === 'back' };
  }
  if (patch) return { own: { ...own, patch: patchCommand(patch, name, around) } };
  if (name === 'nextPane') return { own: { ...own, pane: own.pane === 'tree' ? 'summary' : 'tree' } };
  if (name === 'back') return own.pane === 'summary' ? { own: { ...own, pane: 'tree' } } : { own, leaves: true };
  if (own.pane === 'tree') return treeCommand(own, comparison, name, around);
  return { own: inSummary(own, name, around) };
}

function inSummary(own: CompareState, name: Command, around: Around): CompareState {
  const { summaryLines } = compareLayout(around.area);
  const count = own.comparison?.summary.length ?? 0;
  const to = moved({ cursor: own.summaryTop, top: own.summaryTop }, name, count, summaryLines);
  return to ? { ...own, summaryTop: Math.max(0, Math.min(to.cursor, count - summaryLines)) } : own;
}

function mouse(own: CompareState, { action, y }: MouseMessage, around: Around): CompareState {
  if (!own.comparison || own.progress !== 'idle') return own;
  const lines = wheelLines(action);
  if (own.patch) return { ...own, patch: scrolledPatch(own.patch, lines, around) };
  const layout = compareLayout(around.area);
  if (own.pane === 'summary') {
    const last = Math.max(0, own.comparison.summary.length - layout.summaryLines);
    return { ...own, summaryTop: Math.max(0, Math.min(own.summaryTop + lines, last)) };
  }
  const place =
    lines === 0 ? clicked(own, action, y, layout) : scrolled(own.place, lines, own.listed.length, layout.lines);
  return { ...own, place, row: own.listed[place.cursor]! };
}

function clicked(
  { place, listed }: CompareState,
  action: MouseMessage['action'],
  y: number,
  { above, lines }: ReturnType<typeof compareLayout>,
): CompareState['place'] {
  const cursor = place.top + y - above;
  const isLine = action === 'down' && y >= above && y < above + lines && cursor < listed.length;
  return isLine ? { ...place, cursor } : place;
}
