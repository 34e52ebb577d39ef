import { formatBytes, printable } from '../../../base/text.ts';
import { cutMiddle, displayWidth } from '../../../base/width.ts';
import { EntryType } from '../../../tar/entry.ts';
import type { Span, Tone } from '../../frame.ts';
import { type Row, span } from '../../rows.ts';
import type { FileState } from './state.ts';

const TONES: Readonly<Record<string, Tone>> = { A: 'added', C: 'changed', D: 'deleted' };
const LEAST_PATH = 12;
const TELLING_SHARE = 0.4;
/** Room before, between and behind the three parts. */
const GAPS = 4;

/** How a stop of the timeline is written: with what differs, with lines between, or as short as can be. */
type Detail = 'reasons' | 'lines' | 'short';

/** The path, all its versions with the chosen one marked, and which one that is. Fits any width. */
export function timelineRow(own: FileState, columns: number): Row {
  const path = printable(own.path);
  const room = columns - GAPS - 2;
  const telling = [versionText(own), shortText(own)].find((text) => displayWidth(text) <= room * TELLING_SHARE) ?? '';
  const left = room - displayWidth(telling);
  const wanted = displayWidth(path);
  const stops = (['reasons', 'lines', 'short'] as const).map((detail) => stopsOf(own, detail));
  const timeline =
    stops.find((spans) => widthOf(spans) + Math.min(wanted, Math.max(LEAST_PATH, left / 3)) <= left) ??
    around(own, left - LEAST_PATH);
  const name = cutMiddle(path, left - widthOf(timeline));
  const gap = Math.max(0, left - displayWidth(name) - widthOf(timeline));
  return [
    { text: ` ${name}  `, tone: 'title', bold: true },
    ...timeline,
    span(' '.repeat(gap + 2)),
    span(telling, 'accent'),
  ];
}

/** `version 2 of 3, layer 2, 10.9 kB`. */
function versionText(own: FileState): string {
  const { versions, chosen, shown } = own;
  const version = versions[chosen];
  if (!version || !shown) return '';
  const isFile = shown.target?.type === EntryType.file;
  const what = version.letter === 'D' ? ', deleted' : isFile ? `, ${formatBytes(shown.facts.size)}` : '';
  return `version ${chosen + 1} of ${versions.length}, layer ${version.layer}${what}`;
}

function shortText({ versions, chosen }: FileState): string {
  return versions[chosen] ? `${chosen + 1}/${versions.length}` : '';
}

function stopsOf({ versions, chosen, reasons }: FileState, detail: Detail): Span[] {
  return versions.flatMap(({ layer, letter }, at): Span[] => {
    const why = detail === 'reasons' ? reasons.get(layer) : undefined;
    const told = why === undefined ? '' : ` (${why.length === 0 ? 'same' : why.join(', ')})`;
    const stop: Span = {
      text: detail === 'short' ? `${layer}${letter}` : ` ${layer} ──${letter}${told}`,
      tone: TONES[letter]!,
      ...(at === chosen && { inverse: true, bold: true }),
    };
    const isLast = at === versions.length - 1;
    const line = detail === 'short' ? (isLast ? '' : ' ') : isLast ? '──' : '────';
    return [stop, span(line, 'dim')];
  });
}

/** The stops next to the chosen one, as many as there is room for. */
function around(own: FileState, columns: number): Span[] {
  const stops = stopsOf(own, 'short').filter((_, at) => at % 2 === 0);
  let [from, to] = [own.chosen, own.chosen + 1];
  const spans = (): Span[] => [
    ...(from > 0 ? [span('… ', 'dim')] : []),
    ...stops.slice(from, to).flatMap((stop, at) => (at === 0 ? [stop] : [span(' '), stop])),
    ...(to < stops.length ? [span(' …', 'dim')] : []),
  ];
  for (let fits = true; fits;) {
    const [before, after] = [from, to];
    if (from > 0) from -= 1;
    if (widthOf(spans()) > columns) from = before;
    if (to < stops.length) to += 1;
    if (widthOf(spans()) > columns) to = after;
    fits = from !== before || to !== after;
  }
  return spans();
}

function widthOf(spans: readonly Span[]): number {
  return spans.reduce((sum, { text }) => sum + displayWidth(text), 0);
}
