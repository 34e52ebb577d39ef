import { ago, rfc3339 } from '../../base/time.ts';
import { cutTo } from '../../base/width.ts';
import type { HistoryDocument } from '../documents/history.ts';
import { type DockerLines, dockerFormat } from './docker-table.ts';
import type { Row } from './go-functions.ts';
import type { TextStyle } from './style.ts';

/** How `docker history` is asked for its rows. */
export interface HistoryFormat {
  /** docker's `--format`; the table when it is not given. */
  readonly format?: string | undefined;
  /** Digests and commands are not cut. */
  readonly noTrunc: boolean;
  /** Ids only, unless a template says otherwise. */
  readonly quiet: boolean;
  /** Times as `3 weeks ago` and sizes as `8.46MB`, else RFC 3339 and bytes. */
  readonly human: boolean;
}

type Step = HistoryDocument['steps'][number];

const HEADERS = {
  ID: 'IMAGE',
  CreatedSince: 'CREATED',
  CreatedAt: 'CREATED AT',
  CreatedBy: 'CREATED BY',
  Size: 'SIZE',
  Comment: 'COMMENT',
};
const RFC_3339 = /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)$/;
const NO_ID = '<missing>';
const UNKNOWN = 'N/A';
const ID_DIGITS = 12;
const COMMAND_COLUMNS = 45;
/** More characters than these columns hold, however many marks are stacked on them. */
const COMMAND_CHARACTERS = 4096;
/** Dates up to here are what builds that must be repeatable write, not when something was built. */
const LAST_UNREAL_SECOND = Date.UTC(2000, 0, 1) / 1000;

/** The lines of `docker history` for a document, newest step first. @throws VarveError `USAGE` at once for a format that is none */
export function historyLines(
  options: HistoryFormat,
): (document: HistoryDocument, style: TextStyle) => Iterable<string> {
  const lines = linesOf(options);
  return ({ image, steps }, style) => {
    const id = image.configDigest ?? image.digest ?? NO_ID;
    return lines(steps.toReversed().map((step, place) => rowOf(step, place === 0 ? id : NO_ID, options, style.now)));
  };
}

function linesOf({ format = 'table', quiet, human }: HistoryFormat): DockerLines {
  const created = human ? 'CreatedSince' : 'CreatedAt';
  const table = quiet ? '{{.ID}}' : `{{.ID}}\t{{.${created}}}\t{{.CreatedBy}}\t{{.Size}}\t{{.Comment}}`;
  return dockerFormat(quiet && format === 'table' ? table : format, { headers: HEADERS, table });
}

function rowOf({ created, createdBy, comment, ...sizes }: Step, id: string, format: HistoryFormat, now: number): Row {
  const seconds = secondsOf(created);
  const command = createdBy.replaceAll('\t', ' ');
  const createdAt = Number.isNaN(seconds) ? UNKNOWN : rfc3339(seconds);
  const bytes = sizes.bytes ?? sizes.compressedBytes;
  return {
    ID: format.noTrunc ? id : id.replace(/^\w+:/, '').slice(0, ID_DIGITS),
    CreatedSince: format.human ? since(seconds, now) : createdAt,
    CreatedAt: createdAt,
    CreatedBy: format.noTrunc ? command : cutTo(command.slice(0, COMMAND_CHARACTERS), COMMAND_COLUMNS),
    Size: bytes === null ? UNKNOWN : format.human ? humanSize(bytes) : String(bytes),
    Comment: comment ?? '',
  };
}

/** NaN for what is no date; one without a zone would be another in each. */
function secondsOf(created: string | null): number {
  return created !== null && RFC_3339.test(created) ? Math.floor(Date.parse(created) / 1000) : NaN;
}

function since(seconds: number, now: number): string {
  return seconds > LAST_UNREAL_SECOND ? ago(seconds, now) : UNKNOWN;
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB'];

/** As docker prints sizes of images: three digits at most, without a blank; what rounds up to 1000 takes the next unit. */
export function humanSize(bytes: number): string {
  let unit = 0;
  let value = bytes;
  while (Number(value.toPrecision(3)) >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${Number(value.toPrecision(3))}${UNITS[unit]}`;
}
