import { describe, expect, it } from 'vitest';
import { dockerFormat, tabulated } from '../../../src/report/text/docker-table.ts';

const COLUMNS = { headers: { ID: 'IMAGE ID', Size: 'SIZE' }, table: '{{.ID}}\t{{.Size}}' };
const ROWS = [
  { ID: '1f2e3d4c5b6a', Size: '8.46MB' },
  { ID: '<none>', Size: '' },
];

const printed = (format: string) => [...dockerFormat(format, COLUMNS)(ROWS)].join('');

describe('columns', () => {
  it.each([
    ['are ten wide at least', ['a\tb', 'c\td'], ['a         b', 'c         d']],
    ['have three blanks behind the widest cell', ['12345678\tb', 'c\td'], ['12345678   b', 'c          d']],
    ['count wide characters twice', ['写写写写\tb', 'c\td'], ['写写写写   b', 'c          d']],
    ['begin anew below a line without them', ['1234567890\tb', 'x', 'c\td'], ['1234567890   b', 'x', 'c         d']],
    [
      'begin anew below a shorter line, each for itself',
      ['a\t1234567890\tx', 'a\tb', 'a\tc\ty'],
      ['a         1234567890   x', 'a         b', 'a         c         y'],
    ],
    ['keep the blanks of an empty last cell', ['a\t', ''], ['a         ', '']],
  ])('%s', (_, lines, expected) => expect([...tabulated(lines)]).toEqual(expected));

  it('do not make every line as long as one that is beyond measure', () => {
    const [long, short] = tabulated([`${'x'.repeat(50_000)}\ta`, 'y\tb']);
    expect([long!.length, short!.length]).toEqual([50_004, 10_001]);
  });
});

describe('--format', () => {
  it.each([
    ['table', 'IMAGE ID       SIZE\n1f2e3d4c5b6a   8.46MB\n<none>         \n'],
    [String.raw`table {{.Size}}\t{{.ID}}`, 'SIZE      IMAGE ID\n8.46MB    1f2e3d4c5b6a\n          <none>\n'],
    ['table{{.ID}}', 'IMAGE ID\n1f2e3d4c5b6a\n<none>\n'],
    ['table {{upper .ID}}', 'IMAGE ID\n1F2E3D4C5B6A\n<NONE>\n'],
    ['json', '{"ID":"1f2e3d4c5b6a","Size":"8.46MB"}\n{"ID":"\\u003cnone\\u003e","Size":""}\n'],
    ['{{json .}}', '{"ID":"1f2e3d4c5b6a","Size":"8.46MB"}\n{"ID":"\\u003cnone\\u003e","Size":""}\n'],
    [' {{.ID}} ', '1f2e3d4c5b6a\n<none>\n'],
    [String.raw`{{.ID}}\t{{.Size}}`, '1f2e3d4c5b6a\t8.46MB\n<none>\t\n'],
  ])('%s', (format, expected) => expect(printed(format)).toBe(expected));

  it.each(['yaml', '', 'text', '{{.id}}', 'table {{.id}}'])('refuses %j before there is a row', (format) => {
    expect(() => dockerFormat(format, COLUMNS)).toThrow(expect.objectContaining({ code: 'USAGE' }));
  });
});
