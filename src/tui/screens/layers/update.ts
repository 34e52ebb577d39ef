import type { Command } from '../../bindings.ts';
import { moved, scrolled, START, wheelLines } from '../../list.ts';
import type { MouseMessage } from '../../program.ts';
import { anyRowOf } from '../../../image/find-path.ts';
import type { Question, Reply } from '../../questions.ts';
import type { Subject } from '../../session.ts';
import { FOLDED } from '../../tree/listing.ts';
import { isRangeOf, type Mode } from '../../tree/scene.ts';
import type { Sight } from '../../tree/sight.ts';
import type { Around, Go, ScreenMessage, Step } from '../screen.ts';
import { extractionStep, promptedExtraction, repliedExtraction } from '../file/extraction.ts';
import { layoutOf, splitAt } from './layout.ts';
import { at, chosenRow, filtered, refreshed } from './refresh.ts';
import type { LayersState } from './state.ts';
import { chosenLayer, listedSteps, stepOfLayer } from './steps.ts';
import { isFolder, treeCommand } from './tree-commands.ts';
import { pathAt } from '../../../union/row-path.ts';

const SPLIT_STEP = 4;
const MODES: readonly Mode[] = ['view', 'changes', 'range', 'dead'];

/** How the main screen begins, or goes on where it was left: at a path, where one is wanted. */
export function startLayers(
  { sight }: Extract<Go, { screen: 'layers' }>,
  around: Around,
  left = firstState(around),
): Step<LayersState> {
  return sight ? seen(left, sight, around) : { own: refreshed(left, around) };
}

/** At the top layer, in the list of layers. */
function firstState(around: Around): LayersState {
  const { subject } = around;
  const showsEmpty = false;
  const cursor = listedSteps(subject, showsEmpty).length - 1;
  return {
    pane: 'layers',
    showsEmpty,
    steps: { cursor, top: 0 },
    mode: 'view',
    mark: null,
    folds: FOLDED,
    sort: 'path',
    filter: null,
    node: 0,
    files: START,
    split: null,
    isDragging: false,
    rangeAsked: null,
    range: null,
    extracting: null,
    scene: null,
    listed: new Int32Array(),
  };
}

/** What happens to the main screen. A range that it shows is compared by content, too: that takes a while. */
export function updateLayers(own: LayersState, message: ScreenMessage, around: Around): Step<LayersState> {
  const step = updated(own, message, around);
  const { scene, range, rangeAsked } = step.own;
  if (scene?.shot.mode !== 'range' || isRangeOf(scene, range) || isRangeOf(scene, rangeAsked)) return step;
  const { from, layer } = scene.shot;
  const ask = [...(step.ask ?? []), { kind: 'range', from, layer } as const];
  return { ...step, own: { ...step.own, rangeAsked: { table: scene.table, from, layer } }, ask };
}

function updated(own: LayersState, message: ScreenMessage, around: Around): Step<LayersState> {
  switch (message.kind) {
    case 'command':
      return command(own, message.command, around);
    case 'mouse':
      return mouse(own, message.mouse, around);
    case 'prompt':
      return prompted(own, message, around);
    case 'reply':
      return replied(own, message.reply, around);
    case 'changed':
      return { own: refreshed(own, around) };
  }
}

