import type { ListPlace } from '../../list.ts';
import type { Folds } from '../../tree/listing.ts';
import type { Difference } from '../file/difference.ts';
import type { Comparison } from './comparison.ts';

/** A file of both images, line by line. */
export interface Patch {
  readonly row: number;
  /** `null` until it is made. */
  readonly difference: Difference | null;
  readonly failure: string | null;
  /** The first line on the screen, and the columns that are left of it. */
  readonly top: number;
  readonly left: number;
}

/** The image and another one. */
export interface CompareState {
  /** The other image as it was named; empty before one was. */
  readonly reference: string;
  /** It waits until the image itself is read, then for the answer. */
  readonly progress: 'idle' | 'waiting' | 'asked';
  readonly comparison: Comparison | null;
  /** Why there is none. */
  readonly failure: string | null;
  readonly pane: 'tree' | 'summary';
  /** Whether paths that are the same are listed, too. */
  readonly showsSame: boolean;
  /** Directories are named by their rows. */
  readonly folds: Folds;
  readonly sort: 'path' | 'delta';
  /** The chosen row. */
  readonly row: number;
  readonly place: ListPlace;
  /** What is listed, made of all the above. */
  readonly listed: Int32Array;
  /** The first line of the summary on the screen. */
  readonly summaryTop: number;
  readonly patch: Patch | null;
}
