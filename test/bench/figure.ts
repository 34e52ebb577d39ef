import type { Cost } from './run.ts';

/** What shall not be exceeded. `measured` and `limit` are in the same unit. */
export interface Target {
  readonly measured: number;
  readonly limit: number;
  /** The limit as people read it. */
  readonly text: string;
}

/** A line of the table, as text; what is left out does not apply. */
export interface Figure {
  readonly what: string;
  readonly median: string;
  readonly least: string;
  readonly cpu?: string;
  readonly peak?: string;
  /** How it compares with its references. */
  readonly against?: string;
  readonly targets?: readonly Target[];
}

/** The figure of some runs of one command. */
export function processFigure(what: string, costs: readonly Cost[], more: Partial<Figure> = {}): Figure {
  return {
    what,
    median: milliseconds(median(costs.map(({ wallMs }) => wallMs))),
    least: milliseconds(leastWallMs(costs)),
    cpu: milliseconds(Math.min(...costs.map(({ cpuMs }) => cpuMs))),
    peak: megabytes(peakBytes(costs)),
    ...more,
  };
}

export function leastWallMs(costs: readonly Cost[]): number {
  return Math.min(...costs.map(({ wallMs }) => wallMs));
}

export function peakBytes(costs: readonly Cost[]): number {
  return Math.max(...costs.map((cost) => cost.peakBytes));
}

/** The middle of the values; of an even number the upper of the two. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}

export function ratio(value: number, reference: number): string {
  return `${(value / reference).toFixed(2)}x`;
}

export function milliseconds(value: number): string {
  return value < 1000 ? `${value.toFixed(value < 100 ? 1 : 0)} ms` : `${(value / 1000).toFixed(2)} s`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(0)} MB`;
}
