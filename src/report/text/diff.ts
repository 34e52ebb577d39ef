import { cutTo } from '../../base/width.ts';
import type { DiffDocument } from '../documents/diff.ts';
import { type ChangeStyle, changeLines, sumParts } from './change-lines.ts';
import { flow } from './flow.ts';
import { instructionCell } from './instruction.ts';
import { columnsOf, painted, type TextStyle } from './style.ts';

type Layer = NonNullable<DiffDocument['layers']>[number];

/**
 * What `diff` says: lines of `docker diff`. For a whole image a heading stands over each layer; for one layer or a range
 * there is nothing but those lines.
 */
export function* diffText({ layers, summary, changes = [] }: DiffDocument, style: ChangeStyle): Generator<string> {
  if (!layers) return yield* bodyOf({ summary, changes }, style);
  for (const [place, layer] of layers.entries()) {
    yield `${place === 0 ? '' : '\n'}${heading(layer, style)}\n`;
    let isEmpty = true;
    for (const line of bodyOf(layer, style)) {
      isEmpty = false;
      yield line;
    }
    if (isEmpty) yield `${painted(style, 'dim', '  changes nothing')}\n`;
  }
}

function* bodyOf(
  { summary, changes }: { readonly summary: Layer['summary'] | undefined; readonly changes: Layer['changes'] },
  style: ChangeStyle,
): Generator<string> {
  const parts = summary && style.form === 'sums' ? sumParts(summary, style) : [];
  if (parts.length > 0) yield `${flow(' files      ', parts, columnsOf(style)).join('\n')}\n`;
  yield* changeLines(changes, style);
}

function heading({ layer, instruction }: Layer, style: TextStyle): string {
  const title = `layer ${layer}`;
  const { text, paint = (each: string) => each } = instructionCell(instruction, style);
  return `${painted(style, 'bold', title)}  ${paint(cutTo(text, columnsOf(style) - title.length - 2))}`;
}
