import type { Tone } from '../../frame.ts';

/** What happened to a path from one image to the other: added, changed, deleted, renamed; nothing for the same. */
export const LETTERS = ['', 'A', 'C', 'D', 'R'] as const;

export type Letter = (typeof LETTERS)[number];

/** How each is told beside its letter. */
export const LETTER_TONES: Readonly<Record<Letter, Tone>> = {
  '': 'plain',
  A: 'added',
  C: 'changed',
  D: 'deleted',
  R: 'accent',
};
