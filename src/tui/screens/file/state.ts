import type { PathTable } from '../../../union/path-table.ts';
import type { ExtractQuestion } from '../../questions.ts';
import type { StoryEvent } from '../../tree/story.ts';
import type { FileContent } from './content.ts';
import type { Difference } from './difference.ts';
import type { Reasons } from './reasons.ts';
import type { Shown } from './versions.ts';

/** What of a file is on the screen: its content as it is best read, its bytes, or what differs from the version before. */
export type Face = 'content' | 'bytes' | 'difference';

/** One path, version by version. */
export interface FileState {
  /** As people type it. */
  readonly path: string;
  /** The layer at which it was asked for. */
  readonly openedAt: number;
  /** The layer whose version is wanted; that of the chosen version, once it is known. */
  readonly layer: number;
  /** What rows and events are of: `null` until a layer is read. */
  readonly table: PathTable | null;
  /** The path's row, or -1 where no layer has it. */
  readonly row: number;
  readonly versions: readonly StoryEvent[];
  readonly chosen: number;
  /** What the chosen version is; of a deletion, what was there before. */
  readonly shown: Shown | null;
  /** What differs in each version; empty until it is known. */
  readonly reasons: Reasons;
  /** `null` until it is read, and for all but regular files. */
  readonly content: FileContent | null;
  readonly difference: Difference | null;
  /** Why it could not be read. */
  readonly failure: string | null;
  readonly face: Face;
  readonly sideBySide: boolean;
  /** The first line on the screen, and the columns that are left of it. */
  readonly tops: Readonly<Record<Face, number>>;
  readonly left: number;
  readonly extracting: ExtractQuestion | null;
}
