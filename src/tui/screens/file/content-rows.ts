import { columnsFrom } from '../../../base/width.ts';
import { type Row, span } from '../../rows.ts';
import type { Around } from '../screen.ts';
import { shownFace } from './faces.ts';
import { bytesPerLine, hexLines } from './hex.ts';
import type { FileState } from './state.ts';

/** The lines of a regular file that are on the screen. */
export function contentRows(own: FileState, around: Around, height: number): Row[] {
  const { content, left } = own;
  if (!content) return [[], [span('  reading ...', 'dim')]];
  const face = shownFace(own);
  const top = own.tops[face];
  const { columns } = around.area;
  if (content.bytes.length === 0) return [[], [span('  the file is empty', 'dim')]];
  if (face === 'bytes') {
    return hexLines(content.bytes, bytesPerLine(columns), top, height).map(({ offset, bytes, ascii }) => [
      span(` ${offset}`, 'dim'),
      span(bytes),
      span(`  ${ascii}`, 'accent'),
    ]);
  }
  const { lines, kind } = content.readable!;
  const digits = String(lines.length).length;
  return lines.slice(top, top + height).map((line, at) => {
    const number = kind === 'text' ? `${String(top + at + 1).padStart(digits + 1)}  ` : ' ';
    return [span(number, 'dim'), span(columnsFrom(line, left, columns))];
  });
}
