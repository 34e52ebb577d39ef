import type { Command } from './bindings.ts';
import type { MouseMessage } from './program.ts';

/** Where one is in a list: the chosen line, and the first line on the screen. */
export interface ListPlace {
  readonly cursor: number;
  readonly top: number;
}

/** Lines above and below the cursor that stay in sight. */
const MARGIN = 2;
const WHEEL_LINES = 3;

/** The beginning of a list. */
export const START: ListPlace = { cursor: 0, top: 0 };

/** The place in a list of `count` lines, of which `height` are on the screen, so that the chosen one is among them. */
export function placed({ cursor, top }: ListPlace, count: number, height: number): ListPlace {
  const at = Math.max(0, Math.min(cursor, count - 1));
  const margin = Math.min(MARGIN, Math.max(0, Math.floor((height - 1) / 2)));
  const lowest = Math.max(0, count - height);
  const first = Math.max(Math.min(top, at - margin), at + margin - height + 1);
  return { cursor: at, top: Math.max(0, Math.min(first, lowest)) };
}

/** Where a command leads, or `null` when it is none that moves in lists. */
export function moved(place: ListPlace, command: Command, count: number, height: number): ListPlace | null {
  const to = target(place, command, count, height);
  return to === null ? null : placed({ ...place, cursor: to }, count, height);
}

/** Lines that one turn of the wheel moves, 0 for what is no turn. */
export function wheelLines(action: MouseMessage['action']): number {
  return action === 'wheelup' ? -WHEEL_LINES : action === 'wheeldown' ? WHEEL_LINES : 0;
}

/** The wheel moves what is seen; the cursor comes along at the edge. */
export function scrolled(place: ListPlace, lines: number, count: number, height: number): ListPlace {
  const top = Math.max(0, Math.min(place.top + lines, count - height));
  const margin = Math.min(MARGIN, Math.max(0, Math.floor((height - 1) / 2)));
  const [first, last] = [top === 0 ? 0 : top + margin, top + height >= count ? count - 1 : top + height - 1 - margin];
  return placed({ cursor: Math.max(first, Math.min(place.cursor, last)), top }, count, height);
}

function target({ cursor }: ListPlace, command: Command, count: number, height: number): number | null {
  switch (command) {
    case 'up':
      return cursor - 1;
    case 'down':
      return cursor + 1;
    case 'pageUp':
      return cursor - Math.max(1, height - 1);
    case 'pageDown':
      return cursor + Math.max(1, height - 1);
    case 'halfUp':
      return cursor - Math.max(1, height >> 1);
    case 'halfDown':
      return cursor + Math.max(1, height >> 1);
    case 'first':
      return 0;
    case 'last':
      return count - 1;
    default:
      return null;
  }
}
