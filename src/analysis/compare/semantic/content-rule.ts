import type { ReasonId } from './reasons.ts';

/** Parts of a normal form. Where one ends and the next begins counts. */
export type Form = Iterable<Uint8Array | string>;

/** A way in which contents may differ and be the same in all else. Rules never compare: they take away what they forgive. */
export interface ContentRule {
  readonly id: ReasonId;
  /** Whether content at this absolute path may be of the kind; left out: anywhere. */
  readonly at?: RegExp;
  /**
   * What is left of the content; `undefined` where it is not of the kind, or not wholly understood. Two contents with
   * the same form differ in nothing but what the rule forgives.
   */
  readonly form: (content: Buffer, path: string) => Form | undefined;
}
