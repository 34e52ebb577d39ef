import { formatBytes, printable } from '../base/text.ts';
import { displayWidth } from '../base/width.ts';
import type { Frame } from './frame.ts';
import { boxed, fit, type Row, span } from './rows.ts';
import type { State } from './state.ts';
import { areaOf, aroundOf, isTooSmall, SMALLEST, withScreen } from './update.ts';
import { helpRows } from './help.ts';
import { footerKeys } from './footer.ts';

/** The whole terminal as the state wants it. */
export function view(state: State): Frame {
  if (isTooSmall(state.size)) return tooSmall(state);
  const around = aroundOf(state);
  const body = state.help
    ? help(state)
    : withScreen(state, state.screen, (screen, own) => screen.view(own, around), []);
  const rows = Array.from({ length: around.area.rows }, (_, at) => fit(body[at] ?? [], state.size.columns));
  return [header(state), ...rows, footer(state)].map((row) => fit(row, state.size.columns));
}

function tooSmall({ size }: State): Frame {
  const text = `too small: ${size.columns}x${size.rows}, varve needs ${SMALLEST.columns}x${SMALLEST.rows}`;
  return [fit([span(text, 'warning')], size.columns)].slice(0, size.rows);
}

/** What is looked at, its sums, and what of it is on the screen. */
function header(state: State): Row {
  const { subject, size } = state;
  const { names, config, platform } = subject.manifest;
  const where = config.platform ?? platform;
  const name = ` ${printable(names[0] ?? subject.reference)}`;
  const kind = where ? `  ${printable(`${where.os}/${where.architecture}`)}` : '';
  const title = state.help
    ? 'help'
    : withScreen(state, state.screen, (screen, own) => screen.title(own, aroundOf(state)), '');
  const sums = sumsOf(state);
  const used = displayWidth(name + kind + title) + 2;
  const room = size.columns - used - displayWidth(sums);
  const middle = room >= 2 ? sums : '';
  const gap = Math.max(1, size.columns - used - displayWidth(middle));
  const before = middle === '' ? gap : Math.ceil(gap / 2);
  return [
    { text: name, tone: 'title', bold: true },
    span(kind, 'dim'),
    span(' '.repeat(before)),
    span(middle),
    span(' '.repeat(Math.max(0, gap - before))),
    span(` ${title} `, 'accent'),
  ];
}

function sumsOf({ subject: { loaded, dead, stacked, manifest } }: State): string {
  const all = manifest.layers.length;
  if (!loaded?.isWhole) return all === 0 ? '' : `reading layers: ${stacked} of ${all}`;
  const stored = loaded.opened.image.paths.placements.reduce((sum, { bodyBytes }) => sum + bodyBytes, 0);
  if (!dead) return `stored ${formatBytes(stored)}`;
  const gone = dead.ofLayer.reduce((sum, bytes) => sum + bytes, 0);
  return `stored ${formatBytes(stored)} · seen ${formatBytes(stored - gone)} · dead ${formatBytes(gone)}`;
}

function footer(state: State): Row {
  const { prompt, notice, size } = state;
  if (prompt) return [span(` ${prompt.label}: `, 'accent'), span(printable(prompt.text)), { text: ' ', inverse: true }];
  if (notice !== null) return [span(` ${notice}`, 'warning')];
  const failure = state.subject.failure;
  if (failure !== null) return [span(` ${failure}`, 'error')];
  const status = withScreen(state, state.screen, (screen, own) => screen.status(own, aroundOf(state)), null);
  const keys = footerKeys(state, status === null ? size.columns : Math.floor(size.columns / 2));
  const left = displayWidth(keys.map(({ text }) => text).join(''));
  if (status === null || size.columns - left < 20) return keys;
  return [...fit(keys, left + 2), span(status, 'dim')];
}

function help(state: State): readonly Row[] {
  const area = areaOf(state.size);
  const rows = helpRows(state.bindings);
  const top = state.help?.top ?? 0;
  return boxed(rows.slice(top), area, { title: 'Keys', note: 'escape: back', focused: true, unicode: state.unicode });
}
