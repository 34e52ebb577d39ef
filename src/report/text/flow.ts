import { displayWidth, wrapTo } from '../../base/width.ts';

/** A piece of a line that is kept whole where it can be. */
export interface Part {
  readonly text: string;
  readonly paint?: ((text: string) => string) | undefined;
}

const GAP = '   ';

/** The parts side by side, on as few lines as they fit on; `first` opens the first line, later ones are indented as deep. */
export function flow(first: string, parts: readonly Part[], width: number): string[] {
  const indent = first.length;
  const lines: string[] = [];
  let line = '';
  let used = 0;
  for (const { text, paint = (each: string) => each } of parts) {
    for (const piece of wrapTo(text, width - indent)) {
      const columns = displayWidth(piece);
      if (line !== '' && indent + used + GAP.length + columns > width) {
        lines.push(line);
        line = '';
        used = 0;
      }
      used += columns + (line === '' ? 0 : GAP.length);
      line += (line === '' ? '' : GAP) + paint(piece);
    }
  }
  return [...lines, line].map((each, place) => (place === 0 ? first : ' '.repeat(indent)) + each);
}
