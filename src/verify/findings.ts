import { formatCount } from '../base/text.ts';
import type { CheckId, Finding } from './check.ts';

/** Faults of one check in one layer that are told one by one. */
const KEPT = 100;

/** What is wrong with one entry. */
export type Fault = Pick<Finding, 'message' | 'path' | 'byte'>;

/** Collects faults of the entries of a layer; a hostile layer cannot fill the report with them. */
export class Faults {
  readonly #kept: Fault[] = [];
  #count = 0;

  add(fault: Fault): void {
    this.#count += 1;
    if (this.#count <= KEPT) this.#kept.push(fault);
  }

  /** Each fault as a failed check, or the check passed with that message. */
  findings(check: CheckId, passed: string): readonly Finding[] {
    if (this.#count === 0) return [{ check, verdict: 'pass', message: passed }];
    const more = this.#count - KEPT;
    const all: readonly Fault[] =
      more > 0 ? [...this.#kept, { message: `${formatCount(more)} more of this kind are not listed` }] : this.#kept;
    return all.map((fault) => ({ check, verdict: 'fail', ...fault }));
  }
}
