/** A line of 16 bytes takes so many columns. */
const WIDE = 74;
const OFFSET_DIGITS = 5;
const GROUP = 8;

/** Bytes that fit side by side. */
export function bytesPerLine(columns: number): number {
  return columns >= WIDE ? 2 * GROUP : GROUP;
}

/** A line of a hex dump in its parts: where it begins, the bytes, and what of them is ASCII. */
export interface HexLine {
  readonly offset: string;
  readonly bytes: string;
  readonly ascii: string;
}

/** Lines `top` to `top + lines` of a dump. */
export function hexLines(bytes: Uint8Array, perLine: number, top: number, lines: number): HexLine[] {
  const found: HexLine[] = [];
  for (let at = top * perLine; at < bytes.length && found.length < lines; at += perLine) {
    const piece = [...bytes.subarray(at, at + perLine)];
    const cells = Array.from({ length: perLine }, (_, i) => cell(piece[i], i));
    found.push({
      offset: at.toString(16).padStart(OFFSET_DIGITS, '0'),
      bytes: cells.join(''),
      ascii: piece.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join(''),
    });
  }
  return found;
}

function cell(byte: number | undefined, at: number): string {
  const gap = at > 0 && at % GROUP === 0 ? '  ' : ' ';
  return gap + (byte === undefined ? '  ' : byte.toString(16).padStart(2, '0'));
}
