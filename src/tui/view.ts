import { formatBytes, printable } from '../base/text.ts';
import { columnsFrom, cutMiddle, displayWidth, wrapTo } from '../base/width.ts';
import type { Frame } from './frame.ts';
import { boxed, fit, type Row, span } from './rows.ts';
import type { Prompt } from './screens/screen.ts';
import type { Subject } from './session.ts';
import type { State } from './state.ts';
import { areaOf, aroundOf, isTooSmall, SMALLEST } from './area.ts';
import { placesOf, withScreen } from './navigation.ts';
import { helpRows } from './help.ts';
import { sumsOf } from './sums.ts';
import { footerKeys } from './footer.ts';

/** Rows that a long notice may take. */
const MOST_NOTICE_ROWS = 4;

/** The whole terminal as the state wants it. */
export function view(state: State): Frame {
  if (isTooSmall(state.size)) return tooSmall(state);
  const around = aroundOf(state);
  const body = state.help
    ? help(state)
    : withScreen(state, state.screen, (screen, own) => screen.view(own, around), []);
  const rows = Array.from({ length: around.area.rows }, (_, at): Row => body[at] ?? []);
  const bottom = footer(state);
  // What does not fit into one row takes those above, too.
  const shown = [header(state), ...rows].slice(0, state.size.rows - bottom.length);
  return [...shown, ...bottom].map((row) => fit(row, state.size.columns));
}

function tooSmall({ size }: State): Frame {
  const text = `too small: ${size.columns}x${size.rows}, varve needs ${SMALLEST.columns}x${SMALLEST.rows}`;
  const lines = wrapTo(text, Math.max(1, size.columns));
  return lines.slice(0, size.rows).map((line) => fit([span(line, 'warning')], size.columns));
}

/** What is looked at, its sums, and what of it is on the screen. What has no room is left out, the sums from their end. */
function header(state: State): Row {
  const { subject, size } = state;
  const { names, config, platform } = subject.manifest;
  const where = config.platform ?? platform;
  const title = state.help
    ? 'help'
    : withScreen(state, state.screen, (screen, own) => screen.title(own, aroundOf(state)), '');
  const room = size.columns - displayWidth(title) - 2;
  const name = cutMiddle(` ${printable(names[0] ?? subject.reference)}`, room);
  const kind = where ? `  ${printable(`${where.os}/${where.architecture}`)}` : '';
  const shown = displayWidth(name + kind) <= room ? kind : '';
  const free = room - displayWidth(name + shown);
  const sums = sumTexts(subject).find((text) => displayWidth(text) + 2 <= free) ?? '';
  const before = Math.ceil((free - displayWidth(sums)) / 2);
  return [
    { text: name, tone: 'title', bold: true },
    span(shown, 'dim'),
    span(' '.repeat(before)),
    span(sums),
    span(' '.repeat(free - before - displayWidth(sums))),
    span(` ${title} `, 'accent'),
  ];
}

/** What is known of the image, the longest text first. */
function sumTexts(subject: Subject): readonly string[] {
  const { loaded, failure, stacked, manifest } = subject;
  const all = manifest.layers.length;
  if (!loaded?.isWhole) {
    const count = `${stacked} of ${all}`;
    return all === 0 ? [] : failure === null ? [`reading layers: ${count}`, count] : [`only ${count} layers`];
  }
  const { storedBytes, deadBytes } = sumsOf(subject, loaded);
  const stored = `stored ${formatBytes(storedBytes)}`;
  if (deadBytes === null) return [stored];
  const dead = `dead ${formatBytes(deadBytes)}`;
  return [`${stored} · seen ${formatBytes(storedBytes - deadBytes)} · ${dead}`, `${stored} · ${dead}`, dead];
}

function footer(state: State): readonly Row[] {
  const { prompt, notice, size } = state;
  if (prompt) return [promptRow(prompt, size.columns)];
  if (notice !== null) {
    const lines = wrapTo(notice, size.columns - 2).slice(0, MOST_NOTICE_ROWS);
    return lines.map((line) => [span(` ${line}`, 'warning')]);
  }
  const status = withScreen(state, state.screen, (screen, own) => screen.status(own, aroundOf(state)), null);
  const keys = footerKeys(state, status === null ? size.columns : Math.floor(size.columns / 2));
  const left = displayWidth(keys.map(({ text }) => text).join(''));
  if (status === null || size.columns - left < 20) return [keys];
  return [[...fit(keys, left + 2), span(cutMiddle(status, size.columns - left - 2), 'dim')]];
}

/** Of a long text the end, where one types. */
function promptRow({ label, text }: Prompt, columns: number): Row {
  const shown = printable(text);
  const hidden = displayWidth(shown) - (columns - displayWidth(label) - 4);
  const end = hidden > 0 ? `…${columnsFrom(shown, hidden + 1, columns)}` : shown;
  return [span(` ${label}: `, 'accent'), span(end), { text: ' ', inverse: true }];
}

function help(state: State): readonly Row[] {
  const area = areaOf(state.size);
  const rows = helpRows({ ...state, places: placesOf(state) }, area.columns);
  const top = state.help?.top ?? 0;
  return boxed(rows.slice(top), area, { title: 'Keys', note: 'esc: back', focused: true, unicode: state.unicode });
}
