import type { Mutant } from './mutants.ts';
import type { Outcome } from '../cli/run-varve.ts';

/** A rule that was broken. */
export interface Finding {
  readonly rule: string;
  readonly mutant: Mutant;
  /** The call that showed it. */
  readonly call: string;
  readonly outcome: Outcome;
}

interface Row {
  mutants: number;
  readonly exits: Map<number, number>;
  findings: number;
  slowestSeconds: number;
}

/** Findings that differ only in numbers and names: how many, and the first of them. */
export interface FindingKind {
  readonly first: Finding;
  count: number;
}

/** Counts what came of a sweep, by base archive or by the name a caller gives. */
export class Tally {
  readonly #rows = new Map<string, Row>();
  readonly #kinds = new Map<string, FindingKind>();
  readonly #tell: (text: string) => void;

  /** `tell` hears of the first finding of each kind when it comes. */
  constructor(tell: (text: string) => void = () => {}) {
    this.#tell = tell;
  }

  /** The most frequent first. */
  get kinds(): readonly FindingKind[] {
    return [...this.#kinds.values()].toSorted((a, b) => b.count - a.count);
  }

  get findings(): number {
    return this.kinds.reduce((sum, { count }) => sum + count, 0);
  }

  mutant(group: string): void {
    this.#row(group).mutants += 1;
  }

  run(group: string, { exit, seconds }: Outcome): void {
    const row = this.#row(group);
    row.exits.set(exit, (row.exits.get(exit) ?? 0) + 1);
    row.slowestSeconds = Math.max(row.slowestSeconds, seconds);
  }

  finding(group: string, finding: Finding): void {
    this.#row(group).findings += 1;
    const name = kindOf(finding);
    const kind = this.#kinds.get(name) ?? { first: finding, count: 0 };
    if (kind.count === 0) this.#tell(told({ ...kind, count: 1 }));
    kind.count += 1;
    this.#kinds.set(name, kind);
  }

  /** The summary: one line a group, then all of them together. */
  table(): string {
    const rows = [...this.#rows].map(([group, row]) => [group, row] as const);
    const lines = [...rows, ['all', total(rows.map(([, row]) => row))] as const].map(([group, row]) =>
      cellsOf(group, row),
    );
    const cells = [['what', 'mutants', 'exit 0', 'exit 2', 'exit 3', 'other', 'findings', 'slowest'], ...lines];
    const widths = cells[0]!.map((_, column) => Math.max(...cells.map((line) => line[column]!.length)));
    return cells
      .map((line) => line.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  '))
      .join('\n');
  }

  /** The findings by their kinds; of each kind the first one is told whole. */
  report(): string {
    return this.kinds.map(told).join('\n');
  }

  #row(group: string): Row {
    const row = this.#rows.get(group) ?? { mutants: 0, exits: new Map(), findings: 0, slowestSeconds: 0 };
    this.#rows.set(group, row);
    return row;
  }
}

const SHOWN_CHARACTERS = 600;

function kindOf({ rule, outcome }: Finding): string {
  const said = outcome.stderr.split('\n')[0]!.replaceAll(/"[^"]*"|(?<=body of )\S+/g, '…');
  return `${rule}: ${said.replaceAll(/[0-9a-f]{12,}|\d+/g, '#')}`;
}

function told({ count, first: { rule, mutant, call, outcome } }: FindingKind): string {
  const said = (outcome.stderr || outcome.stdout).slice(0, SHOWN_CHARACTERS).replaceAll(/^/gm, '    ').trimEnd();
  return `${count} x ${rule}\n  ${mutant.base.name}: ${mutant.what}\n  varve ${call}\n  exit ${outcome.exit}\n${said}\n`;
}

function total(rows: readonly Row[]): Row {
  const exits = new Map<number, number>();
  for (const row of rows) for (const [exit, count] of row.exits) exits.set(exit, (exits.get(exit) ?? 0) + count);
  return {
    mutants: rows.reduce((sum, row) => sum + row.mutants, 0),
    exits,
    findings: rows.reduce((sum, row) => sum + row.findings, 0),
    slowestSeconds: Math.max(0, ...rows.map((row) => row.slowestSeconds)),
  };
}

function cellsOf(group: string, { mutants, exits, findings, slowestSeconds }: Row): readonly string[] {
  const count = (exit: number) => exits.get(exit) ?? 0;
  const other = [...exits].reduce((sum, [exit, runs]) => sum + ([0, 2, 3].includes(exit) ? 0 : runs), 0);
  const numbers = [mutants, count(0), count(2), count(3), other, findings];
  return [group, ...numbers.map(String), `${slowestSeconds.toFixed(2)} s`];
}
