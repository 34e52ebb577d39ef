import type { Loaded, Subject } from './session.ts';

/** What the layers that are read come to, in bytes; dead ones are known once all are. */
export interface Sums {
  readonly storedBytes: number;
  readonly deadBytes: number | null;
}

/** Adds up the layers. */
export function sumsOf({ dead }: Subject, { opened }: Loaded): Sums {
  const storedBytes = opened.image.paths.placements.reduce((sum, { bodyBytes }) => sum + bodyBytes, 0);
  return { storedBytes, deadBytes: dead && dead.ofLayer.reduce((sum, bytes) => sum + bytes, 0) };
}
