import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutMiddle, cutTo, displayWidth, padEnd, padStart, wrapTo } from '../../src/base/width.ts';

describe('the width of', () => {
  it.each([
    ['nothing', '', 0],
    ['ASCII', 'RUN make', 8],
    ['Latin letters', 'größe', 5],
    ['a letter with a combining mark', 'e\u0301', 1],
    ['a mark alone', '\u0301', 0],
    ['Chinese', '写真', 4],
    ['Korean, composed and in parts', '한\u1112\u1161\u11ab', 4],
    ['half-width Japanese', 'ｱ', 1],
    ['full-width Latin', 'Ａ', 2],
    ['an emoji', '🐳', 2],
    ['an emoji with a skin', '👍🏽', 2],
    ['a flag', '🇩🇪', 2],
    ['half a flag', '🇩', 1],
    ['a sign in emoji style', '❤️', 2],
    ['a sign in text style', '❤', 1],
    ['a keycap', '1️⃣', 2],
    ['bars and dots', '█▏░…', 4],
    ['Thai with vowels above', 'ที่', 1],
  ])('%s', (_name, text, columns) => {
    expect(displayWidth(text)).toBe(columns);
  });
});

describe('cutting', () => {
  it.each([
    ['leaves what fits', 'abc', 3, 'abc'],
    ['marks what was cut', 'abcd', 3, 'ab…'],
    ['never cuts a wide glyph in two', '写真写', 4, '写…'],
    ['keeps marks with their letter', 'e\u0301e\u0301e\u0301', 2, 'e\u0301…'],
    ['has room for the mark alone', 'abc', 1, '…'],
    ['has room for nothing', 'abc', 0, ''],
    ['takes less than nothing for nothing', 'abc', -5, ''],
  ])('%s', (_name, text, columns, expected) => {
    expect(cutTo(text, columns)).toBe(expected);
  });

  it.each([
    ['leaves what fits', '/usr/bin/node', 13, '/usr/bin/node'],
    ['keeps the start, and more of the end', '/usr/lib/gcc/x86_64-linux-gnu/12/cc1', 13, '/usr…u/12/cc1'],
    ['never cuts a wide glyph in two', '写真写真写真', 8, '写…写真'],
    ['has room for the mark alone', 'abc', 1, '…'],
    ['has room for nothing', 'abc', 0, ''],
  ])('in the middle %s', (_name, text, columns, expected) => {
    expect(cutMiddle(text, columns)).toBe(expected);
  });

  it('gives no more columns than asked for, and as many as can be', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(40), (text, columns) => {
        for (const cut of [cutTo, cutMiddle]) {
          const width = displayWidth(cut(text, columns));
          expect(width).toBeLessThanOrEqual(columns);
          expect(width).toBeGreaterThanOrEqual(Math.min(displayWidth(text), columns) - 2);
        }
      }),
    );
  });
});

describe('padding', () => {
  it('counts columns, not characters', () => {
    expect(padEnd('写', 4)).toBe('写  ');
    expect(padStart('e\u0301', 3)).toBe('  e\u0301');
  });

  it('leaves what is wide enough', () => {
    expect(padEnd('abc', 2)).toBe('abc');
    expect(padStart('写真', 3)).toBe('写真');
  });
});

describe('wrapping', () => {
  it.each([
    ['leaves what fits', 'one two', 7, ['one two']],
    ['breaks at blanks', 'one two three', 8, ['one two', 'three']],
    ['breaks a word that is longer than a line', 'a abcdefgh b', 4, ['a', 'abcd', 'efgh', 'b']],
    ['never breaks a wide glyph', '写真写', 3, ['写', '真', '写']],
    ['gives a line for nothing', '', 5, ['']],
    ['gets on where nothing fits', '写真', 1, ['写', '真']],
  ])('%s', (_name, text, columns, expected) => {
    expect(wrapTo(text, columns)).toEqual(expected);
  });

  it('leaves out the middle of what would fill the screen', () => {
    const lines = wrapTo(`start ${'n'.repeat(1_000_000)} end`, 80);
    expect(lines.length).toBeLessThan(20);
    expect(lines[0]).toMatch(/^start/);
    expect(lines.at(-1)).toMatch(/end$/);
  });

  it('loses no word', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme-ascii' })),
        fc.integer({ min: 1, max: 30 }),
        (words, columns) => {
          const text = words.join(' ').slice(0, 900);
          const lines = wrapTo(text, columns);
          expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
          for (const line of lines) expect(displayWidth(line.trimEnd())).toBeLessThanOrEqual(columns);
        },
      ),
    );
  });
});
