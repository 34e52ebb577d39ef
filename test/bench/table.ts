import type { Figure, Target } from './figure.ts';

const HEAD = ['what', 'median', 'min', 'cpu', 'peak', 'against', 'target'];

/** The figures as a Markdown table, its columns aligned. */
export function table(figures: readonly Figure[]): string {
  const rows = [HEAD, ...figures.map(cells)];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, i) => pad(cell, widths[i]!, isNumber(i))).join(' | ')} |\n`;
  const rule = widths.map((width, i) => (isNumber(i) ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width)));
  return [HEAD, rule, ...rows.slice(1)].map(line).join('');
}

function cells({ what, median, least, cpu = '', peak = '', against = '', targets = [] }: Figure): string[] {
  return [what, median, least, cpu, peak, against, targets.map(judged).join(', ')];
}

function judged({ measured, limit, text }: Target): string {
  return `${text} ${measured <= limit ? 'ok' : 'over'}`;
}

function isNumber(column: number): boolean {
  return column > 0 && column < 5;
}

function pad(cell: string, width: number, toTheRight: boolean): string {
  return toTheRight ? cell.padStart(width) : cell.padEnd(width);
}
