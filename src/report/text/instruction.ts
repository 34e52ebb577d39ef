import { printable } from '../../base/text.ts';
import { painted, type TextStyle } from './style.ts';
import type { Cell } from './table.ts';

const UNKNOWN = '(not in the history)';

/** An instruction of the image's history as a cell; a layer that no step tells of says so. */
export function instructionCell(instruction: string, style: TextStyle, tail?: Cell): Cell {
  if (instruction !== '') return { text: printable(instruction), tail };
  return { text: UNKNOWN, paint: (text) => painted(style, 'dim', text), tail };
}
