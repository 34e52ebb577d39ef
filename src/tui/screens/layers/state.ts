import type { ListPlace } from '../../list.ts';
import type { ExtractQuestion } from '../../questions.ts';
import type { Folds, Sort } from '../../tree/listing.ts';
import type { Mode, RangeChanges, Scene } from '../../tree/scene.ts';
import type { FoundBefore, Hits, Matching } from '../../tree/search.ts';

export type Pane = 'layers' | 'files';

/** Which paths are wanted. */
export interface Filter {
  readonly kind: 'fuzzy' | 'glob';
  readonly text: string;
  /** What was found in a scene; `null` while there is nothing to search in. */
  readonly found: { readonly scene: Scene; readonly hits: Hits; readonly matching: Matching } | null;
  /** What was found for the text before this one. */
  readonly before?: (FoundBefore & { readonly scene: Scene }) | undefined;
}

/** The main screen: layers on the left, files on the right. */
export interface LayersState {
  readonly pane: Pane;
  readonly showsEmpty: boolean;
  /** Where one is among the steps that are listed. */
  readonly steps: ListPlace;
  readonly mode: Mode;
  /** The layer at which a range begins. */
  readonly mark: number | null;
  readonly folds: Folds;
  readonly sort: Sort;
  readonly filter: Filter | null;
  /** The chosen path, by its node, which stays the same while layers arrive. */
  readonly node: number;
  readonly files: ListPlace;
  /** Columns of the left pane, where someone chose them. */
  readonly split: number | null;
  readonly isDragging: boolean;
  readonly extracting: ExtractQuestion | null;
  /** The range whose changes were asked for last, and those that came. */
  readonly rangeAsked: Omit<RangeChanges, 'changes'> | null;
  readonly range: RangeChanges | null;
  /** What is shown, made of all the above: `null` until the first layer is there. */
  readonly scene: Scene | null;
  readonly listed: Int32Array;
}
