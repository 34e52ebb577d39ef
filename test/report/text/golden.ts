import { displayWidth } from '../../../src/base/width.ts';

const ESCAPE = '\u001b';
const COLOR = new RegExp(String.raw`${ESCAPE}\[\d+m`, 'g');

/** Where the text that is expected lies; `vitest -u` writes it. */
export const goldenFile = (name: string): string => `golden/${name}.txt`;

/** Text with its colours made readable, as golden files have it. */
export function goldenText(pieces: Iterable<string>): string {
  return [...pieces].join('').replaceAll(ESCAPE, '␛');
}

/** The text without its colours. */
export function plainText(pieces: Iterable<string>): string {
  return [...pieces].join('').replace(COLOR, '');
}

/** The width of the widest line; commands to be copied are not broken and do not count. */
export function widthOf(pieces: Iterable<string>): number {
  const lines = plainText(pieces).split('\n');
  return Math.max(0, ...lines.filter((line) => !line.startsWith('Next: ')).map(displayWidth));
}