function command(own: LayersState, name: Command, around: Around): Step<LayersState> {
  const { subject } = around;
  const change = (changes: Partial<LayersState>): Step<LayersState> => ({
    own: refreshed({ ...own, ...changes }, around),
  });
  switch (name) {
    case 'nextPane':
      return { own: { ...own, pane: own.pane === 'layers' ? 'files' : 'layers' } };
    case 'mode':
      return change({ mode: nextMode(own) });
    case 'viewMode':
      return change({ mode: 'view' });
    case 'changesMode':
      return change({ mode: 'changes' });
    case 'rangeMode':
      return own.mark === null
        ? { own, notice: 'mark the layer at which the range begins first' }
        : change({ mode: 'range' });
    case 'deadMode':
      return change({ mode: 'dead' });
    case 'mark': {
      const layer = chosenLayer(own, subject);
      const isMarked = own.mark === layer;
      const notice = isMarked ? 'no layer is marked now' : `a range begins at layer ${layer}: choose its end`;
      const unmarked = { mark: null, mode: own.mode === 'range' ? 'changes' : own.mode } as const;
      return { ...change(isMarked ? unmarked : { mark: layer, mode: 'range' }), notice };
    }
    case 'nextLayer':
    case 'previousLayer':
      return change({ steps: { ...own.steps, cursor: nextLayerStep(own, around, name === 'nextLayer' ? 1 : -1) } });
    case 'emptySteps': {
      const showsEmpty = !own.showsEmpty;
      const cursor = stepOfLayer(subject, showsEmpty, chosenLayer(own, subject));
      return change({ showsEmpty, steps: { ...own.steps, cursor } });
    }
    case 'narrower':
    case 'wider': {
      const { left } = layoutOf(own, 0, around.area);
      return change({ split: splitAt(left + (name === 'wider' ? SPLIT_STEP : -SPLIT_STEP), around.area.columns) });
    }
    case 'filter':
      return { ...asking(own, 'filter', 'find', true), ask: pathsOf(subject) };
    case 'glob':
      return { ...asking(own, 'glob', 'glob', false), ask: pathsOf(subject) };
    case 'goTo':
      return { own, prompt: { purpose: 'goTo', label: 'go to', text: folderOf(own), live: false } };
    case 'copyDigest':
      return digestOf(own, around);
    default:
      return own.pane === 'layers' ? layersCommand(own, name, around) : filesCommand(own, name, around);
  }
}

/** Without a marked layer there is no range. */
function nextMode({ mode, mark }: LayersState): Mode {
  const modes = mark === null ? MODES.filter((each) => each !== 'range') : MODES;
  return modes[(modes.indexOf(mode) + 1) % modes.length]!;
}

/** The only question of its own is to write something to the disk; all others are for every screen. */
function replied(own: LayersState, reply: Reply, around: Around): Step<LayersState> {
  if (reply.kind === 'range') return { own: refreshed({ ...own, range: reply.range }, around) };
  if (reply.kind === 'extract') return extractionStep(own, repliedExtraction(reply));
  return reply.kind === 'failed' ? { own, notice: reply.message } : { own };
}

function layersCommand(own: LayersState, name: Command, around: Around): Step<LayersState> {
  const steps = listedSteps(around.subject, own.showsEmpty);
  const place = moved(own.steps, name, steps.length, layoutOf(own, steps.length, around.area).layerLines);
  if (place) return { own: refreshed({ ...own, steps: place }, around) };
  if (name === 'enter' || name === 'right') return { own: { ...own, pane: 'files' } };
  if (name === 'copyPath') return { own, copy: steps[own.steps.cursor]?.instruction ?? '' };
  if (name === 'back') return own.filter ? { own: filtered(own, null, around) } : { own, leaves: true };
  return { own };
}

function filesCommand(own: LayersState, name: Command, around: Around): Step<LayersState> {
  const { scene, listed } = own;
  const { fileLines } = layoutOf(own, 0, around.area);
  const place = moved(own.files, name, listed.length, fileLines);
  if (place && scene) return { own: { ...own, files: place, node: scene.table.nodes[listed[place.cursor]!]! } };
  return treeCommand(own, name, around) ?? { own, ...(name === 'back' && { leaves: true }) };
}

/** What is searched in is made when someone searches. */
function pathsOf({ loaded, paths }: Subject): readonly Question[] {
  return loaded && paths === null ? [{ kind: 'paths' }] : [];
}

/** The place of the next step that made a layer. */
function nextLayerStep({ steps, showsEmpty }: LayersState, { subject }: Around, by: 1 | -1): number {
  const listed = listedSteps(subject, showsEmpty);
  let cursor = steps.cursor + by;
  while (listed[cursor]?.layer === null) cursor += by;
  return listed[cursor] ? cursor : steps.cursor;
}

function asking(own: LayersState, purpose: 'filter' | 'glob', label: string, live: boolean): Step<LayersState> {
  const kind = purpose === 'filter' ? 'fuzzy' : 'glob';
  const text = own.filter?.kind === kind ? own.filter.text : '';
  return { own: { ...own, pane: 'files' }, prompt: { purpose, label, text, live } };
}

