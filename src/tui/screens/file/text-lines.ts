import { printableBytes } from '../../../base/text.ts';
import { displayWidth } from '../../../base/width.ts';

const TAB = 0x09;
const NEWLINE = 0x0a;
const TAB_COLUMNS = 8;
/** Bytes from one pause to the next, and at most at a time: what is not UTF-8 is slow to escape. */
const PAUSE_BYTES = 2 ** 13;
const RUN_BYTES = 2 ** 12;

/** The lines of a text as a screen can show them: tabs as blanks, and nothing that a terminal would act on. */
export function* textLines(bytes: Uint8Array): Generator<void, string[]> {
  const lines: string[] = [];
  let line = '';
  let columns = 0;
  let pausedAt = 0;
  for (let at = 0; at < bytes.length;) {
    const end = runEnd(bytes, at);
    if (end > at) {
      const text = printableBytes(bytes.subarray(at, end));
      line += text;
      columns += displayWidth(text);
      at = end;
    }
    if (bytes[end] === TAB) {
      const blanks = TAB_COLUMNS - (columns % TAB_COLUMNS);
      line += ' '.repeat(blanks);
      columns += blanks;
      at += 1;
    } else if (bytes[end] === NEWLINE) {
      lines.push(line);
      line = '';
      columns = 0;
      at += 1;
    }
    if (at - pausedAt < PAUSE_BYTES) continue;
    pausedAt = at;
    yield;
  }
  if (bytes.length > 0 && bytes.at(-1) !== NEWLINE) lines.push(line);
  return lines;
}

/** Where the text from `at` on is interrupted: by a tab, the end of the line, or because it is long enough. */
function runEnd(bytes: Uint8Array, at: number): number {
  const most = Math.min(bytes.length, at + RUN_BYTES);
  let end = at;
  while (end < most && bytes[end] !== TAB && bytes[end] !== NEWLINE) end += 1;
  if (end < most || most === bytes.length) return end;
  // Not within a character of UTF-8, which has at most four bytes.
  while (end > most - 4 && (bytes[end]! & 0xc0) === 0x80) end -= 1;
  return end;
}
