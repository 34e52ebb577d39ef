import { printable } from '../../base/text.ts';
import type { DiffChange, DiffDocument } from '../documents/diff.ts';
import { instructionCell } from './instruction.ts';
import { cutTo } from '../../base/width.ts';
import { columnsOf, LETTER_TONES, painted, type TextStyle } from './style.ts';

type Layer = NonNullable<DiffDocument['layers']>[number];

/**
 * What `diff` says: lines of `docker diff`. For a whole image a heading stands over each layer; for one layer or a range
 * there is nothing but those lines.
 */
export function* diffText({ layers, changes = [] }: DiffDocument, style: TextStyle): Generator<string> {
  if (!layers) return yield* changeLines(changes, style);
  for (const [place, layer] of layers.entries()) {
    yield `${place === 0 ? '' : '\n'}${heading(layer, style)}\n`;
    let isEmpty = true;
    for (const line of changeLines(layer.changes, style)) {
      isEmpty = false;
      yield line;
    }
    if (isEmpty) yield `${painted(style, 'dim', '  changes nothing')}\n`;
  }
}

function heading({ layer, instruction }: Layer, style: TextStyle): string {
  const title = `layer ${layer}`;
  const { text, paint = (each: string) => each } = instructionCell(instruction, style);
  return `${painted(style, 'bold', title)}  ${paint(cutTo(text, columnsOf(style) - title.length - 2))}`;
}

function* changeLines(changes: Iterable<DiffChange>, style: TextStyle): Generator<string> {
  for (const { change, path } of changes) yield `${painted(style, LETTER_TONES[change], change)} ${printable(path)}\n`;
}
