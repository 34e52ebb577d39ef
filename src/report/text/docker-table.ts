import { printable } from '../../base/text.ts';
import { displayWidth, padEnd } from '../../base/width.ts';
import { VarveError } from '../../model/error.ts';
import { HEADER_FUNCTIONS, type Row } from './go-functions.ts';
import { parseTemplate } from './go-template.ts';

/** What a docker command can list of a thing. */
export interface DockerColumns {
  /** The header of each field, by its name. */
  readonly headers: Row;
  /** The template of the table that is shown when nothing else is asked for. */
  readonly table: string;
}

/** Rows as lines, each with its end. */
export type DockerLines = (rows: Iterable<Row>) => Iterable<string>;

/**
 * What docker's `--format` asks for: `table`, `table TEMPLATE`, `json` (a line a row) or a Go template.
 *
 * @throws VarveError `USAGE` when it is none of them
 */
export function dockerFormat(format: string, { headers, table }: DockerColumns): DockerLines {
  const fields = Object.keys(headers);
  if (format.startsWith('table')) {
    const own = trimmed(format.slice('table'.length));
    const template = parseTemplate(own === '' ? table : own, fields);
    return function* (rows) {
      const lines = [template(headers, HEADER_FUNCTIONS), ...Array.from(rows, (row) => template(row))];
      for (const line of tabulated(lines.flatMap((each) => each.split('\n')))) yield `${line}\n`;
    };
  }
  const template = parseTemplate(format === 'json' ? '{{json .}}' : templateOf(format), fields);
  return function* (rows) {
    for (const row of rows) yield `${template(row)}\n`;
  };
}

/** docker would print a word that is no template once for each row. */
function templateOf(format: string): string {
  if (format.includes('{{')) return trimmed(format);
  throw new VarveError('USAGE', `--format is ${JSON.stringify(printable(format))}, which has no field`, {
    hint: "It takes table, json, a Go template such as '{{.ID}}', or 'table {{.ID}}'.",
  });
}

function trimmed(text: string): string {
  return text.replace(/^ +| +$/g, '');
}

const LEAST_WIDTH = 10;
const PADDING = '   ';
/** A long cell of a hostile image must not make every line as long. */
const MOST_WIDTH = 10_000;

/**
 * Lays out cells that end with a tab as docker's tabwriter does: a column is as wide as its widest cell and three blanks,
 * and no less than ten, in each run of lines that have it. What stands behind the last tab is no cell.
 */
export function* tabulated(lines: readonly string[]): Generator<string> {
  const rows = lines.map((line) => ({ cells: line.split('\t'), widths: new Array<number>() }));
  const columns = rows.reduce((most, { cells }) => Math.max(most, cells.length - 1), 0);
  for (let column = 0; column < columns; column += 1) {
    let run: (typeof rows)[number][] = [];
    for (const row of rows) {
      if (row.cells.length - 1 > column) run.push(row);
      else run = widened(run, column);
    }
    widened(run, column);
  }
  for (const { cells, widths } of rows) {
    yield cells.map((cell, column) => (column in widths ? padEnd(cell + PADDING, widths[column]!) : cell)).join('');
  }
}

/** Gives the rows of a run the width of their column; the next run begins empty. */
function widened<T extends { readonly cells: readonly string[]; readonly widths: number[] }>(
  run: readonly T[],
  column: number,
): T[] {
  const width = run.reduce((most, { cells }) => Math.max(most, displayWidth(cells[column]! + PADDING)), LEAST_WIDTH);
  for (const { widths } of run) widths.push(Math.min(width, MOST_WIDTH));
  return [];
}
