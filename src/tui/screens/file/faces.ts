import type { Around } from '../screen.ts';
import { bytesPerLine } from './hex.ts';
import type { Face, FileState } from './state.ts';

/** Rows above what is shown of a file. */
const HEADING = 3;
/** Below this, two versions have no room side by side. */
export const SIDE_BY_SIDE_COLUMNS = 80;

/** What really is on the screen: of a file that cannot be read as text, its bytes. */
export function shownFace({ face, content }: Pick<FileState, 'face' | 'content'>): Face {
  return face === 'content' && content?.readable === null ? 'bytes' : face;
}

/** Lines that there is room for. */
export function heightOf({ area }: Around): number {
  return Math.max(1, area.rows - HEADING);
}

/** Whether two versions have room side by side. */
export function isWide({ area }: Around): boolean {
  return area.columns >= SIDE_BY_SIDE_COLUMNS;
}

/** Whether the two versions stand side by side. */
export function isSideBySide({ sideBySide }: FileState, around: Around): boolean {
  return sideBySide && isWide(around);
}

/** Lines that there are of what is on the screen; 0 while it is being read. */
export function lineCount(own: FileState, around: Around): number {
  const { content, difference } = own;
  switch (shownFace(own)) {
    case 'content':
      return content?.readable?.lines.length ?? 0;
    case 'bytes':
      return Math.ceil((content?.bytes.length ?? 0) / bytesPerLine(around.area.columns));
    case 'difference':
      if (difference?.kind !== 'lines') return 0;
      return (isSideBySide(own, around) ? difference.pairs : difference.unified).length;
  }
}
