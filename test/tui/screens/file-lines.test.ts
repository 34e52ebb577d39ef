import { describe, expect, it } from 'vitest';
import { columnsFrom } from '../../../src/base/width.ts';
import { hexLines } from '../../../src/tui/screens/file/hex.ts';
import { textLines } from '../../../src/tui/screens/file/text-lines.ts';
import { inSlices } from '../../../src/base/slices.ts';

describe('lines of a text', () => {
  it.each<readonly [what: string, text: string, lines: readonly string[]]>([
    ['nothing', '', []],
    ['a line without an end', 'a', ['a']],
    ['blank lines', '\n\na\n', ['', '', 'a']],
    ['tabs up to the next eighth column', 'a\t漢\tb\n\t\n', [`a${' '.repeat(7)}漢${' '.repeat(6)}b`, ' '.repeat(8)]],
    ['the ends of DOS', 'a\r\n', ['a\\x0d']],
  ])('are right for %s', async (_what, text, lines) => {
    expect(await inSlices(textLines(Buffer.from(text)))).toEqual(lines);
  });

  it('cut no character where they pause', async () => {
    const text = `a${'漢'.repeat(20_000)}`;
    expect(await inSlices(textLines(Buffer.from(text)))).toEqual([text]);
  });

  it('escape bytes that are no UTF-8 one by one, whatever stands around them', async () => {
    const bytes = Buffer.from([0x61, 0xc3, 0xa4, 0xc3, 0xed, 0xa0, 0x80, 0xf5, 0x62, 0xe2, 0x82]);
    expect(await inSlices(textLines(bytes))).toEqual(['aä\\xc3\\xed\\xa0\\x80\\xf5b\\xe2\\x82']);
  });
});

describe('a line from a column on', () => {
  it.each<readonly [text: string, start: number, columns: number, shown: string]>([
    ['abcdef', 2, 2, 'cde'],
    ['abc', 5, 2, ''],
    ['漢漢漢', 1, 3, ' 漢漢'],
    ['xe\u0301yz', 1, 2, 'e\u0301yz'],
  ])('%s from %i, %i columns', (text, start, columns, shown) => {
    expect(columnsFrom(text, start, columns)).toBe(shown);
  });
});

describe('a hex dump', () => {
  it('begins at any line, and fills up the last one', () => {
    const bytes = Uint8Array.from({ length: 18 }, (_, at) => at + 0x3a);
    expect(hexLines(bytes, 16, 1, 5)).toEqual([{ offset: '00010', bytes: ` 4a 4b${' '.repeat(43)}`, ascii: 'JK' }]);
  });
});
