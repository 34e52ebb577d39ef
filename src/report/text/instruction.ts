import { printable } from '../../base/text.ts';
import { painted, type TextStyle } from './style.ts';
import type { Cell } from './table.ts';

const UNKNOWN = '(not in the history)';

/** An instruction of the image's history; a layer that no step tells of says so. */
export function instructionText(instruction: string): string {
  return printable(instruction) || UNKNOWN;
}

/** {@link instructionText} as a cell. */
export function instructionCell(instruction: string, style: TextStyle, tail?: Cell): Cell {
  const text = instructionText(instruction);
  if (instruction !== '') return { text, tail };
  return { text, paint: (unknown) => painted(style, 'dim', unknown), tail };
}
