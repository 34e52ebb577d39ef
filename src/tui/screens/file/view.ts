import { octal } from '../../../examine/ls-entry.ts';
import { formatBytes, formatCount, plural, printable, printableBytes } from '../../../base/text.ts';
import { rfc3339 } from '../../../base/time.ts';
import { displayWidth } from '../../../base/width.ts';
import { modeText } from '../../../report/text/mode.ts';
import { ENTRY_TYPES, EntryType } from '../../../tar/entry.ts';
import { fit, type Row, saidRows, span } from '../../rows.ts';
import type { Around } from '../screen.ts';
import { contentRows } from './content-rows.ts';
import { type DifferenceLook, differenceRows } from './difference-rows.ts';
import { heightOf, isSideBySide, lineCount, shownFace } from './faces.ts';
import type { FileState } from './state.ts';
import { timelineRow } from './timeline-row.ts';
import { linkText, type Shown } from './versions.ts';

/** What stands at the right end of the first row. */
export function titleOfFile(own: FileState): string {
  const version = own.versions[own.chosen];
  return version ? `file at layer ${version.layer}` : 'file';
}

/** The timeline, the facts of the chosen version, and its content or what differs. */
export function viewFile(own: FileState, around: Around): readonly Row[] {
  const { columns } = around.area;
  const height = heightOf(around);
  const rows = bodyRows(own, around, height);
  return [
    timelineRow(own, columns),
    factsRow(own, around),
    ruleRow(own, around),
    ...rows.slice(0, height).map((row) => fit(row, columns)),
  ];
}

function factsRow(own: FileState, { subject }: Around): Row {
  const { shown, versions, chosen, reasons } = own;
  const version = versions[chosen];
  if (!version || !shown) return [];
  const { facts } = shown;
  const instruction = printable(subject.steps.find(({ layer }) => layer === version.layer)?.instruction ?? '');
  const by = `layer ${version.layer}${instruction === '' ? '' : `, ${instruction}`}`;
  const told = reasons.get(version.layer);
  const why = told === undefined ? '' : told.length === 0 ? ' (nothing differs)' : ` (${told.join(', ')})`;
  const mode = modeText({ type: ENTRY_TYPES[facts.type], mode: octal(facts.mode) });
  const time = facts.mtime === null ? '' : ` ${rfc3339(facts.mtime).slice(0, 16).replace('T', ' ')}`;
  const deed = { A: span('created', 'added'), C: span(`changed${why}`, 'changed'), D: span('deleted', 'deleted') };
  return [span(` ${mode} ${facts.uid}:${facts.gid}${time}  `, 'dim'), deed[version.letter], span(` by ${by}`)];
}

/** A line with what is below it, and where in it one is. */
function ruleRow(own: FileState, around: Around): Row {
  const { columns } = around.area;
  const count = lineCount(own, around);
  const top = own.tops[shownFace(own)];
  const last = Math.min(count, top + heightOf(around));
  const place = count === 0 ? '' : ` ${formatCount(top + 1)}-${formatCount(last)} of ${formatCount(count)} `;
  const title = ` ${titleOfBody(own)} `;
  const rest = Math.max(0, columns - 4 - displayWidth(title) - displayWidth(place));
  return [
    span('──', 'border'),
    span(title, 'title'),
    span('─'.repeat(rest), 'border'),
    span(place, 'dim'),
    span('──', 'border'),
  ];
}

function titleOfBody(own: FileState): string {
  const { versions, chosen, content, difference } = own;
  const version = versions[chosen];
  if (!version) return own.table ? 'not there' : 'waiting';
  const isGone = version.letter === 'D';
  const was = isGone ? 'what was there: ' : '';
  const cut = content?.isCut
    ? `, the first ${formatBytes(content.bytes.length)} of ${formatBytes(content.sizeBytes)}`
    : '';
  switch (shownFace(own)) {
    case 'difference': {
      const before = versions[chosen - 1];
      const from = before && before.letter !== 'D' ? `layer ${before.layer}` : 'nothing';
      const part = difference?.isCut ? ', of the first part of it' : '';
      return `difference from ${from} to ${isGone ? 'nothing' : `layer ${version.layer}`}${part}`;
    }
    case 'bytes':
      return `${was}bytes${cut}`;
    case 'content': {
      const lines = content?.readable?.lines.length;
      if (lines === undefined) return `${was}content`;
      return `${was}${content!.readable!.kind === 'archive' ? 'archive' : plural(lines, 'line')}${cut}`;
    }
  }
}

function bodyRows(own: FileState, around: Around, height: number): readonly Row[] {
  const { shown, table } = own;
  const { columns } = around.area;
  const failure = own.failure ?? (table ? null : around.subject.failure);
  if (failure !== null) return saidRows(printable(failure), 'error', columns);
  if (!table) return saidRows('Waiting for the first layer ...', 'dim', columns);
  if (!shown) return saidRows(`No layer has ${printable(own.path)}.`, 'warning', columns);
  if (own.face === 'difference') return differenceRows(differenceLook(own, around), around, height);
  return shown.target?.type === EntryType.file ? contentRows(own, around, height) : thingRows(own, shown);
}

function differenceLook(own: FileState, around: Around): DifferenceLook {
  const { difference, left, tops } = own;
  return { difference, left, top: tops.difference, isSideBySide: isSideBySide(own, around) };
}

/** What is to say of all that is no regular file. */
function thingRows({ table }: FileState, { facts, target, leadsTo }: Shown): Row[] {
  const lines = ((): string[] => {
    switch (target?.type) {
      case undefined: {
        const link = printableBytes(table!.layers[facts.layer]!.link(facts.entry));
        return [`a hard link to ${link}, which is nothing`];
      }
      case EntryType.symlink: {
        const { outcome, path } = leadsTo!;
        const at = printable(path);
        const where = {
          found: `leads to ${at} in this view (enter: go there)`,
          missing: `leads to nothing in this view: one comes as far as ${at}`,
          loop: `leads back to itself, at ${at}`,
        };
        return [`a symlink to ${linkText(target)}`, where[outcome]];
      }
      case EntryType.char:
      case EntryType.block: {
        const kind = target.type === EntryType.char ? 'character' : 'block';
        return [`a ${kind} device, ${target.device.major}:${target.device.minor}`];
      }
      case EntryType.fifo:
        return ['a named pipe'];
      default:
        return ['a directory'];
    }
  })();
  return [[], ...lines.map((line): Row => [span(`  ${line}`)])];
}