function prompted(
  own: LayersState,
  message: Extract<ScreenMessage, { kind: 'prompt' }>,
  around: Around,
): Step<LayersState> {
  const extraction = promptedExtraction(own.extracting, message);
  if (extraction) return extractionStep(own, extraction);
  const { purpose, text, state } = message;
  if (purpose === 'goTo') return state === 'accepted' ? goTo(own, text, around) : { own };
  if (state === 'cancelled' || text === '') return { own: filtered(own, null, around) };
  const kind = purpose === 'filter' ? 'fuzzy' : 'glob';
  if (own.filter?.kind === kind && own.filter.text === text) return { own };
  const { filter } = own;
  const before = filter?.found && filter.kind === kind ? { ...filter.found, text: filter.text } : undefined;
  return { own: filtered(own, { kind, text, found: null, before }, around) };
}

function goTo(own: LayersState, text: string, around: Around): Step<LayersState> {
  // A whole path may be typed behind the directory that stands there already.
  const path = text.replace(/^.*\/\//, '/');
  if (!own.scene || !around.subject.loaded) return { own, notice: 'no layer is read yet' };
  const row = anyRowOf(around.subject.loaded.opened.image, path);
  if (row < 0) return { own, notice: `no layer has ${path}` };
  if (own.scene.shown[row] !== 1) return { own, notice: `${path} is not in this view; other layers have it` };
  return { own: at({ ...filtered(own, null, around), pane: 'files' }, row, around) };
}

function seen(own: LayersState, { path, layer, mode }: Sight, around: Around): Step<LayersState> {
  const steps = { ...own.steps, cursor: stepOfLayer(around.subject, own.showsEmpty, layer) };
  return goTo(refreshed({ ...own, steps, mode, filter: null }, around), path, around);
}

/** The chosen directory, or the one that the chosen file lies in, with a slash behind it. */
function folderOf(own: LayersState): string {
  const row = chosenRow(own);
  if (!own.scene || row === 0) return '/';
  const { table } = own.scene;
  const folder = isFolder(own.scene, row) ? row : table.parents[row]!;
  return folder === 0 ? '/' : `${pathAt(table, folder).path}/`;
}

function digestOf(own: LayersState, { subject }: Around): Step<LayersState> {
  const layer = subject.manifest.layers[chosenLayer(own, subject)];
  const digest = layer?.diffId ?? layer?.digest;
  return digest ? { own, copy: digest } : { own, notice: 'nothing says what digest the layer has' };
}

function mouse(own: LayersState, { action, x, y }: MouseMessage, around: Around): Step<LayersState> {
  const steps = listedSteps(around.subject, own.showsEmpty).length;
  const layout = layoutOf(own, steps, around.area);
  if (own.isDragging && action !== 'down') {
    const split = splitAt(x + 1, around.area.columns);
    return { own: refreshed({ ...own, split, isDragging: action === 'drag' }, around) };
  }
  if (action === 'down' && layout.left > 0 && layout.right > 0 && (x === layout.left - 1 || x === layout.left)) {
    return { own: { ...own, isDragging: true } };
  }
  const lines = wheelLines(action);
  if (x < layout.left) {
    if (lines !== 0) {
      const place = scrolled(own.steps, lines, steps, layout.layerLines);
      return { own: refreshed({ ...own, steps: place }, around) };
    }
    const cursor = own.steps.top + y - 1;
    if (action !== 'down' || y < 1 || y > layout.layerLines || cursor >= steps) return { own };
    return { own: refreshed({ ...own, pane: 'layers', steps: { ...own.steps, cursor } }, around) };
  }
  return mouseOnFiles(own, action, lines, y, layout.fileLines, around);
}

function mouseOnFiles(
  own: LayersState,
  action: MouseMessage['action'],
  lines: number,
  y: number,
  height: number,
  around: Around,
): Step<LayersState> {
  const { scene, listed, files } = own;
  if (!scene) return { own };
  const chosen = (place: LayersState['files']): LayersState => ({
    ...own,
    files: place,
    node: scene.table.nodes[listed[place.cursor]!]!,
  });
  if (lines !== 0) return { own: chosen(scrolled(files, lines, listed.length, height)) };
  const cursor = files.top + y - 2;
  if (action !== 'down' || y < 2 || cursor >= listed.length || y - 2 >= height) return { own };
  const isSecondClick = own.pane === 'files' && cursor === files.cursor;
  const next = { ...chosen({ ...files, cursor }), pane: 'files' as const };
  if (!isSecondClick) return { own: next };
  return command(next, isFolder(scene, chosenRow(next)) ? 'toggle' : 'enter', around);
}
