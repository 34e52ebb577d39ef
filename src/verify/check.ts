/** What is checked. Stable: scripts select by it. */
export const CHECKS = [
  'digest',
  'size',
  'readable',
  'diff-id',
  'layer-count',
  'history-count',
  'chain-id',
  'duplicate-entries',
  'unsafe-entries',
  'toc-digest',
  'toc-entries',
  'toc-content',
] as const;
export type CheckId = (typeof CHECKS)[number];

export const VERDICTS = ['pass', 'fail', 'skip'] as const;

/** One check and what came of it. */
export interface Check {
  readonly check: CheckId;
  /** `index`, `manifest`, `config`, `image`, `layer 3`. */
  readonly subject: string;
  readonly verdict: (typeof VERDICTS)[number];
  /** What was claimed and what was found, where that can be put into words of its own. */
  readonly expected?: string;
  readonly found?: string;
  /** What was found, or why nothing could be; one sentence without the subject, printable. */
  readonly message: string;
  readonly layer?: number;
  /** Printable; absolute unless the name itself is what is wrong. */
  readonly path?: string;
  /** Offset in the uncompressed tar. */
  readonly byte?: number;
}

/** A check before it is known of what. */
export type Finding = Omit<Check, 'subject' | 'layer'>;

/** A check that could not be made. */
export function skipped(check: CheckId, message: string): Finding {
  return { check, verdict: 'skip', message };
}

/** Compares what is claimed of a thing with what it is; `what` names the property: `digest`. */
export function compared(check: CheckId, what: string, expected: string, found: string): Finding {
  if (expected === found) return { check, verdict: 'pass', expected, found, message: `the ${what} is as claimed` };
  return { check, verdict: 'fail', expected, found, message: `the ${what} should be ${expected} but is ${found}` };
}
